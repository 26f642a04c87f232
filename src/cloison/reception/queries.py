"""What the counter sees: today's visits of the centre, its colleagues, the people it already knows."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from cloison.accounts.models import Post
from cloison.accounts.reader import PostLine, Reader
from cloison.accounts.roles import Role
from cloison.handover.queries import members
from cloison.people.names import Names
from cloison.people.queries import names, search
from cloison.reception.models import Visit


@dataclass(frozen=True)
class VisitLine:
    """A visit as a sentence of the day's list."""

    visit: Visit
    names: Names | None
    by: str
    with_whom: str


def visits_of_day(reader: Reader, circle_id: uuid.UUID, day: datetime | None = None) -> list[VisitLine]:
    """The visits of one day at this desk, newest first; names where the person agreed."""
    start = timezone.localtime(day or timezone.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    found = list(
        Visit.objects.filter(circle_id=circle_id, at__gte=start, at__lt=start + timedelta(days=1)).order_by("-at", "id")
    )
    known = names(reader, [visit.file_id for visit in found if visit.file_id])
    who = members({visit.made_by for visit in found} | {v.with_member_id for v in found if v.with_member_id})
    return [
        VisitLine(visit, known.get(visit.file_id), who.get(visit.made_by, ""), who.get(visit.with_member_id, ""))
        for visit in found
    ]


@dataclass(frozen=True)
class Colleague:
    """Somebody of the centre to whom a demand can be handed."""

    member_id: uuid.UUID
    post_id: uuid.UUID
    name: str


def social_workers(reader: Reader, post: PostLine) -> list[Colleague]:
    """The social workers of the centre, in alphabetical order."""
    found = (
        Post.objects.filter(team_id=post.team_id, role=Role.SOCIAL_WORKER, ended_at=None, starts_at__lte=timezone.now())
        .exclude(ends_at__lt=timezone.now())
        .select_related("member")
        .order_by("member__name")
    )
    return [Colleague(line.member_id, line.id, line.member.name) for line in found]


def known_people(reader: Reader, circle_id: uuid.UUID, typed: str, *, most: int = 8) -> list[tuple[uuid.UUID, Names]]:
    """People this desk already knows one of whose names holds every typed word."""
    return search(reader, [circle_id], typed)[:most] if typed.strip() else []


def visits_of_file(reader: Reader, file_id: uuid.UUID) -> list[Visit]:
    """The visits that hang on a file, newest first."""
    return list(Visit.objects.filter(file_id=file_id).order_by("-at", "id"))
