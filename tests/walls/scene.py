"""Files with notes of the shared world, made through the actions, and what the web role sees of them by SQL."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from tests.conftest import PASSPHRASE

from cloison.access.models import File
from cloison.accounts.reader import Reader
from cloison.accounts.sessions import log_in
from cloison.database.unit import unit
from cloison.followup.actions import Text, write_note
from cloison.people.actions import write_identity, write_names
from cloison.people.names import Names
from cloison.vault.cookie import SessionSecret

NOTES = 3
COUNT = "select count(*) from public.followup_note where file_id = %s"


def write_notes(by: Reader, file: File, *texts: str) -> None:
    """One note for each text."""
    for text in texts:
        write_note(by=by, file=file, text=Text(facts=text), minutes=5, row_id=uuid.uuid4())


def write_person(by: Reader, file: File, names: Names, **sheet: Any) -> None:
    """Names and identity sheet."""
    write_names(by=by, file=file, names=names)
    write_identity(by=by, file=file, sheet=sheet, first=True)


def fresh_session(login: str) -> SessionSecret:
    """A session that no other test shares: it may be locked, closed or aged."""
    with unit():
        return log_in(login, PASSPHRASE, address="test", device="attack")


@contextmanager
def holding(web: psycopg.Connection[Any], token: str) -> Iterator[psycopg.Connection[Any]]:
    """One transaction of the web role with a token, committed at the end."""
    with web.transaction():
        web.execute("select set_config('cloison.token', %s, true)", [token])
        yield web


def seen(web: psycopg.Connection[Any], token: str, file: uuid.UUID) -> int:
    """How many notes of a file a token gives, in a transaction of its own."""
    with holding(web, token):
        return count(web, file)


def count(web: psycopg.Connection[Any], file: uuid.UUID) -> int:
    """How many notes of a file the running transaction sees."""
    found = web.execute(COUNT, [file]).fetchone()
    assert found
    return int(found[0])


def open_by_sql(web: psycopg.Connection[Any], file: uuid.UUID) -> bool:
    """The door, asked by SQL in the running transaction."""
    found = web.execute("select app.open_file(%s, 'attack')", [file]).fetchone()
    return found is not None and found[0] is not None
