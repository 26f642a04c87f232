"""The faces of a circle: who can read what stands behind a partition."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cloison.ui.wording import initials

SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Face:
    """One reader. `why_url`: the page or fragment that says why they can read; `role`: shown beside the name."""

    name: str
    initials: str
    why_url: str = ""
    role: str = ""


def face(name: str, *, why_url: str = "", role: str = "") -> Face:
    return Face(name=name, initials=initials(name), why_url=why_url, role=role)


def faces(names: Iterable[str], *, why_url: str = "") -> tuple[Face, ...]:
    """The same reason page for all."""
    return tuple(face(name, why_url=why_url) for name in names)
