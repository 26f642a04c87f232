"""One visit as the counter sends it: the person, the handover and the visit are written together or not at all."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from cloison.access.models import File
from cloison.accounts.reader import PostLine, Reader
from cloison.agenda.actions import TimeTaken
from cloison.database.sql import one
from cloison.handover.actions import Demand, send
from cloison.handover.models import Handover, HandoverAnswer, Status
from cloison.people.names import Names
from cloison.reception.actions import Came, record_visit, register_person
from cloison.reception.models import Visit


class _RecordedMeanwhile(Exception):
    """Another request recorded the same form while this one was writing the person."""


@dataclass(frozen=True)
class Person:
    """Who came, when they agreed to be known. `file` when this desk knew them already; `said_at` their agreement."""

    names: Names
    sheet: dict[str, Any]
    file: File | None = None
    said_at: datetime = field(default_factory=timezone.now)


@dataclass(frozen=True)
class Recipient:
    """The colleague to whom the demand goes, and when the person agreed to that."""

    member_id: uuid.UUID
    post_id: uuid.UUID
    said_at: datetime = field(default_factory=timezone.now)


def receive(
    *,
    by: Reader,
    post: PostLine,
    circle_id: uuid.UUID,
    came: Came,
    row_id: uuid.UUID,
    person: Person | None = None,
    to: Recipient | None = None,
) -> Visit:
    """The visit, with what goes with it. The same `row_id` again, even at the same time, gives the one that is there.

    TimeTaken when the appointment's hour was taken meanwhile; nothing is written then.
    """
    if already := Visit.objects.filter(id=row_id).first():
        return already
    try:
        with transaction.atomic():
            return _receive(by, post, circle_id, came, row_id, person, to)
    except (IntegrityError, TimeTaken, _RecordedMeanwhile) as error:
        if already := Visit.objects.filter(id=row_id).first():
            return already
        if not isinstance(error, IntegrityError):
            raise
    # A number taken behind another wall must not be told from a free one.
    return _receive(by, post, circle_id, came, uuid.uuid4(), person, to)


def _receive(
    by: Reader,
    post: PostLine,
    circle_id: uuid.UUID,
    came: Came,
    row_id: uuid.UUID,
    person: Person | None,
    to: Recipient | None,
) -> Visit:
    file = person and (person.file or _registered(by, circle_id, person))
    if file and person and to:
        _send(by, post, file, person, to, _demand(person, came, to))
    visit = record_visit(
        by=by, circle_id=circle_id, came=came, row_id=row_id, file_id=file.id if file else None, book=to is None
    )
    if visit.file_id != (file.id if file else None):
        raise _RecordedMeanwhile
    return visit


def _registered(by: Reader, circle_id: uuid.UUID, person: Person) -> File:
    return register_person(
        by=by, circle_id=circle_id, names=person.names, sheet=person.sheet, said_at=person.said_at
    )  # fmt: skip


def _demand(person: Person, came: Came, to: Recipient) -> Demand:
    return Demand(
        person.names, person.sheet, came.reasons, came.channel, came.at, came.appointment_at,
        said_at=to.said_at,
    )  # fmt: skip


def _send(by: Reader, post: PostLine, file: File, person: Person, to: Recipient, demand: Demand) -> Handover:
    return send(
        by=by, post=post, origin=file, demand=demand, recipient_id=to.member_id, recipient_post_id=to.post_id
    )  # fmt: skip


@transaction.atomic
def hand_over(
    *, by: Reader, post: PostLine, visit: Visit, person: Person, to: Recipient, appointment_at: datetime | None
) -> Handover:
    """Hands over the demand of a visit that was recorded before. To the same colleague it goes once, until returned."""
    if person.file is None:
        raise ValueError("a visit without a file has nobody to hand over")
    # Two tabs at once: the second waits here, then finds what the first sent.
    one("select pg_advisory_xact_lock(hashtextextended(%s, 0))", f"{visit.id} {to.member_id}")
    already: Handover | None = sent_of(by, visit).filter(to_member_id=to.member_id).first()
    if already:
        return already
    demand = Demand(
        person.names, person.sheet, visit.reasons, visit.channel, visit.at, appointment_at, said_at=to.said_at
    )  # fmt: skip
    return _send(by, post, person.file, person, to, demand)


def sent_of(by: Reader, visit: Visit) -> QuerySet[Handover]:
    """The handovers of this visit by this reader that were not returned."""
    returned = HandoverAnswer.objects.filter(status=Status.RETURNED).values("file_id")
    return Handover.objects.filter(made_by=by.id, visited_at=visit.at).exclude(file_id__in=returned)
