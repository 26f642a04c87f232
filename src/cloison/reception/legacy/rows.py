"""What becomes of each row: a visit to record, a row to correct, or one that is already there.

As little as possible is refused: only a row that cannot say on which day somebody came, one that was typed to try the
old software, and one whose number is taken by a different visit.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from hashlib import blake2b
from zoneinfo import ZoneInfo

from cloison.reception.legacy import canonical, dates, names
from cloison.reception.legacy.columns import Field
from cloison.reception.legacy.nir import scrub
from cloison.reception.legacy.outcomes import Appointment, Duplicate, Mapped, Outcome, Rejected, Visit, rejected
from cloison.reception.legacy.persons import person
from cloison.reception.legacy.reader import Shape, SourceRow
from cloison.reception.legacy.reading import Reading
from cloison.reception.legacy.remarks import Motive, Remark

__all__ = ["Appointment", "Decider", "Duplicate", "Mapped", "Outcome", "Rejected", "Visit", "rejected"]

PARIS = ZoneInfo("Europe/Paris")


class Decider:
    """Decides row after row of one file; no visit is later than `today`. Remembers some bytes a row to know repeats."""

    def __init__(self, *, today: date) -> None:
        self._today = today
        self._met: dict[bytes, bytes] = {}
        self._alike: dict[bytes, int] = {}

    def every(self, rows: Iterable[SourceRow]) -> Iterator[Outcome]:
        """The outcomes of all the rows, in order."""
        return map(self.decide, rows)

    def decide(self, source: SourceRow) -> Outcome:
        """The outcome of one row. The social-security numbers go first: nothing after that line has ever seen one."""
        cells, removed = scrub(source.cells, source.layout.nir_columns)
        row = SourceRow(source.line, cells, source.layout, source.shape, source.mended)
        reading = Reading(row)
        day = _day_of_visit(row, reading, self._today)
        if isinstance(day, Motive):
            return Rejected(row.line, row, day, removed)
        return self._new(self._visit(reading, day, removed))

    def _visit(self, reading: Reading, day: date, removed: bool) -> Visit:
        remarks = _about_row(reading.row, removed)
        hour, about_hour = reading.hour()
        birth, about_birth = dates.birth_date(reading.get(Field.BIRTH), on=day)
        who, about_person = person(reading.singles, reading.every(Field.PHONE), birth)
        remarks |= about_hour | about_person | ({about_birth} if about_birth and who else set())
        coded = reading.coded()
        appointment, spent = reading.appointment(day), reading.minutes()
        everything = canonical.content(
            (reading.number, day, hour, reading.team_key, spent), reading.words(), appointment, who
        )
        nth = 1 if reading.number or hour or who else self._nth(everything)
        remarks |= coded.remarks | reading.remarks | ({Remark.TWIN} if nth > 1 else set())
        return Visit(
            line=reading.row.line,
            number=reading.number,
            at=_at(day, hour),
            hour_known=hour is not None,
            team_key=reading.team_key,
            team_words=reading.get(Field.TEAM),
            channel=coded.channel,
            reasons=coded.reasons,
            answer=coded.answer,
            minutes=spent,
            appointment=appointment,
            agent_key=reading.agent_key,
            person=who,
            free_text=reading.free_text(coded.left_over),
            remarks=tuple(sorted(remarks, key=lambda remark: remark.name)),
            mapped=coded.mapped,
            fingerprint=canonical.event(reading.number, reading.team_key, day, everything, nth),
            content=everything,
            source=reading.row,
        )

    def _new(self, visit: Visit) -> Outcome:
        event, says = _digest(visit.fingerprint), _digest(visit.content)
        before = self._met.setdefault(event, says)
        if before is says:
            return visit
        if before == says:
            return Duplicate(visit.line, Remark.NIR_REMOVED in visit.remarks)
        return rejected(visit, Motive.NUMBER_REUSED)

    def _nth(self, everything: str) -> int:
        key = _digest(everything)
        self._alike[key] = self._alike.get(key, 0) + 1
        return self._alike[key]


def _day_of_visit(row: SourceRow, reading: Reading, today: date) -> date | Motive:
    day = dates.visit_date(reading.get(Field.DATE), today=today)
    if names.is_test(reading.typed_family, reading.get(Field.GIVEN)):
        return Motive.TEST_ROW
    return Motive.TRUNCATED if day is Motive.NO_DATE and row.shape is Shape.SHORT else day


def _about_row(row: SourceRow, nir_removed: bool) -> set[Remark]:
    found = {Remark.NIR_REMOVED: nir_removed, Remark.ROW_MENDED: row.mended}
    found |= {Remark.ROW_SHORT: row.shape is Shape.SHORT, Remark.ROW_LONG: row.shape is Shape.LONG}
    return {remark for remark, is_so in found.items() if is_so}


def _at(day: date, hour: time | None) -> datetime:
    """Aware, and moved past the hole where the clocks went forward."""
    return datetime.combine(day, hour or time(12), PARIS).astimezone(UTC).astimezone(PARIS)


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
