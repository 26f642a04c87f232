"""The values handed over for each row: a visit to record, a row refused with its reason, or a repeated row."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum

from cloison.handover.codes import Answer, Channel, Reason
from cloison.reception.legacy.persons import Person
from cloison.reception.legacy.reader import SourceRow
from cloison.reception.legacy.remarks import Motive, Remark


@dataclass(frozen=True, slots=True)
class Appointment:
    """An appointment as the old software noted it: with whom (words, and a key to compare), the day if it was read."""

    with_whom: str | None
    with_key: str | None
    on: date | None


@dataclass(frozen=True, slots=True)
class Mapped:
    """One word put to a code. `known` is false where the table did not have it and OTHER or a default was noted."""

    words: str = field(repr=False)
    code: IntEnum
    known: bool


@dataclass(frozen=True, slots=True)
class Visit:
    """A row taken. `at` is aware, Europe/Paris; noon where `hour_known` is false. `team_key` and `agent_key` are to be
    compared with `mapping.team_key` / `mapping.agent_key` of our own names. `free_text` is what must be sealed in the
    person's file; without a person it has nowhere to go. `fingerprint` says which event this is and `content` what it
    says: both are to be hashed with a key before they are stored, never stored as they are (they hold names).
    """

    line: int
    number: str | None
    at: datetime
    hour_known: bool
    team_key: str | None
    team_words: str
    channel: Channel
    reasons: tuple[Reason, ...]
    answer: Answer
    minutes: int | None
    appointment: Appointment | None
    agent_key: str | None
    person: Person | None
    free_text: str | None = field(repr=False)
    remarks: tuple[Remark, ...]
    mapped: tuple[Mapped, ...]
    fingerprint: str = field(repr=False)
    content: str = field(repr=False)
    source: SourceRow = field(repr=False)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row not taken. `row` holds its cells without any social-security number; `nir_removed` says one was there."""

    line: int
    row: SourceRow = field(repr=False)
    motive: Motive
    nir_removed: bool = False

    @property
    def reason(self) -> str:
        """The French sentence written beside the row."""
        return f"{self.motive.value} {Remark.NIR_REMOVED.value}" if self.nir_removed else self.motive.value


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A row that says what an earlier row of the same file said (`line`, and nothing else of it is needed)."""

    line: int
    nir_removed: bool = False


Outcome = Visit | Rejected | Duplicate


def rejected(visit: Visit, motive: Motive) -> Rejected:
    """The same row, refused after all (a centre that is not known here, a number already taken in the database)."""
    return Rejected(visit.line, visit.source, motive, Remark.NIR_REMOVED in visit.remarks)
