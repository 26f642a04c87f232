"""What the counter writes: a visit, and a person who agreed to be known."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cloison.access.actions import desk_circle, open_new_file
from cloison.access.compartments import Compartment
from cloison.access.door import note
from cloison.access.models import File
from cloison.accounts.reader import PostLine, Reader, must_hold
from cloison.accounts.roles import Role
from cloison.agenda.actions import occupy
from cloison.consent import notices
from cloison.consent.actions import record
from cloison.consent.models import Subject, Value
from cloison.people.actions import write_identity, write_names
from cloison.people.names import Names
from cloison.reception.models import Visit


class NoDeskYet(Exception):
    """The desk has its circle and this receptionist is not in it yet: a colleague must let them in."""


@dataclass(frozen=True)
class Came:
    """One visit as the counter notes it."""

    channel: int
    reasons: list[int]
    answer: int
    minutes: int | None = None
    at: datetime = field(default_factory=timezone.now)
    with_member_id: uuid.UUID | None = None
    appointment_at: datetime | None = None
    appointment_minutes: int = 45


def desk(by: Reader) -> tuple[PostLine, uuid.UUID]:
    """The reception post of the reader and its desk circle. Refused for others; NoDeskYet."""
    post = must_hold(by, Role.RECEPTION)
    circle = desk_circle(by=by, post=post)
    if circle is None:
        raise NoDeskYet
    return post, circle


@transaction.atomic
def record_visit(
    *,
    by: Reader,
    circle_id: uuid.UUID,
    came: Came,
    row_id: uuid.UUID,
    file_id: uuid.UUID | None = None,
    book: bool = True,
) -> Visit:
    """A visit, with or without a file. `row_id` was made with the form: sent twice, it is recorded once.

    TimeTaken when the appointment's hour was taken meanwhile; nothing is recorded then. `book` is false when the
    handover has taken the hour already, or for a visit of the past.
    """
    must_hold(by, Role.RECEPTION)
    if already := Visit.objects.filter(id=row_id).first():
        return already
    if book and came.appointment_at and came.with_member_id:
        occupy(
            by=by, member_id=came.with_member_id, starts_at=came.appointment_at, minutes=came.appointment_minutes
        )  # fmt: skip
    return write_visit(by=by, circle_id=circle_id, came=came, row_id=row_id, file_id=file_id)


def write_visit(
    *, by: Reader, circle_id: uuid.UUID, came: Came, row_id: uuid.UUID, file_id: uuid.UUID | None
) -> Visit:  # fmt: skip
    """The row of a visit and its journal line, nothing else: for a row known to be new."""
    must_hold(by, Role.RECEPTION)
    made = Visit.objects.create(
        id=row_id, circle_id=circle_id, file_id=file_id, at=came.at, channel=came.channel,
        reasons=came.reasons, answer=came.answer, minutes=came.minutes, with_member_id=came.with_member_id,
        appointment_at=came.appointment_at, made_by=by.id,
    )  # fmt: skip
    note("visit.recorded", file_id=made.file_id, circle_id=circle_id, row=made.id)
    return made


@transaction.atomic
def register_person(
    *, by: Reader, circle_id: uuid.UUID, names: Names, sheet: dict[str, Any], said_at: datetime
) -> File:
    """A RECEPTION file for somebody who was told what is written and who reads it, and agreed at `said_at`."""
    must_hold(by, Role.RECEPTION)
    file = open_new_file(by=by, circle_id=circle_id, compartment=Compartment.RECEPTION)
    write_names(by=by, file=file, names=names)
    if sheet:
        write_identity(by=by, file=file, sheet=sheet, first=True)
    record(
        by=by, file=file, subject=Subject.REGISTER, value=Value.AGREED, notice=notices.REGISTER.version,
        said_at=said_at,
    )  # fmt: skip
    return file
