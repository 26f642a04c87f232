"""The names of one file: several may stand together (birth, usage, chosen); the usual one is shown."""

from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cloison.people.folding import fold


class NameKind(TextChoices):
    """Which of a person's names."""

    BIRTH = "birth", _("nom de naissance")
    USAGE = "usage", _("nom d'usage")
    CHOSEN = "chosen", _("prénom choisi")


@dataclass(frozen=True)
class PersonName:
    """One name: family and given parts; either may be empty, not both."""

    family: str = ""
    given: str = ""
    kind: str = NameKind.BIRTH

    @property
    def shown(self) -> str:
        return " ".join(part for part in (self.given, self.family) if part)


@dataclass(frozen=True)
class Names:
    """All the names of a file, the one to be shown first."""

    names: tuple[PersonName, ...]

    @property
    def shown(self) -> str:
        return self.names[0].shown if self.names else ""

    @property
    def others(self) -> tuple[PersonName, ...]:
        return self.names[1:]

    @property
    def folded(self) -> str:
        return fold(" ".join(name.shown for name in self.names))

    @property
    def sort_key(self) -> str:
        return fold(f"{self.names[0].family} {self.names[0].given}") if self.names else ""

    def payload(self) -> dict[str, Any]:
        return {"v": 1, "names": [asdict(name) for name in self.names]}

    @classmethod
    def read(cls, payload: dict[str, Any]) -> "Names":
        return cls(tuple(PersonName(**name) for name in payload["names"]))


def names_of(*, family: str, given: str, usage: str = "", chosen: str = "") -> Names:
    """The names as typed: the usage or chosen one, when there is one, is the one to be shown."""
    birth = PersonName(family.strip(), given.strip())
    others = []
    if usage.strip():
        others.append(PersonName(usage.strip(), chosen.strip() or given.strip(), NameKind.USAGE))
    elif chosen.strip():
        others.append(PersonName(family.strip(), chosen.strip(), NameKind.CHOSEN))
    return Names((*others, birth))
