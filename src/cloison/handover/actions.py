"""Handing over, and answering. The handover's own circle is all that the two ever share."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cloison.access.actions import Seat, create_circle, open_new_file
from cloison.access.compartments import Compartment
from cloison.access.door import note
from cloison.access.models import CircleKind, File, Reason
from cloison.accounts.reader import PostLine, Reader
from cloison.agenda.actions import occupy
from cloison.agenda.queries import USUAL_MINUTES
from cloison.consent import notices
from cloison.consent.actions import record
from cloison.consent.models import Subject, Value
from cloison.handover.models import Handover, HandoverAnswer, Status
from cloison.linkage.actions import link
from cloison.linkage.models import Why
from cloison.people.actions import write_identity, write_names
from cloison.people.names import Names

# How long the one who handed over still sees what became of it.
SENDER_SEES = timedelta(days=30)


class AlreadyAnswered(Exception):
    """Accepted or returned before: in another tab, or by the stand-in."""


@dataclass(frozen=True)
class Demand:
    """What is handed over: who, how to reach them, coded reasons, and the appointment if one was agreed."""

    names: Names
    sheet: dict[str, Any]
    reasons: list[int]
    channel: int
    visited_at: datetime
    appointment_at: datetime | None = None
    minutes: int = USUAL_MINUTES
    said_at: datetime = field(default_factory=timezone.now)


@transaction.atomic
def send(
    *, by: Reader, post: PostLine, origin: File, demand: Demand, recipient_id: uuid.UUID, recipient_post_id: uuid.UUID
) -> Handover:
    """A circle of sender and recipient, one file in it, and what is handed over. TimeTaken leaves nothing behind."""
    if demand.appointment_at:
        occupy(by=by, member_id=recipient_id, starts_at=demand.appointment_at, minutes=demand.minutes)
    file = _own_file(by, post, recipient_id, recipient_post_id)
    write_names(by=by, file=file, names=demand.names)
    write_identity(by=by, file=file, sheet=demand.sheet, first=True)
    record(
        by=by, file=file, subject=Subject.HANDOVER, value=Value.AGREED, notice=notices.HANDOVER.version,
        said_at=demand.said_at,
    )  # fmt: skip
    made = _row(by, post, file, demand, recipient_id)
    link(by=by, file=origin, other=file, why=Why.HANDOVER)
    for side in (origin, file):
        note("handover.sent", file_id=side.id, to=recipient_id)
    return made


def _own_file(by: Reader, post: PostLine, recipient_id: uuid.UUID, recipient_post_id: uuid.UUID) -> File:
    seats = [
        Seat(by.id, post.id, Reason.SENDER, ends_at=timezone.now() + SENDER_SEES),
        Seat(recipient_id, recipient_post_id, Reason.RECIPIENT),
    ]
    circle = create_circle(
        by=by, compartment=Compartment.RECEPTION, kind=CircleKind.HANDOVER, team_id=post.team_id, seats=seats
    )  # fmt: skip
    return open_new_file(by=by, circle_id=circle, compartment=Compartment.RECEPTION)


def _row(by: Reader, post: PostLine, file: File, demand: Demand, recipient_id: uuid.UUID) -> Handover:
    return Handover.objects.create(
        circle_id=file.circle_id, file_id=file.id, made_by=by.id, to_member_id=recipient_id, team_id=post.team_id,
        reasons=demand.reasons, channel=demand.channel, visited_at=demand.visited_at,
        appointment_at=demand.appointment_at,
        appointment_minutes=demand.minutes if demand.appointment_at else None,
    )  # fmt: skip


def answer(*, by: Reader, handover: Handover, status: Status) -> HandoverAnswer:
    """Accepts it or gives it back. AlreadyAnswered the second time."""
    try:
        with transaction.atomic():
            made = HandoverAnswer.objects.create(
                circle_id=handover.circle_id, file_id=handover.file_id, made_by=by.id, status=status
            )
    except IntegrityError as error:
        raise AlreadyAnswered from error
    note("handover.accepted" if status == Status.ACCEPTED else "handover.refused", file_id=handover.file_id)
    return made
