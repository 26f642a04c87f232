"""`cloison journal verify | prove | sequence | checkpoint`."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from django.apps import apps
from django.utils.translation import gettext as _
from psycopg.conninfo import conninfo_to_dict

from cloison.database import roles
from cloison.database.options import existing_file, with_data
from cloison.database.server import available
from cloison.database.trouble import Misuse, Trouble
from cloison.journal import notes, proofs, sequencer, verifier
from cloison.journal.outside import Outside, read_keys


def register(commands: Any) -> None:
    """Adds `journal` and its four commands."""
    journal = commands.add_parser("journal", help=_("vérifie, prouve et scelle le journal"))
    below = journal.add_subparsers(title=_("commandes"), metavar=_("COMMANDE"), dest="journal", required=True)
    _verify(below.add_parser("verify", help=_("recalcule tout le journal et nomme la première anomalie")))
    _prove(below.add_parser("prove", help=_("écrit la preuve qu'une ligne est dans le journal signé")))
    _sequence(below.add_parser("sequence", help=_("scelle les lignes nouvelles, en continu")))
    _checkpoint(
        below.add_parser("checkpoint", help=_("montre le dernier point de contrôle signé, pour le garder ailleurs"))
    )


def _verify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--witness",
        type=existing_file,
        action="append",
        default=[],
        metavar=_("FICHIER"),
        help=_("copie du témoin gardée ailleurs (peut être répété)"),
    )
    parser.add_argument(
        "--key", metavar=_("CLÉ"), help=_("clé de vérification gardée ailleurs, ou fichier qui la tient")
    )
    with_data(parser)
    parser.set_defaults(handler=_run_verify)


def _prove(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("entry", type=_entry, metavar=_("LIGNE"), help=_("numéro de la ligne"))
    parser.add_argument("--output", type=Path, metavar=_("FICHIER"), help=_("fichier de la preuve (sinon, à l'écran)"))
    with_data(parser)
    parser.set_defaults(handler=_run_prove)


def _sequence(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help=_("scelle ce qui attend, puis s'arrête"))
    parser.add_argument(
        "--every",
        type=_seconds,
        default=sequencer.EVERY,
        metavar=_("SECONDES"),
        help=_("temps entre deux points de contrôle (%(default)s)"),
    )
    with_data(parser)
    parser.set_defaults(handler=_run_sequence)


def _checkpoint(parser: argparse.ArgumentParser) -> None:
    with_data(parser)
    parser.set_defaults(handler=_run_checkpoint)


def _entry(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("« %(text)s » n'est pas un numéro de ligne") % {"text": text}) from None


def _seconds(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = 0
    if not 0.01 <= found <= 3600:
        raise argparse.ArgumentTypeError(_("« %(text)s » n'est pas un nombre de secondes") % {"text": text})
    return found


@contextmanager
def _auditor(data: Path) -> Iterator[psycopg.Connection[Any]]:
    with available(data) as server, psycopg.connect(server.conninfo(roles.AUDITOR)) as connection:
        yield connection


def _run_verify(told: argparse.Namespace) -> int:
    outside = Outside(told.data)
    with _auditor(told.data) as connection:
        report = verifier.verify(
            connection,
            _keys(told.key) if told.key else _own_keys(outside, connection),
            witness=outside.witness,
            copies=told.witness,
            checks=_checks(),
            progress=_progress() if sys.stderr.isatty() else None,
        )
    print(report.sentence())
    return 0 if report.sound else 1


def _checks() -> list[verifier.Check]:
    """What the areas hold against the journal: `journal_checks` of their app configuration."""
    return [check for config in apps.get_app_configs() for check in getattr(config, "journal_checks", list)()]


def _keys(text: str) -> list[notes.Verifier]:
    if Path(text).is_file():
        return read_keys(Path(text))
    try:
        return [notes.read_verifier(text)]
    except notes.BadNote as error:
        raise Misuse(_("« %(text)s » n'est ni une clé de vérification ni un fichier."), text=text) from error


def _own_keys(outside: Outside, connection: psycopg.Connection[Any]) -> list[notes.Verifier]:
    """The published keys; none before the first sealing, when nothing is signed yet."""
    if not outside.public_key.exists():
        signed = connection.execute("select exists (select from journal.checkpoint)").fetchone()
        connection.rollback()
        if signed == (False,):
            return []
    return outside.verifiers()


def _progress() -> Callable[[int, int], None]:
    def show(done: int, total: int) -> None:
        print(f"\r{done * 100 // max(total, 1)} % ", end="\r", file=sys.stderr, flush=True)

    return show


def _run_prove(told: argparse.Namespace) -> int:
    verifiers = Outside(told.data).verifiers()
    with _auditor(told.data) as connection:
        text = json.dumps(proofs.prove(connection, told.entry, verifiers), ensure_ascii=False, indent=1) + "\n"
    if told.output is None:
        sys.stdout.write(text)
        return 0
    try:
        told.output.write_text(text, "utf8")
    except OSError as error:
        raise Trouble(_("La preuve ne peut pas être écrite dans « %(path)s »."), path=told.output) from error
    return 0


def _run_sequence(told: argparse.Namespace) -> int:
    given = os.environ.get("CLOISON_DSN", "")
    if conninfo_to_dict(given).get("user") == roles.SEQUENCER:
        # Started by `serve`, which hands over this role's connection and nothing else.
        return _seal(given, told)
    with available(told.data) as server:
        return _seal(server.conninfo(roles.SEQUENCER), told)


def _seal(conninfo: str, told: argparse.Namespace) -> int:
    if told.once:
        placed = sequencer.once(conninfo, told.data)
        print(_("Lignes scellées : %(placed)s.") % {"placed": placed})
    else:
        sequencer.forever(conninfo, told.data, every=told.every, stop=sequencer.stopped_by_signals())
    return 0


def _run_checkpoint(told: argparse.Namespace) -> int:
    with _auditor(told.data) as connection:
        note = connection.execute(proofs.LAST).fetchone()
    if note is None:
        raise Trouble(_("Le journal n'a encore aucun point de contrôle signé."))
    sys.stdout.write(note[0])
    return 0
