"""What is said at the counter, as closed lists of small numbers.

They stand here, below both trades, since a demand that is handed over carries them from the counter to its recipient.

The numbers are stored in clear and counted; they must never be reused for another meaning. A retired code keeps
its number and its label.
"""

from collections.abc import Mapping
from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Channel(IntEnum):
    """How the person reached the centre. UNKNOWN exists for imports only: it must not swell the counter's figures."""

    UNKNOWN = 0
    COUNTER = 1
    PHONE = 2
    MAIL = 3
    HOME_VISIT = 4
    EMAIL = 5
    OUTREACH = 6


class Reason(IntEnum):
    """What the person came for; a visit has at most three."""

    RIGHTS = 1
    FOOD = 2
    HOUSING = 3
    EVICTION = 4
    DEBT = 5
    BUDGET = 6
    MINIMUM_INCOME = 7
    HEALTH_ACCESS = 8
    CHILDREN = 9
    VIOLENCE = 10
    OLD_AGE = 11
    DISABILITY = 12
    WORK = 13
    ADMINISTRATIVE_PAPERS = 14
    OTHER = 99


class Answer(IntEnum):
    """What the person was given. UNKNOWN exists for imports only: the counter always has an answer."""

    UNKNOWN = 0
    INFORMATION = 1
    APPOINTMENT = 2
    ORIENTATION = 3
    FOOD_PARCEL = 4
    CALL_BACK = 5
    HANDED_OVER = 6
    NO_FOLLOW_UP = 7
    OTHER = 99


CHANNEL_LABELS: Mapping[Channel, str | Promise] = {
    Channel.UNKNOWN: _("Venue non notée"),
    Channel.COUNTER: _("À l’accueil"),
    Channel.PHONE: _("Téléphone"),
    Channel.MAIL: _("Courrier"),
    Channel.HOME_VISIT: _("Visite à domicile"),
    Channel.EMAIL: _("Courriel"),
    Channel.OUTREACH: _("Hors les murs"),
}

REASON_LABELS: Mapping[Reason, str | Promise] = {
    Reason.RIGHTS: _("Accès aux droits"),
    Reason.FOOD: _("Aide alimentaire"),
    Reason.HOUSING: _("Logement"),
    Reason.EVICTION: _("Expulsion"),
    Reason.DEBT: _("Surendettement"),
    Reason.BUDGET: _("Budget, factures"),
    Reason.MINIMUM_INCOME: _("RSA"),
    Reason.HEALTH_ACCESS: _("Santé, accès aux soins"),
    Reason.CHILDREN: _("Enfance, famille"),
    Reason.VIOLENCE: _("Violences"),
    Reason.OLD_AGE: _("Grand âge"),
    Reason.DISABILITY: _("Handicap"),
    Reason.WORK: _("Emploi, formation"),
    Reason.ADMINISTRATIVE_PAPERS: _("Papiers, démarches"),
    Reason.OTHER: _("Autre"),
}

ANSWER_LABELS: Mapping[Answer, str | Promise] = {
    Answer.UNKNOWN: _("Réponse non notée"),
    Answer.INFORMATION: _("Information donnée"),
    Answer.APPOINTMENT: _("Rendez-vous"),
    Answer.ORIENTATION: _("Orientation"),
    Answer.FOOD_PARCEL: _("Colis alimentaire"),
    Answer.CALL_BACK: _("À rappeler"),
    Answer.HANDED_OVER: _("Transmis"),
    Answer.NO_FOLLOW_UP: _("Sans suite"),
    Answer.OTHER: _("Autre"),
}


def label(code: Channel | Reason | Answer) -> str:
    """The French label, translated. The three lists share numbers, hence one table each."""
    if isinstance(code, Channel):
        return str(CHANNEL_LABELS[code])
    if isinstance(code, Reason):
        return str(REASON_LABELS[code])
    return str(ANSWER_LABELS[code])
