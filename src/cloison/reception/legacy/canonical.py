"""A row as one string that does not change with what re-exporting changes.

Case, accents, spaces, quotes, the order of the columns, the way of writing dates, hours, telephones and postcodes do
not count; the words do, as they were written and not as our tables read them today, so that a better table does not
turn every old row into a new one.
"""

from collections.abc import Iterable

from cloison.reception.legacy.outcomes import Appointment
from cloison.reception.legacy.persons import Person
from cloison.reception.legacy.text import squeezed

_VERSION = "visit-1"


def content(
    scalars: Iterable[object], words: Iterable[str], appointment: Appointment | None, person: Person | None
) -> str:
    """Everything a row says, in one line. Holds names: hash it with a key before keeping it."""
    parts = ["" if value is None else str(value) for value in scalars]
    parts += [squeezed(word) for word in words]
    parts += [squeezed(appointment.with_whom or ""), str(appointment.on or "")] if appointment else ["", ""]
    return "\x1f".join((_VERSION, *parts, *_of_person(person)))


def _of_person(person: Person | None) -> tuple[str, ...]:
    if person is None:
        return ()
    address = person.address
    said = (person.family, person.usage, person.given, person.birth_place, person.email)
    lives = (address.street, address.postcode, address.town)
    birth = f"{person.birth.value or squeezed(person.birth.written or '')}{person.birth.precision}"
    return (birth, " ".join(sorted(person.phones)), *(squeezed(part or "") for part in (*said, *lives)))


def event(number: str | None, team: str | None, day: object, everything: str, nth: int) -> str:
    """Which visit this is: its number, centre and day; where it has no number, everything it says."""
    if number:
        return "\x1f".join((_VERSION, "number", squeezed(number), team or "", str(day)))
    return everything if nth == 1 else f"{everything}\x1f{nth}"
