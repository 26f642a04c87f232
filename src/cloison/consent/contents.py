"""What the person answered, for pages that read a whole file at once."""

from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from cloison.access.contents import Row
from cloison.consent import notices
from cloison.consent.models import Subject, Value

AGREEMENTS: LiteralString = """
select 'agreement', a.id, 1, a.said_at, a.made_by, null::bytea,
  jsonb_build_object('subject', a.subject, 'value', a.value, 'notice', a.notice)
from public.consent_agreement a where a.file_id = %(file)s
"""


@dataclass(frozen=True)
class Answered:
    """What the person answered, to which sentence, said by whom and when."""

    subject: str
    value: str
    at: datetime
    by: str
    notice: str
    sentence: str

    @property
    def agreed(self) -> bool:
        return self.value == Value.AGREED

    @property
    def in_words(self) -> str:
        return str(Value(self.value).label)

    @property
    def about(self) -> str:
        return str(Subject(self.subject).label)


def agreements(rows: list[Row]) -> list[Answered]:
    """The answers of a file, oldest first, with the sentence that was said where this version still knows it."""
    said = {notice.version: str(notice.sentence) for notice in (notices.REGISTER, notices.HANDOVER)}
    return [
        Answered(
            row.told["subject"], row.told["value"], row.at, row.by, row.told["notice"], said.get(row.told["notice"], "")
        )
        for row in rows
    ]
