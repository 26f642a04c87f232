"""Taking over a demand, writing, amending."""

import hashlib
import uuid
from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction

from cloison.access.actions import Seat, personal_file
from cloison.access.compartments import Compartment
from cloison.access.door import note
from cloison.access.models import File, Reason
from cloison.accounts.reader import Reader, Refused, must_hold
from cloison.accounts.roles import Role
from cloison.agenda.models import Occupied
from cloison.consent.actions import record
from cloison.consent.models import Subject, Value
from cloison.consent.queries import agreements
from cloison.followup.models import Note
from cloison.handover.actions import answer
from cloison.handover.models import Handover, Status
from cloison.linkage.actions import link
from cloison.linkage.models import Why
from cloison.people.actions import write_identity, write_names
from cloison.people.queries import names, sheet
from cloison.vault.sealing import Place


class AmendedMeanwhile(Exception):
    """The note has a newer version than the one that was amended; the text just typed is not lost."""


@dataclass(frozen=True)
class Text:
    """What a note says: facts, the person's own words, the analysis. Each may be empty, not all."""

    facts: str = ""
    words: str = ""
    analysis: str = ""


@transaction.atomic
def accept(*, by: Reader, handover: Handover, stand_in: Seat | None = None) -> File:
    """Opens the SOCIAL file of a handed-over demand: own circle, own copy of the identity, linked to where it came
    from. The handover's file must have been opened. AlreadyAnswered the second time."""
    post = must_hold(by, Role.SOCIAL_WORKER)
    origin = File.objects.get(pk=handover.file_id)
    answer(by=by, handover=handover, status=Status.ACCEPTED)
    file = personal_file(by=by, post=post, compartment=Compartment.SOCIAL, stand_in=stand_in)
    write_names(by=by, file=file, names=names(by, [origin.id])[origin.id])
    write_identity(by=by, file=file, sheet=sheet(by, origin.id), first=True)
    for agreed in agreements(by, origin.id)[-1:]:
        record(
            by=by, file=file, subject=Subject(agreed.subject), value=Value(agreed.value), notice=agreed.notice,
            said_at=agreed.said_at,
        )  # fmt: skip
    link(by=by, file=origin, other=file, why=Why.HANDOVER)
    return file


@transaction.atomic
def give_back(*, by: Reader, handover: Handover) -> None:
    """Gives a demand back to the counter that handed it over, and frees the hour that was taken for it.

    AlreadyAnswered the second time.
    """
    must_hold(by, Role.SOCIAL_WORKER)
    answer(by=by, handover=handover, status=Status.RETURNED)
    if handover.appointment_at:
        Occupied.objects.filter(member_id=by.id, during__startswith=handover.appointment_at).delete()
        note("appointment.cancelled", file_id=handover.file_id)


def stand_in_seat(*, member_id: uuid.UUID, post_id: uuid.UUID) -> Seat:
    """A colleague who reads the file when the referent is away."""
    return Seat(member_id, post_id, Reason.STAND_IN)


@transaction.atomic
def write_note(*, by: Reader, file: File, text: Text, minutes: int | None, row_id: uuid.UUID) -> Note:
    """A note's first version. `row_id` was made with the form: sent twice, it is written once. Refused elsewhere than
    in a file of social accompaniment."""
    if already := Note.objects.filter(id=row_id, made_by=by.id).first():
        return already
    try:
        with transaction.atomic():
            return _write(by, file, text, minutes, row_id, note_id=row_id, version=1)
    except IntegrityError:
        # A number taken behind another wall must not be told from a free one.
        row_id = uuid.uuid4()
        return _write(by, file, text, minutes, row_id, note_id=row_id, version=1)


@transaction.atomic
def amend(*, by: Reader, file: File, amended: Note, text: Text, minutes: int | None, row_id: uuid.UUID) -> Note:
    """A new version of a note; earlier ones stay. AmendedMeanwhile when `amended` is no longer the newest."""
    if already := Note.objects.filter(id=row_id, made_by=by.id).first():
        return already
    try:
        with transaction.atomic():
            return _write(by, file, text, minutes, row_id, note_id=amended.note_id, version=amended.version + 1)
    except IntegrityError as error:
        raise AmendedMeanwhile from error


def _write(
    by: Reader, file: File, text: Text, minutes: int | None, row_id: uuid.UUID, *, note_id: uuid.UUID, version: int
) -> Note:
    must_hold(by, Role.SOCIAL_WORKER)
    if file.compartment != Compartment.SOCIAL:
        raise Refused
    place = Place("followup_note", "sealed", row_id, file.id, version)
    sealed = by.keyring.seal(file.circle_id, place, {"v": 1, **asdict(text)})
    made = Note.objects.create(
        id=row_id, circle_id=file.circle_id, file_id=file.id, made_by=by.id, note_id=note_id, version=version,
        minutes=minutes, sealed=sealed,
    )  # fmt: skip
    kind = "note.written" if version == 1 else "note.amended"
    note(kind, file_id=file.id, row=row_id, version=version, digest=hashlib.sha256(sealed).hexdigest())
    return made
