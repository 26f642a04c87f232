"""How each compartment looks: its word, its icon, its colour. What it *is* belongs to the layers above."""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Wall:
    """`tone` names the colour in the style sheets, `icon` a symbol of the sprite."""

    code: str
    tone: str
    icon: str
    word: str | Promise


WALLS: Final = {
    "RECEPTION": Wall("RECEPTION", "reception", "counter", _("Accueil")),
    "SOCIAL": Wall("SOCIAL", "social", "hands", _("Accompagnement social")),
    "HEALTH": Wall("HEALTH", "health", "care", _("Santé")),
}


def wall(compartment: Any) -> Wall:
    """Takes a code or a member of an enumeration whose value is the code. KeyError when unknown."""
    return WALLS[str(getattr(compartment, "value", compartment))]
