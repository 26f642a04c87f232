"""The notes of a file, for pages that read a whole file at once."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from cloison.access.contents import Row, payload
from cloison.accounts.reader import Reader
from cloison.followup.actions import Text

NOTES: LiteralString = """
select 'note', n.id, n.version, n.made_at, n.made_by, n.sealed,
  jsonb_build_object('note', n.note_id, 'minutes', n.minutes, 'first_at', f.made_at, 'first_by', w.name)
from (select distinct on (x.note_id) x.* from public.followup_note x where x.file_id = %(file)s
  order by x.note_id, x.version desc) n
join public.followup_note f on f.id = n.note_id and f.file_id = n.file_id
left join public.accounts_member w on w.id = f.made_by
"""


@dataclass(frozen=True)
class Written:
    """A note's newest version; `text` is None when it was altered. `first_at`, `first_by`: of its first version."""

    row_id: uuid.UUID
    note_id: uuid.UUID
    version: int
    text: Text | None
    minutes: int | None
    by: str
    at: datetime
    first_by: str
    first_at: datetime

    @property
    def earlier(self) -> int:
        """How many versions came before this one."""
        return self.version - 1


def written(reader: Reader, file_id: uuid.UUID, row: Row) -> Written:
    """The note of a row. NoKey."""
    found = payload(reader, file_id, "followup_note", row)
    text = Text(found["facts"], found["words"], found["analysis"]) if found else None
    return Written(
        row.id, uuid.UUID(row.told["note"]), row.version, text, row.told["minutes"], row.by, row.at,
        row.told["first_by"] or "", row.moment("first_at") or row.at,
    )  # fmt: skip
