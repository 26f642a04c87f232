"""`cloison import visits FILE --as LOGIN`: a dry run first, then the writing."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cloison.accounts.models import Team
from cloison.accounts.reader import Refused
from cloison.accounts.sessions import LoginRefused, MustWait, as_member, working
from cloison.accounts.terminal import passphrase_of
from cloison.database import roles
from cloison.database.options import existing_file, with_data
from cloison.database.progress import Progress
from cloison.database.schema import acting_as
from cloison.database.server import available
from cloison.database.trouble import Misuse, Trouble, marked
from cloison.reception.actions import NoDeskYet
from cloison.reception.importing import Desk, Importer, Tally, desk_of
from cloison.reception.legacy.outcomes import Outcome, Visit, rejected
from cloison.reception.legacy.reader import Export, NotAnExport, open_export
from cloison.reception.legacy.rejects import RejectsWriter, rejects_path
from cloison.reception.legacy.report import Report
from cloison.reception.legacy.rows import Decider
from cloison.vault.cookie import SessionSecret


def register(commands: Any) -> None:
    """Adds `import visits`."""
    parser = commands.add_parser("import", help=_("reprend les données d'un ancien logiciel"))
    kinds = parser.add_subparsers(title=_("ce qui est repris"), metavar=_("QUOI"), dest="kind", required=True)
    visits = kinds.add_parser("visits", help=_("les passages d'un accueil, d'un fichier CSV"))
    visits.add_argument("file", type=existing_file, metavar=_("FICHIER"), help=_("l'export de l'ancien logiciel"))
    visits.add_argument(
        "--as", dest="login", required=True, metavar=_("COMPTE"), help=_("qui importe : une personne de l'accueil")
    )
    visits.add_argument("--yes", action="store_true", help=_("écrit sans demander après l'essai à blanc"))
    visits.add_argument("--json", action="store_true", help=_("l'essai à blanc et le résultat en JSON"))
    with_data(visits)
    visits.set_defaults(handler=_import_visits)


def _import_visits(told: argparse.Namespace) -> int:
    passphrase = passphrase_of(told.login, told.data)
    with available(told.data) as server, acting_as(server.conninfo(roles.WEB)):
        try:
            with as_member(told.login, passphrase, device="import") as secret:
                return _import(told, secret)
        except LoginRefused:
            raise Trouble(marked("Le compte ou la phrase de passe ne va pas : rien n'a été importé.")) from None
        except MustWait as wait:
            raise Trouble(
                marked("Trop d'essais : recommencez dans %(seconds)s secondes."), seconds=wait.seconds
            ) from None


def _import(told: argparse.Namespace, secret: SessionSecret) -> int:
    desk = _desk(secret, told.login)
    _show(_dry_run(told.file, desk), as_json=told.json)
    if not told.yes and not _agreed():
        print(_("Rien n'a été écrit."))
        return 0
    tally, path = _write(told.file, secret, desk)
    _tell(tally, path, as_json=told.json)
    return 0


def _desk(secret: SessionSecret, login: str) -> Desk:
    try:
        with working(secret) as by:
            return desk_of(by, Team.objects.values_list("name", flat=True))
    except Refused:
        raise Misuse(
            marked("%(login)s n'a pas de poste d'accueil : importez avec quelqu'un de l'accueil du centre."),
            login=login,
        ) from None
    except NoDeskYet:
        raise Trouble(
            marked("%(login)s n'est pas encore dans le cercle de l'accueil : un collègue doit lui en donner la clé."),
            login=login,
        ) from None


@contextmanager
def _opened(path: Path) -> Iterator[Export]:
    try:
        with open_export(path) as export:
            yield export
    except NotAnExport as error:
        raise Misuse(marked("%(why)s"), why=error) from None


def _outcomes(export: Export, progress: Progress, words: str) -> Iterator[Outcome]:
    today: date = timezone.localdate()
    for nth, outcome in enumerate(Decider(today=today).every(export), start=1):
        progress(export.bytes_read / max(1, export.bytes_total), lambda nth=nth: words % nth)  # type: ignore[misc]
        yield outcome


def _dry_run(path: Path, desk: Desk) -> Report:
    report, progress = Report(), Progress()
    with _opened(path) as export:
        for outcome in _outcomes(export, progress, _("essai à blanc, ligne %d")):
            motive = desk.place(outcome) if isinstance(outcome, Visit) else None
            report.add(rejected(outcome, motive) if motive and isinstance(outcome, Visit) else outcome)
        report.source(export.left_aside, export.layout.not_kept)
    progress.close()
    return report


def _show(report: Report, *, as_json: bool) -> None:
    print(json.dumps(report.as_data(), ensure_ascii=False) if as_json else "\n".join(report.lines()), flush=True)


def _agreed() -> bool:
    if not sys.stdin.isatty():
        raise Misuse(marked("Rien n'a été écrit : ajoutez --yes pour écrire sans être interrogé."))
    return input(_("Écrire ces passages ? (oui/non) ")).strip().lower() in ("o", "oui", "y", "yes")


def _write(path: Path, secret: SessionSecret, desk: Desk) -> tuple[Tally, Path | None]:
    progress = Progress()
    with _opened(path) as export, RejectsWriter(rejects_path(path), export.layout) as rejects:
        importer = Importer(secret, desk, rejects.write)
        for _tally in importer.run(_outcomes(export, progress, _("écriture, ligne %d"))):
            pass
    progress.close()
    return importer.tally, rejects.path if rejects.count else None


def _tell(tally: Tally, path: Path | None, *, as_json: bool) -> None:
    if as_json:
        facts = vars(tally) | {"refused": {motive.name: n for motive, n in tally.refused.items()}}
        print(json.dumps(facts | {"rejects": str(path) if path else None}, ensure_ascii=False))
        return
    if path:
        print(_("%(count)s lignes à corriger dans « %(path)s ».") % {"count": tally.refused.total(), "path": path})
    if tally.texts_left:
        print(_("%s textes libres sans dossier où les sceller : ils restent dans l'ancien fichier.") % tally.texts_left)
    print(
        _("%(recorded)s passages écrits, %(files)s dossiers ouverts, %(texts)s textes scellés, %(already)s déjà là.")
        % vars(tally)
    )
