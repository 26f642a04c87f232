"""Visits and imported remarks of a file, for pages that read a whole file at once."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from cloison.access.contents import Row, payload
from cloison.accounts.reader import Reader
from cloison.handover.codes import Answer, Channel, Reason, label

VISITS: LiteralString = """
select 'visit', v.id, 1, v.at, v.made_by, null::bytea, jsonb_build_object('channel', v.channel, 'reasons', v.reasons,
  'answer', v.answer, 'minutes', v.minutes, 'appointment_at', v.appointment_at,
  'with', (select w.name from public.accounts_member w where w.id = v.with_member_id))
from public.reception_visit v where v.file_id = %(file)s
"""
REMARKS: LiteralString = """
select 'remark', r.id, 1, r.made_at, r.made_by, r.sealed, jsonb_build_object('visit', r.visit_id)
from public.reception_remark r where r.file_id = %(file)s
"""


@dataclass(frozen=True)
class Came:
    """A visit as it is told, with the remark that an older system had kept; `altered` when that one cannot be read."""

    id: uuid.UUID
    at: datetime
    by: str
    channel: str
    reasons: list[str]
    answer: str
    minutes: int | None
    with_whom: str
    appointment_at: datetime | None
    remark: str = ""
    altered: bool = False


def visits(reader: Reader, file_id: uuid.UUID, rows: list[Row], remarks: list[Row]) -> list[Came]:
    """The visits of a file, oldest first. NoKey."""
    said = {row.told["visit"]: payload(reader, file_id, "reception_remark", row) for row in remarks}
    return [_came(row, str(row.id) in said, said.get(str(row.id))) for row in rows]


def _came(row: Row, remarked: bool, remark: dict[str, str] | None) -> Came:
    told = row.told
    return Came(
        row.id, row.at, row.by, _word(Channel, told["channel"]), [_word(Reason, code) for code in told["reasons"]],
        _word(Answer, told["answer"]), told["minutes"], told["with"] or "", row.moment("appointment_at"),
        (remark or {}).get("text", ""), remarked and remark is None,
    )  # fmt: skip


def _word(codes: type[Channel] | type[Reason] | type[Answer], code: int) -> str:
    return label(codes(code)) if code in list(codes) else ""
