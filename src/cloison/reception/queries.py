"""What the counter sees: today's visits of the centre, its colleagues, the people it already knows."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from cloison.access.models import File
from cloison.accounts.models import Post
from cloison.accounts.reader import PostLine, Reader
from cloison.accounts.roles import Role
from cloison.database.sql import rows
from cloison.handover.queries import members
from cloison.people.names import Names
from cloison.people.queries import names, search
from cloison.reception.models import Visit

Found = tuple[uuid.UUID, Names | None]


@dataclass(frozen=True)
class VisitLine:
    """A visit as a sentence of the day's list."""

    visit: Visit
    names: Names | None
    by: str
    with_whom: str


def visits_of_day(
    reader: Reader,
    circle_id: uuid.UUID,
    day: datetime | None = None,
    *,
    colleagues: Mapping[uuid.UUID, str] | None = None,
) -> list[VisitLine]:
    """The visits of one day at this desk, newest first; names where the person agreed.

    `colleagues`: names of professionals that are known already, so that only the others are asked for.
    """
    start = timezone.localtime(day or timezone.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    found = list(
        Visit.objects.filter(circle_id=circle_id, at__gte=start, at__lt=start + timedelta(days=1)).order_by("-at", "id")
    )
    known = names(reader, [visit.file_id for visit in found if visit.file_id])
    met = {visit.made_by for visit in found} | {visit.with_member_id for visit in found if visit.with_member_id}
    who = _called(met, colleagues)
    return [_line(visit, known, who) for visit in found]


def _line(visit: Visit, known: dict[uuid.UUID, Names], who: dict[uuid.UUID, str]) -> VisitLine:
    called = known.get(visit.file_id) if visit.file_id else None
    whom = who.get(visit.with_member_id, "") if visit.with_member_id else ""
    return VisitLine(visit, called, who.get(visit.made_by, ""), whom)


def _called(ids: set[uuid.UUID], known: Mapping[uuid.UUID, str] | None) -> dict[uuid.UUID, str]:
    missing = ids - set(known or {})
    return {**(known or {}), **(members(missing) if missing else {})}


@dataclass(frozen=True)
class Colleague:
    """Somebody of the centre to whom a demand can be handed."""

    member_id: uuid.UUID
    post_id: uuid.UUID
    name: str


@dataclass(frozen=True)
class Keeper:
    """Somebody who holds or held the desk. `here`: reads it now."""

    member_id: uuid.UUID
    name: str
    here: bool


@dataclass(frozen=True)
class Desk:
    """The counter of the reader's centre: the post, the circle, who is or was in it, and the social workers."""

    post: PostLine
    circle_id: uuid.UUID
    keepers: tuple[Keeper, ...]
    colleagues: tuple[Colleague, ...]

    @property
    def names(self) -> dict[uuid.UUID, str]:
        """Names of the professionals who can appear in its lists."""
        people: tuple[Keeper | Colleague, ...] = (*self.keepers, *self.colleagues)
        return {person.member_id: person.name for person in people}

    @property
    def reading(self) -> list[str]:
        return sorted({keeper.name for keeper in self.keepers if keeper.here})


DESK = """
select c.id, m.member_id, m.post_id, w.name, m.ended_at is null and (m.ends_at is null or m.ends_at > now())
from public.access_circle c
join public.access_membership m on m.circle_id = c.id
join public.accounts_member w on w.id = m.member_id
where c.team_id = %s and c.kind = 'desk'
union all
select null, p.member_id, p.id, w.name, true
from public.accounts_post p
join public.accounts_member w on w.id = p.member_id
where p.team_id = %s and p.role = 'social_worker' and p.ended_at is null and p.starts_at <= now()
  and (p.ends_at is null or p.ends_at > now())
order by 4, 3
"""


def desk_of(reader: Reader, post: PostLine) -> Desk | None:
    """The desk of this post, in one query; None when there is none, or none that the reader is in."""
    found = rows(DESK, post.team_id, post.team_id)
    circle = next((circle for circle, *_ in found if circle), None)
    if circle is None:
        return None
    keepers = tuple(Keeper(member, name, here) for line, member, _, name, here in found if line)
    return Desk(post, circle, keepers, _once(Colleague(*line[1:4]) for line in found if line[0] is None))


def _once(colleagues: Iterable[Colleague]) -> tuple[Colleague, ...]:
    """Somebody may hold two posts in one centre."""
    return tuple({colleague.member_id: colleague for colleague in colleagues}.values())


def keepers_of_centre(reader: Reader, post: PostLine) -> list[str]:
    """The other receptionists of the centre: those who can let this one in."""
    found = _posts(post, Role.RECEPTION).exclude(member_id=reader.id)
    return sorted({line.member.name for line in found})


def person_of_desk(reader: Reader, circle_id: uuid.UUID, file_id: uuid.UUID) -> tuple[File, Names | None] | None:
    """A file of this desk and its names; None for any other file, whether it exists or not."""
    file = File.objects.filter(id=file_id, circle_id=circle_id).first()
    return (file, names(reader, [file.id]).get(file.id)) if file else None


def visit_with_file(reader: Reader, circle_id: uuid.UUID, visit_id: uuid.UUID) -> Visit | None:
    """A visit of this desk that hangs on a file."""
    return Visit.objects.filter(id=visit_id, circle_id=circle_id).exclude(file_id=None).first()


def social_workers(reader: Reader, post: PostLine) -> list[Colleague]:
    """The social workers of the centre, in alphabetical order."""
    found = _posts(post, Role.SOCIAL_WORKER)
    return list(_once(Colleague(line.member_id, line.id, line.member.name) for line in found))


def _posts(post: PostLine, role: Role) -> QuerySet[Post]:
    now = timezone.now()
    current = Post.objects.filter(team_id=str(post.team_id), role=role, ended_at=None, starts_at__lte=now)
    return current.exclude(ends_at__lt=now).select_related("member").order_by("member__name", "starts_at")


def known_people(reader: Reader, circle_id: uuid.UUID, typed: str, *, most: int = 8) -> list[tuple[uuid.UUID, Names]]:
    """People this desk already knows one of whose names holds every typed word."""
    return search(reader, [circle_id], typed)[:most] if typed.strip() else []
