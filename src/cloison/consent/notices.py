"""The sentences that are said before anything is written, each with its version."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Notice:
    """A sentence and its version; an agreement names the version that was said."""

    version: str
    sentence: Promise


REGISTER = Notice(
    "register-2026-11",
    _(
        "« Si vous êtes d'accord, j'écris votre nom et ce qui vous est utile. Les personnes de l'accueil de ce centre "
        "le lisent, et personne d'autre. Vous pouvez dire non : cela ne change rien à ce que nous faisons pour vous. "
        "Vous pouvez voir ce qui est écrit et le faire corriger. »"
    ),
)
HANDOVER = Notice(
    "handover-2026-11",
    _(
        "« Si vous êtes d'accord, je transmets votre nom, comment vous joindre et l'objet de votre visite à la "
        "personne que je vous nomme. Elle seule le reçoit. Vous pouvez dire non. »"
    ),
)
