"""What the catalogue shows: fictional circles and a form with every kind of answer."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cloison.ui import forms
from cloison.ui.compartments import WALLS
from cloison.ui.faces import faces

SPRITE: Final = Path(__file__).parent / "static" / "ui" / "icons.svg"
COLOURS: Final = (
    ("paper", _("papier")),
    ("sheet", _("feuille")),
    ("ink", _("encre")),
    ("ink-soft", _("encre pâle")),
    ("line", _("trait")),
    ("accent", _("accent")),
    ("waiting", _("attente")),
    ("danger", _("danger")),
    ("reception", _("accueil")),
    ("social", _("social")),
    ("health", _("santé")),
)


class SampleForm(forms.Form):
    live = True

    once = forms.OnceField()
    channel = forms.ChoiceField(
        label=_("Comment la personne est-elle venue ?"),
        choices=[("DESK", _("Au guichet")), ("PHONE", _("Par téléphone")), ("LETTER", _("Par courrier"))],
        keys="gtc",
        icons={"DESK": "counter", "PHONE": "phone", "LETTER": "letter"},
        why=_("c'est ce qui permet d'ouvrir le guichet aux bonnes heures."),
    )
    reasons = forms.MultipleChoiceField(
        label=_("Pour quoi ?"),
        help_text=_("Deux motifs au plus."),
        choices=[
            ("HOUSING", _("Logement")),
            ("FOOD", _("Alimentation")),
            ("RIGHTS", _("Accès aux droits")),
            ("OTHER", _("Autre chose")),
        ],
        keys="1234",
        hints={"HOUSING": _("loyer, expulsion, hébergement"), "RIGHTS": _("dossier, courrier, allocation")},
        most=2,
        required=False,
    )
    name = forms.TextField(label=_("Nom d'usage"), max_length=60, key="n", required=False)
    born = forms.PartialDateField(
        label=_("Date de naissance"), help_text=_("12/03/1984, 03/1984 ou seulement 1984."), required=False
    )
    day = forms.DateField(label=_("Jour"), help_text=_("demain, lundi ou 12/03"), required=False)
    hour = forms.TimeField(label=_("Heure"), help_text=_("14:05 ou 14h"), required=False)
    minutes = forms.MinutesField(label=_("Durée"), help_text=_("35 ou 1h15"), required=False)
    team = forms.SelectField(
        label=_("Centre"), choices=[("", "—"), ("LINDENS", _("Les Tilleuls")), ("PORT", _("Le Port"))], required=False
    )
    words = forms.LongTextField(
        label=_("Ce que dit la personne"),
        help_text=_("Avec ses mots, sans les corriger."),
        max_length=2000,
        readable_by_person=True,
        required=False,
    )
    agreed = forms.TickField(
        label=_("La personne a entendu ce qui sera écrit et qui le lira, et elle est d'accord"),
        help_text=_("La date d'aujourd'hui est gardée avec son accord."),
        required=True,
        why=_("sans accord, le passage s'enregistre sans nom."),
    )


WRONG: Final = {
    "channel": "DESK",
    "reasons": ["FOOD", "RIGHTS", "OTHER"],
    "born": "31/02/1984",
    "hour": "25h",
    "name": "Dumas",
}


def sample_form(data: Any = None) -> SampleForm:
    return SampleForm(data)


def icon_names() -> list[str]:
    """Every drawing of the sprite, in its order."""
    return re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text("utf8"))


def context_of_catalogue(form: SampleForm) -> dict[str, Any]:
    now = timezone.now()
    return {
        "form": form,
        "wrong_form": SampleForm(WRONG, auto_id="wrong_%s", prefix=None),
        "icons": icon_names(),
        "colours": COLOURS,
        "walls": WALLS.values(),
        "circle": faces(("Amina Benali", "Karim Dahan"), why_url="#why"),
        "large_circle": faces(
            ("Claire Martin", "Hugo Petit", "Inès Le Goff", "Bruno Roy", "Emma de la Tour", "Farid Azzi", "Léa Noël"),
            why_url="#why",
        ),
        "times": (
            now,
            now - timedelta(days=1, hours=2),
            now + timedelta(days=1),
            now - timedelta(days=9),
            now - timedelta(days=800),
        ),
        "durations": (5, 35, 60, 75),
    }
