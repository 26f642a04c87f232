"""Circles as sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.utils import timezone

from cloison.access.queries import CircleLine

SHOWN = 50


@dataclass(frozen=True)
class Group:
    """Circles alike in all that is said of them: a worker may be in hundreds."""

    first: CircleLine
    circles: tuple[CircleLine, ...]

    @property
    def shown(self) -> tuple[CircleLine, ...]:
        """At most `SHOWN`, latest first."""
        return tuple(reversed(self.circles))[:SHOWN]


def _likeness(circle: CircleLine) -> tuple[str, ...]:
    return (circle.compartment, circle.kind, circle.team, *circle.others)


def grouped(circles: Iterable[CircleLine]) -> list[Group]:
    """Desks and personal circles, those with the same people together; oldest first inside."""
    alike = groupby(sorted(circles, key=lambda circle: (_likeness(circle), circle.since)), key=_likeness)
    found = [tuple(members) for _, members in alike]
    return [Group(members[0], members) for members in found]


def now() -> datetime:
    """The moment at which a page is read."""
    return timezone.now()
