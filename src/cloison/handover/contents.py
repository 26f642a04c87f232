"""The demand that a handover's file carries and its answer, for pages that read a whole file at once."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import LiteralString

from cloison.access.contents import Row
from cloison.handover.codes import Reason, label

TOLD: LiteralString = """
jsonb_build_object('demand', h.id, 'handed_at', h.made_at, 'by', h.made_by, 'to', h.to_member_id,
  'by_name', (select b.name from public.accounts_member b where b.id = h.made_by),
  'to_name', (select t.name from public.accounts_member t where t.id = h.to_member_id),
  'reasons', h.reasons, 'channel', h.channel, 'visited_at', h.visited_at, 'appointment_at', h.appointment_at,
  'status', (select a.status from public.handover_handoveranswer a where a.file_id = h.file_id),
  'answered_at', (select a.made_at from public.handover_handoveranswer a where a.file_id = h.file_id))
"""
HANDOVER: LiteralString = (
    "select 'handover', h.id, 1, h.made_at, h.made_by, null::bytea, "  # noqa: S608 — constants
    + TOLD
    + " from public.handover_handover h where h.file_id = %(file)s"
)


@dataclass(frozen=True)
class Demand:
    """A handover as it is told: who passed it to whom, about what, and what became of it."""

    id: uuid.UUID
    by: str
    by_id: uuid.UUID
    to: str
    to_id: uuid.UUID
    at: datetime
    reasons: list[str]
    visited_at: datetime | None
    appointment_at: datetime | None
    status: str
    answered_at: datetime | None


def demand(row: Row) -> Demand:
    """The demand of a row that tells of a handover, its own or that of a file linked to it."""
    told = row.told
    return Demand(
        uuid.UUID(told["demand"]), told["by_name"] or "", uuid.UUID(told["by"]), told["to_name"] or "",
        uuid.UUID(told["to"]), row.moment("handed_at") or row.at, in_words(told["reasons"]),
        row.moment("visited_at"), row.moment("appointment_at"), told["status"] or "", row.moment("answered_at"),
    )  # fmt: skip


def in_words(reasons: list[int]) -> list[str]:
    """Reasons as words; a code of a later version is left out."""
    return [label(Reason(code)) for code in reasons if code in list(Reason)]
