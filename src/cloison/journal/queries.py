"""Reading the journal of a file."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cloison.database.sql import rows
from cloison.journal.kinds import wording


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as its reader sees it. `detail` is JSON of ids and codes; `seq` counts from 1 in the file."""

    id: UUID
    at: datetime
    actor: UUID | None
    kind: str
    circle: UUID | None
    seq: int
    detail: str

    @property
    def what(self) -> str:
        """What happened, in plain words that follow a person's name."""
        return wording(self.kind)


def of_file(file: UUID) -> list[Line]:
    """The entries of a file, first to last; none when the file is not one of the reader's."""
    return [Line(*row) for row in rows("select * from app.journal_of(%s)", file)]
