"""Makes the demonstration once, and keeps it between runs."""

import os
import secrets
import shutil
import sys
from pathlib import Path

from django.utils.translation import gettext as _

from cloison.accounts.actions import change_passphrase
from cloison.accounts.sessions import LoginRefused, as_member, prove, working
from cloison.database import roles
from cloison.database.folder import write_privately
from cloison.database.schema import acting_as
from cloison.database.server import ExternalServer, Server
from cloison.database.trouble import Trouble, marked
from cloison.demo import cast, week

WORDS = "rive saule quai tilleul phare pont dune voile ancre prairie brume galet marée barque verger".split()  # noqa: SIM905


def ensure(server: Server, data: Path) -> None:
    """The cast and its week, if they are not there yet; then says the passphrase, which opens every account."""
    done, kept = data / "demo-done", data / "demo-passphrase"
    wanted = os.environ.get("CLOISON_DEMO_PASSPHRASE")
    if not done.exists():
        _start_over(server, kept)
        passphrase = wanted or "-".join(secrets.choice(WORDS) for _n in range(5))
        write_privately(kept, passphrase)
        _make(server, passphrase)
        write_privately(done, "1\n")
    elif wanted and wanted != kept.read_text():
        _change(server, kept.read_text(), wanted)
        write_privately(kept, wanted)
    if not wanted:
        print(_("Phrase de passe de tous les comptes de la démonstration : %s") % kept.read_text(), flush=True)
        print(_("Comptes : %s") % ", ".join(player.login for player in cast.CAST), flush=True)


def _start_over(server: Server, kept: Path) -> None:
    """A demonstration whose making was interrupted is made again from nothing; nobody had seen it."""
    if not kept.exists():
        return
    if isinstance(server, ExternalServer):
        raise Trouble(
            marked(
                "La démonstration n'avait pas fini de se préparer : supprimez sa base sur le serveur, puis recommencez."
            )
        )
    server.stop()
    shutil.rmtree(server.cluster.folder)
    server.start()


def _make(server: Server, passphrase: str) -> None:
    with acting_as(server.conninfo(roles.OWNER)):
        token = cast.found()
    with acting_as(server.conninfo(roles.WEB)):
        cast.people(token, passphrase)
        week.fill(passphrase, _said)
    print(file=sys.stderr)


def _said(login: str) -> None:
    print(_("%s a fini sa semaine.") % login.capitalize(), end=" ", file=sys.stderr, flush=True)


def _change(server: Server, old: str, new: str) -> None:
    """Every account of the cast opens with the passphrase asked for this time."""
    with acting_as(server.conninfo(roles.WEB)):
        for player in cast.CAST:
            try:
                with as_member(player.login, old, device="démonstration") as secret, working(secret) as by:
                    proved = prove(player.login, old)
                    if proved:
                        change_passphrase(by=by, old_proof=proved[0], new=new)
            except LoginRefused:
                print(_("Le compte %s a changé lui-même de phrase de passe.") % player.login, file=sys.stderr)
