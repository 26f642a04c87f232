"""Who can read: the ledger as it is told to those in the circle."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from cloison.accounts.reader import Reader
from cloison.database.sql import named, rows


@dataclass(frozen=True)
class LedgerLine:
    """One row of the ledger in words: who, as what, since and until when, by whom, why."""

    membership_id: uuid.UUID
    member_id: uuid.UUID
    name: str
    team: str
    role: str
    basis: str
    reason: str
    granted_by: str
    starts_at: datetime
    ends_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None
    has_key: bool
    journalled: bool

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split()[:2]).upper()


LEDGER = """
select m.id as membership_id, m.member_id, w.name, coalesce(t.name, '') as team, p.role, m.basis, m.reason,
  coalesce(g.name, '') as granted_by, m.starts_at, m.ends_at, m.ended_at, m.end_reason,
  exists (select from keys.circle_wrap k where k.circle_id = m.circle_id and k.member_id = m.member_id) as has_key,
  app.membership_known(m.id) as journalled
from public.access_membership m
join public.accounts_member w on w.id = m.member_id
join public.accounts_post p on p.id = m.post_id
left join public.accounts_team t on t.id = p.team_id
left join public.accounts_member g on g.id = m.granted_by
where m.circle_id = %s order by m.starts_at, m.id
"""


def ledger(reader: Reader, circle_id: uuid.UUID) -> list[LedgerLine]:
    """Every row of a circle's ledger, past and present; empty for a circle that is not the reader's."""
    return [LedgerLine(*line) for line in named(LEDGER, circle_id)]


def reading_now(lines: list[LedgerLine], at: datetime) -> list[LedgerLine]:
    """Those of the ledger who can read at this moment."""
    return [line for line in lines if line.ended_at is None and (line.ends_at is None or line.ends_at > at)]


@dataclass(frozen=True)
class Trace:
    """One journal line of a file: who, when, what, why."""

    sequence: int
    at: datetime
    name: str
    kind: str
    detail: str


def traces(reader: Reader, file_id: uuid.UUID) -> list[Trace]:
    """The journal of one file of the reader's, oldest first; empty for any other."""
    found = rows(
        "select j.seq, j.at, coalesce(w.name, ''), j.kind, j.detail from app.journal_of(%s) j "
        "left join public.accounts_member w on w.id = j.actor order by j.seq",
        file_id,
    )
    return [Trace(*line) for line in found]


def waiting_for_desk(reader: Reader, circle_id: uuid.UUID) -> list[tuple[uuid.UUID, uuid.UUID, str]]:
    """(member, post, name) of colleagues of this desk whom somebody of the circle must let in."""
    return rows(
        "select d.member_id, d.post_id, w.name from app.waiting_for_desk(%s) d "
        "join public.accounts_member w on w.id = d.member_id order by w.name",
        circle_id,
    )
