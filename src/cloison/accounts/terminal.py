"""Professionals at the command line: proved by their passphrase, with a session for the time of a command."""

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cloison.accounts import sessions
from cloison.accounts.second_factor import WaitForCode
from cloison.accounts.sessions import LoginRefused, MustWait
from cloison.database.trouble import Misuse, Trouble
from cloison.database.trouble import marked as _
from cloison.vault.cookie import SessionSecret

DEMO_FILE = "demo-passphrase"


def passphrase_of(login: str, data: Path) -> str:
    """Env `CLOISON_PASSPHRASE` or `CLOISON_DEMO_PASSPHRASE`, the demo's file, else asked. Misuse without a terminal."""
    for name in ("CLOISON_PASSPHRASE", "CLOISON_DEMO_PASSPHRASE"):
        if told := os.environ.get(name):
            return told
    kept = data / DEMO_FILE
    if kept.is_file():
        return kept.read_text("utf8").strip()
    return _asked(Trouble(_("Phrase de passe de %(login)s : "), login=login))


def _asked(question: Trouble) -> str:
    if not sys.stdin.isatty():
        raise Misuse(
            _("Il faut une phrase de passe et il n'y a pas de terminal pour la demander : donnez CLOISON_PASSPHRASE.")
        )
    return getpass.getpass(str(question))


@contextmanager
def session_of(login: str, data: Path) -> Iterator[SessionSecret]:
    """An open session of this professional, closed at the end; to be used with `sessions.working`. Trouble, Misuse."""
    passphrase = passphrase_of(login, data)
    code = Trouble(_("Code du téléphone de %(login)s : "), login=login)
    opened = sessions.as_member(login, passphrase, device="cloison", code=lambda: _asked(code))
    try:
        secret = opened.__enter__()
    except LoginRefused:
        raise Trouble(_("Ce nom de compte et cette phrase ne vont pas ensemble (%(login)s)."), login=login) from None
    except (MustWait, WaitForCode) as error:
        raise Trouble(_("Trop d'essais à la suite : attendez %(seconds)s secondes."), seconds=error.seconds) from None
    try:
        yield secret
    finally:
        opened.__exit__(None, None, None)
