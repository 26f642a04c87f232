"""The person behind a row, and which rows speak of the same one.

Grouping is deliberately shy: a wrong grouping shows somebody the page of another. Same centre and same full names are
never enough; it takes the same full date of birth (not 1 January, which software writes for "some day that year"), or
the same telephone with nothing against it. Anything less is a separate file, to be linked later by a human being.
"""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from cloison.reception.legacy import clean, names
from cloison.reception.legacy.columns import Field
from cloison.reception.legacy.dates import Birth, Precision
from cloison.reception.legacy.remarks import Remark
from cloison.reception.legacy.text import squeezed


@dataclass(frozen=True, slots=True)
class Address:
    """Parts of an address, as far as they are known."""

    street: str | None = None
    postcode: str | None = None
    town: str | None = None

    def __repr__(self) -> str:
        return "Address(…)"


@dataclass(frozen=True, slots=True)
class Person:
    """What a row says of somebody. Never a social-security number, never a sex read from a title."""

    family: str | None = None
    usage: str | None = None
    given: str | None = None
    birth: Birth = field(default_factory=Birth)
    birth_place: str | None = None
    phones: tuple[str, ...] = ()
    email: str | None = None
    address: Address = field(default_factory=Address)

    def __repr__(self) -> str:
        return "Person(…)"

    @property
    def names_key(self) -> str | None:
        """The full names for comparing; None unless there is a family name and a given one."""
        if not self.family or not self.given:
            return None
        return f"{squeezed(self.family)}|{squeezed(self.given)}"

    @property
    def has_full_birth(self) -> bool:
        """Whether the date of birth is strong enough to tell two namesakes apart or together."""
        value = self.birth.value
        return self.birth.precision is Precision.DAY and value is not None and (value.month, value.day) != (1, 1)


Cells = dict[Field, str]


def person(cells: Cells, phone_cells: tuple[str, ...], birth: Birth) -> tuple[Person | None, frozenset[Remark]]:
    """The person of a row, or None where nobody is named; and what was mended or left out."""
    family, usage, given = _names(cells)
    if not (family or usage or given):
        left = any(cells[kind] for kind in (Field.STREET, Field.EMAIL, Field.BIRTH, Field.TOWN)) or bool(phone_cells)
        return None, frozenset({Remark.DETAILS_WITHOUT_NAME} if left else ())
    numbers, remarks = clean.phones(" / ".join(phone_cells))
    address, about_address = _address(cells)
    typed = " ".join(cells[kind] for kind in (Field.FAMILY, Field.USAGE, Field.GIVEN))
    born_in, mail = names.place(cells[Field.BIRTH_PLACE]), clean.email(cells[Field.EMAIL])
    found = Person(family, usage, given, birth, born_in, numbers, mail, address)
    return found, remarks | about_address | _about_names(typed, found)


def _names(cells: Cells) -> tuple[str | None, str | None, str | None]:
    family, usage, given = cells[Field.FAMILY], cells[Field.USAGE], cells[Field.GIVEN]
    if cells[Field.FULL_NAME] and not (family or given):
        family, given = names.split_full_name(cells[Field.FULL_NAME])
    if (birth_name := cells[Field.BIRTH_NAME]) and squeezed(birth_name) != squeezed(family):
        family, usage = birth_name, usage or family
    typed = (family, usage, given)
    said = [not names.is_nobody(name, alone=False) for name in typed]
    kept = [
        names.person_name(name) if said[at] and not names.is_nobody(name, alone=sum(said) == 1) else None
        for at, name in enumerate(typed)
    ]
    return kept[0], kept[1], kept[2]


def _about_names(typed: str, found: Person) -> frozenset[Remark]:
    remarks = {Remark.NAME_DAMAGED} if names.lost_letters(typed) else set()
    words = {word for name in (found.family, found.usage, found.given) if name for word in name.split()}
    return frozenset(remarks if words <= set(typed.split()) else remarks | {Remark.NAME_RECASED})


def _address(cells: Cells) -> tuple[Address, frozenset[Remark]]:
    code, remark = clean.postcode(cells[Field.POSTCODE])
    address = Address(clean.street(cells[Field.STREET]), code, names.place(cells[Field.TOWN]))
    return address, frozenset({remark} if remark else ())


Group = TypeVar("Group")


@dataclass(slots=True)
class _Known(Generic[Group]):
    group: Group
    person: Person


class People(Generic[Group]):
    """Who has been met so far, in memory. `Group` is whatever stands for one person: a number, a file's id.

    Sequential and order-dependent: a row joins the first group it agrees with, and no two groups are ever merged.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str | None, str], list[_Known[Group]]] = {}

    def find(self, team: str | None, person: Person) -> Group | None:
        """The group of the same person in the same centre, or None."""
        if (key := person.names_key) is None:
            return None
        return next((known.group for known in self._known.get((team, key), ()) if _agree(known.person, person)), None)

    def add(self, team: str | None, person: Person, group: Group) -> None:
        """Remembers one more sheet of that group; two different sheets of one group both count."""
        if (key := person.names_key) is None:
            return
        already = self._known.setdefault((team, key), [])
        if not any(known.group == group and _says_no_more(person, known.person) for known in already):
            already.append(_Known(group, person))


def same(one: Person, other: Person) -> bool:
    """Whether two sheets are surely of one person: same full names, and same full birth, or same phone undisputed."""
    return one.names_key is not None and one.names_key == other.names_key and _agree(one, other)


def _agree(one: Person, other: Person) -> bool:
    if _disputed(one.birth, other.birth):
        return False
    if one.has_full_birth and one.birth.value == other.birth.value and other.has_full_birth:
        return True
    return not set(one.phones).isdisjoint(other.phones)


def _disputed(one: Birth, other: Birth) -> bool:
    if one.value is None or other.value is None:
        return False
    if one.precision is Precision.DAY and other.precision is Precision.DAY:
        return one.value != other.value
    return one.value.year != other.value.year


def _says_no_more(person: Person, known: Person) -> bool:
    return person.birth.value == known.birth.value and set(person.phones) <= set(known.phones)
