"""Names and identity sheet of a file, for pages that read a whole file at once."""

import uuid
from typing import Any, LiteralString

from cloison.access.contents import Row, payload
from cloison.accounts.reader import Reader
from cloison.people.names import Names

NAMES: LiteralString = """
select 'names', n.id, n.version, n.made_at, n.made_by, n.sealed, null::jsonb from public.people_name n
where n.file_id = %(file)s order by n.version desc limit 1
"""
SHEET: LiteralString = """
select 'sheet', i.id, i.version, i.made_at, i.made_by, i.sealed, null::jsonb from public.people_identity i
where i.file_id = %(file)s order by i.version desc limit 1
"""


def names(reader: Reader, file_id: uuid.UUID, rows: list[Row]) -> Names | None:
    """The current names; None when there are none or they were altered. NoKey."""
    found = payload(reader, file_id, "people_name", rows[-1]) if rows else None
    return Names.read(found) if found else None


def sheet(reader: Reader, file_id: uuid.UUID, rows: list[Row]) -> dict[str, Any] | None:
    """The current sheet; empty when none was written, None when it was altered. NoKey."""
    return payload(reader, file_id, "people_identity", rows[-1]) if rows else {}
