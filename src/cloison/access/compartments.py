"""The compartments: kinds of secret, each with its own law. A closed list in code."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cloison.accounts.roles import Role


class Compartment(TextChoices):
    """The kind of secret a circle keeps."""

    RECEPTION = "RECEPTION", _("Accueil")
    SOCIAL = "SOCIAL", _("Accompagnement social")
    HEALTH = "HEALTH", _("Santé")


@dataclass(frozen=True)
class Rules:
    """Who may hold a post in it; emergency access; retention; notice; whether its access log can be shown."""

    holders: frozenset[Role]
    emergency: bool
    retention: str
    notice: str | Promise
    log_shown: bool


RULES: dict[Compartment, Rules] = {
    Compartment.RECEPTION: Rules(
        holders=frozenset({Role.RECEPTION, Role.SOCIAL_WORKER}),
        emergency=True,
        retention="two years after the last contact (CNIL 2023-095)",
        notice=_("Les personnes de l'accueil de ce centre lisent ce qui est écrit ici."),
        log_shown=True,
    ),
    Compartment.SOCIAL: Rules(
        holders=frozenset({Role.SOCIAL_WORKER}),
        emergency=True,
        retention="two years after the last contact (CNIL 2023-095)",
        notice=_("Seules les personnes nommées dans le cercle de ce dossier lisent ce qui est écrit ici."),
        log_shown=True,
    ),
    Compartment.HEALTH: Rules(
        holders=frozenset({Role.DOCTOR, Role.PSYCHOLOGIST}),
        emergency=False,
        retention="twenty years after the last stay (CSP R1112-7)",
        notice=_("Seuls les soignants nommés dans le cercle de ce dossier lisent ce qui est écrit ici."),
        log_shown=True,
    ),
}


def may_hold(role: str, compartment: str) -> bool:
    """Whether a post of this role may be in a circle of this compartment."""
    return role in RULES[Compartment(compartment)].holders
