"""Who can read: the ledger as it is told to those in the circle."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from cloison.access.compartments import Compartment
from cloison.access.models import CircleKind, EndReason, Reason
from cloison.accounts.reader import Reader
from cloison.accounts.roles import Basis, Role
from cloison.database.sql import named, rows
from cloison.vault.pairs import fingerprint, public_of


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

    @property
    def role_in_words(self) -> str:
        return str(Role(self.role).label)

    @property
    def basis_in_words(self) -> str:
        return str(Basis(self.basis).label)

    @property
    def reason_in_words(self) -> str:
        return str(Reason(self.reason).label)

    @property
    def end_reason_in_words(self) -> str:
        return str(EndReason(self.end_reason).label) if self.end_reason else ""

    @property
    def over_at(self) -> datetime | None:
        """When the row stopped granting anything; None while it has no end."""
        return self.ended_at or self.ends_at


LEDGER = """
select m.id as membership_id, m.member_id, w.name, coalesce(t.name, '') as team, p.role, m.basis, m.reason,
  coalesce(g.name, '') as granted_by, m.starts_at, m.ends_at, m.ended_at, m.end_reason,
  exists (select from keys.circle_wrap k join keys.member_key y on y.id = k.key_id and y.ended_at is null
    where k.circle_id = m.circle_id and k.member_id = m.member_id) as has_key,
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


@dataclass(frozen=True)
class CircleLine:
    """A circle of the reader's: what it keeps, who is in it now, since when the reader is, whether it can be opened."""

    id: uuid.UUID
    compartment: Compartment
    kind: CircleKind
    team: str
    since: datetime
    others: tuple[str, ...]
    opens: bool


CIRCLES = """
select c.id, c.compartment, c.kind, coalesce(t.name, '') as team,
  min(m.starts_at) filter (where m.member_id = %s) as since,
  coalesce(array_agg(distinct w.name) filter (where m.member_id <> %s), '{}') as others,
  exists (select from keys.circle_wrap k where k.circle_id = c.id and k.key_id = %s) as opens
from public.access_circle c
join public.access_membership m on m.circle_id = c.id and m.starts_at <= now() and m.ended_at is null
  and (m.ends_at is null or m.ends_at > now())
join public.accounts_member w on w.id = m.member_id
left join public.accounts_team t on t.id = c.team_id
where (%s::uuid is null or c.id = %s)
group by c.id, t.name order by since, c.id
"""


def circles(reader: Reader, circle_id: uuid.UUID | None = None) -> list[CircleLine]:
    """The circles that the reader is in now, oldest first, or the one asked for."""
    found = named(CIRCLES, reader.id, reader.id, reader.keyring.key_id, circle_id, circle_id)
    return [
        CircleLine(
            line.id, Compartment(line.compartment), CircleKind(line.kind), line.team, line.since, tuple(line.others),
            line.opens,
        )
        for line in found
    ]  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """A colleague who waits for a key that the reader holds.

    `circles`: where; `post_id` is set for a newcomer of a desk, who is not in the circle yet. `key_id` is None before
    the account is activated. `known`: whether the journal published this key.
    """

    member_id: uuid.UUID
    name: str
    circles: tuple[uuid.UUID, ...]
    post_id: uuid.UUID | None
    key_id: uuid.UUID | None
    fingerprint: str
    known: bool


GIVEN_BACK = """
select n.member_id, w.name, array_agg(n.circle_id) as circles, null::uuid as post_id, n.key_id, n.public,
  bool_and(n.known) as known
from app.without_key() n join public.accounts_member w on w.id = n.member_id
where n.member_id <> %s group by n.member_id, w.name, n.key_id, n.public order by w.name
"""
NEWCOMERS = """
select d.member_id, w.name, array[c.id] as circles, d.post_id, k.id as key_id, k.public,
  coalesce(app.key_known(k.id), false) as known
from public.access_circle c cross join lateral app.waiting_for_desk(c.id) d
join public.accounts_member w on w.id = d.member_id
left join keys.member_key k on k.member_id = d.member_id and k.ended_at is null
where c.kind = 'desk' and exists (select from keys.circle_wrap o where o.circle_id = c.id and o.key_id = %s)
order by w.name
"""


def waiting(reader: Reader) -> list[Waiting]:
    """Those whom the reader can let in or give an access back to: newcomers of the desk first, then new key pairs."""
    found = named(NEWCOMERS, reader.keyring.key_id) + named(GIVEN_BACK, reader.id)
    return [
        Waiting(
            line.member_id, line.name, tuple(line.circles), line.post_id, line.key_id,
            fingerprint(bytes(line.public)) if line.public else "", line.known,
        )
        for line in found
    ]  # fmt: skip


def own_fingerprint(reader: Reader) -> str:
    """What the reader reads to a colleague who is about to share a key. Made from the session's own private key."""
    return fingerprint(public_of(reader.keyring.private))
