"""Reads about accounts: people, their posts, their sessions; never files."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cloison.accounts.actions import token_hash
from cloison.accounts.models import Organisation
from cloison.accounts.reader import Reader, must_hold
from cloison.accounts.roles import Basis, Role
from cloison.database.sql import call, named, one


@dataclass(frozen=True)
class OwnSession:
    """A session of the reader's; `current` is the one that asks."""

    id: uuid.UUID
    device: str
    opened_at: datetime
    seen_at: datetime
    current: bool


def own_sessions(reader: Reader) -> list[OwnSession]:
    """The reader's sessions that have not ended, latest first."""
    return [
        OwnSession(*line) for line in named("select id, device, opened_at, seen_at, current from app.my_sessions()")
    ]


@dataclass(frozen=True)
class Holder:
    """Whose activation link it is."""

    login: str
    name: str


def holder_of(token: str) -> Holder | None:
    """None for a link that was used, has expired or never was."""
    found = one("select login, name from app.activation(%s)", token_hash(token))
    return Holder(*found) if found else None


@dataclass(frozen=True)
class HeldPost:
    """A post as the administrator reads it. `over_at` is None while it runs."""

    id: uuid.UUID
    role: Role
    team: str
    basis: Basis
    starts_at: datetime
    ends_at: datetime | None
    over_at: datetime | None


@dataclass(frozen=True)
class Colleague:
    """An account and its posts, first to last; `activated` once a passphrase was chosen."""

    id: uuid.UUID
    login: str
    name: str
    activated: bool
    second_factor: bool
    posts: tuple[HeldPost, ...]

    @property
    def present(self) -> list[HeldPost]:
        return [post for post in self.posts if post.over_at is None]

    @property
    def past(self) -> list[HeldPost]:
        return [post for post in self.posts if post.over_at is not None]

    @property
    def state(self) -> str:
        """waiting (no passphrase yet), idle (no post), active."""
        if not self.activated:
            return "waiting"
        return "active" if self.present else "idle"


MEMBERS = """
select m.id, m.login, m.name,
  exists (select from keys.member_key k where k.member_id = m.id and k.ended_at is null) as activated
from public.accounts_member m where (%s::uuid is null or m.id = %s) order by lower(m.name), m.id
"""
POSTS = """
select p.member_id, p.id, p.role, coalesce(t.name, '') as team, p.basis, p.starts_at, p.ends_at,
  coalesce(p.ended_at, case when p.ends_at <= now() then p.ends_at end) as over_at
from public.accounts_post p left join public.accounts_team t on t.id = p.team_id
where (%s::uuid is null or p.member_id = %s) order by p.starts_at, p.id
"""


def colleagues(reader: Reader, member_id: uuid.UUID | None = None) -> list[Colleague]:
    """Every account of the organisation by name, or the one asked for. Refused for those who do not manage accounts."""
    must_hold(reader, Role.TECHNICAL_ADMIN)
    factors = set(call("second_factors"))
    posts: dict[uuid.UUID, list[HeldPost]] = {}
    for line in named(POSTS, member_id, member_id):
        posts.setdefault(line.member_id, []).append(_post(line))
    return [
        Colleague(line.id, line.login, line.name, line.activated, line.id in factors, tuple(posts.get(line.id, ())))
        for line in named(MEMBERS, member_id, member_id)
    ]


def _post(line: tuple[Any, ...]) -> HeldPost:
    _member, post, role, team, basis, *times = line
    return HeldPost(post, Role(role), team, Basis(basis), *times)


def colleague(reader: Reader, member_id: uuid.UUID) -> Colleague | None:
    """One account of the organisation, or None."""
    found = colleagues(reader, member_id)
    return found[0] if found else None


def holder_of_post(reader: Reader, post_id: uuid.UUID) -> tuple[Colleague, HeldPost] | None:
    """A running post and who holds it, or None."""
    found = one("select member_id from public.accounts_post where id = %s", post_id)
    person = colleague(reader, found[0]) if found else None
    post = next((post for post in person.present if post.id == post_id), None) if person else None
    return (person, post) if person and post else None


def house(reader: Reader) -> Organisation:
    """The reader's own organisation."""
    return Organisation.objects.get(pk=reader.organisation_id)


@dataclass(frozen=True)
class JournalState:
    """How many entries are sealed, when and under which signed note; how many were written since."""

    sealed: int
    sealed_at: datetime | None
    note: str | None
    since: int


def journal_state(reader: Reader) -> JournalState:
    """Refused for anybody but the data protection officer and the administrator."""
    must_hold(reader, Role.DPO, Role.TECHNICAL_ADMIN)
    return JournalState(*named("select * from app.journal_state()")[0])


def leaves_alone(reader: Reader, post_id: uuid.UUID) -> bool:
    """Whether ending this post would leave some circle without anybody. Which ones, or how many, is not told."""
    must_hold(reader, Role.TECHNICAL_ADMIN)
    return bool(call("leaves_alone", post_id))
