"""Names and sheet as facts that one reads: what it is, and the lines under it."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cloison.people.contact import Wish, phone_in_words
from cloison.people.names import NameKind, Names
from cloison.ui.dates import PartialDate, Unreadable
from cloison.ui.wording import day_in_words


@dataclass(frozen=True)
class Fact:
    """One thing known of a person. `dial`: the lines are telephone numbers, each with its number as it is dialled."""

    label: str
    lines: tuple[str, ...]
    dial: tuple[str, ...] = ()
    # Whether it is needed before anything else: how to reach the person, and what they asked us not to do.
    serves: bool = False

    @property
    def numbers(self) -> list[tuple[str, str]]:
        return list(zip(self.lines, self.dial, strict=True)) if self.dial else []


def facts(names: Names | None, sheet: dict[str, Any]) -> list[Fact]:
    """What is known beside the name that is shown, in the order in which it serves."""
    phones = tuple(sheet.get("phones") or ())
    wishes = tuple(str(Wish(wish).label) for wish in sheet.get("wishes") or () if wish in Wish)
    found = [
        Fact(_("Téléphone"), tuple(spaced(number) for number in phones), phones, serves=True),
        Fact(_("La personne demande"), wishes, serves=True),
        Fact(_("Adresse"), tuple(str(sheet.get("address") or "").splitlines())),
        Fact(_("Naissance"), birth(sheet)),
        *other_names(names),
    ]
    return [fact for fact in found if fact.lines]


def spaced(number: str) -> str:
    """A kept number as one reads it aloud; an old one that has another form than ours as it was kept."""
    return " ".join(re.findall("..", number)) if re.fullmatch(r"0\d{9}", number) else phone_in_words(number)


def birth(sheet: dict[str, Any]) -> tuple[str, ...]:
    """When, then where, as far as it is known."""
    try:
        day = day_in_words(PartialDate.from_iso(str(sheet["birth"])))
    except (KeyError, Unreadable):
        day = ""
    return tuple(line for line in (day, str(sheet.get("birth_place") or "")) if line)


def other_names(names: Names | None) -> list[Fact]:
    """The names that are not the one shown."""
    kinds = dict(NameKind.choices)
    return [
        Fact(str(kinds.get(name.kind, "")).capitalize(), (name.shown,))
        for name in (names.others if names else ())
        if name.shown
    ]
