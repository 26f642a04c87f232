"""All that hangs on one opened file, in one statement: each area says how its rows are read, a page composes them.

A page that asked each area in turn would make a query for each; here their pieces are put together. A piece is a
select of (kind, id, version, at, made_by, sealed, told) for the file `%(file)s`; the policies of every table it
names hold as anywhere else.
"""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

from django.db import connection

from cloison.accounts.reader import Reader
from cloison.vault.keyring import Unreadable
from cloison.vault.sealing import Place

CIRCLE: LiteralString = """
select 'circle', c.id, 1, c.made_at, c.made_by, null::bytea,
  jsonb_build_object('kind', c.kind, 'team', c.team_id, 'compartment', c.compartment)
from public.access_circle c join public.access_file f on f.circle_id = c.id where f.id = %(file)s
"""
TRACES: LiteralString = """
select 'trace', j.id, j.seq::integer, j.at, j.actor, null::bytea,
  jsonb_build_object('kind', j.kind, 'detail', j.detail::jsonb)
from app.journal_of(%(file)s) j
"""


@dataclass(frozen=True)
class Row:
    """A row of a file: what it is, its version, by whom and when; `sealed` still closed, `told` what is in clear."""

    kind: str
    id: uuid.UUID
    version: int
    at: datetime
    by_id: uuid.UUID | None
    sealed: bytes | None
    told: dict[str, Any]
    by: str

    def moment(self, name: str) -> datetime | None:
        """A time among what is told."""
        return datetime.fromisoformat(self.told[name]) if self.told.get(name) else None


def contents(reader: Reader, file_id: uuid.UUID, pieces: Iterable[LiteralString]) -> dict[str, list[Row]]:
    """The rows of a file by kind, oldest first, with their authors' names. One query; sealed rows need the door."""
    # The pieces are constants of the code: nothing typed by anybody is in them.
    statement = (
        "select r.*, coalesce(m.name, '') from ("  # noqa: S608
        + " union all ".join(f"({piece})" for piece in pieces)
        + ") as r (kind, id, version, at, made_by, sealed, told) "
        "left join public.accounts_member m on m.id = r.made_by order by r.at, r.version, r.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"file": file_id})
        found = cursor.fetchall()
    kinds: dict[str, list[Row]] = defaultdict(list)
    for kind, row, version, at, made_by, sealed, told, name in found:
        plain = json.loads(told) if isinstance(told, str) else told
        kinds[kind].append(Row(kind, row, version, at, made_by, sealed and bytes(sealed), plain or {}, name))
    return kinds


def payload(reader: Reader, file_id: uuid.UUID, table: str, row: Row) -> dict[str, Any] | None:
    """What a row says; None when it was altered or moved. NoKey when the reader's key is still awaited."""
    try:
        return reader.keyring.unseal(Place(table, "sealed", row.id, file_id, row.version), row.sealed or b"")
    except Unreadable:
        return None
