"""The day's list as sentences, and what is said once a visit is noted."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cloison.handover.codes import Answer, Channel, Reason, label
from cloison.handover.models import Status
from cloison.handover.queries import Handed
from cloison.people.names import Names
from cloison.reception.models import Visit
from cloison.reception.queries import VisitLine
from cloison.ui.wording import moment_in_words

SHOWN_AT_ONCE = 8


@dataclass(frozen=True)
class Sentence:
    """A line of the day: who, what for, what was answered; by whom and when stand under it."""

    visit_id: uuid.UUID
    who: SafeString
    how: str
    why: str
    answer: str
    by: str
    at: datetime
    can_be_handed_over: bool


def short(names: Names | None) -> str:
    """A name as one may say it aloud in a corridor: "Samira T."."""
    usual = names.names[0] if names and names.names else None
    if usual is None:
        return _("Une personne connue")
    return f"{usual.given} {usual.family[:1]}." if usual.given and usual.family else usual.shown


def first_name(colleague: str) -> str:
    """Colleagues call one another by their first name."""
    return colleague.split(" ")[0]


def lower_first(words: str) -> str:
    """In the middle of a sentence; initials such as RSA stay."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def reasons_in_words(codes: list[int]) -> str:
    """Such as "logement, RSA"; a code of a later version is left out."""
    return ", ".join(lower_first(label(Reason(code))) for code in codes if code in set(Reason))


def answer_in_words(visit: Visit, with_whom: str) -> str:
    """Such as "rendez-vous avec Claire jeudi 26 novembre à 10:00"."""
    at = moment_in_words(visit.appointment_at) if visit.appointment_at else ""
    whom = first_name(with_whom)
    if visit.answer == Answer.APPOINTMENT and whom:
        return _("rendez-vous avec {who} {at}").format(who=whom, at=at).strip()
    if visit.answer == Answer.HANDED_OVER and whom:
        said = _("transmis à {who}, rendez-vous {at}") if at else _("transmis à {who}")
        return said.format(who=whom, at=at)
    return lower_first(label(Answer(visit.answer))) if visit.answer in set(Answer) else ""


# What goes without saying, or was never said, is left out.
TOLD_CHANNELS = frozenset(Channel) - {Channel.COUNTER, Channel.UNKNOWN}


def sentence(line: VisitLine) -> Sentence:
    """One visit of the day."""
    visit = line.visit
    return Sentence(
        visit.id, _who(visit, line.names),
        lower_first(label(Channel(visit.channel))) if visit.channel in TOLD_CHANNELS else "",
        reasons_in_words(visit.reasons), answer_in_words(visit, line.with_whom), first_name(line.by), visit.at,
        can_be_handed_over=bool(visit.file_id) and visit.answer != Answer.HANDED_OVER,
    )  # fmt: skip


def _who(visit: Visit, names: Names | None) -> SafeString:
    if not visit.file_id:
        return format_html("{}", _("Sans nom"))
    return format_html('<a href="/files/{}/"><bdi>{}</bdi></a>', visit.file_id, short(names))


def noted(visit: Visit, with_whom: str = "") -> str:
    """What is said quietly once it is done; without the name, since it is read aloud by screen readers."""
    told = ", ".join(part for part in (reasons_in_words(visit.reasons), answer_in_words(visit, with_whom)) if part)
    return _("Passage noté : {told}.").format(told=told)


@dataclass(frozen=True)
class Fate:
    """A handover as a line: to whom, what for, and what became of it."""

    who: str
    why: str
    to: str
    appointment_at: datetime | None
    at: datetime
    word: str
    badge: str


WORDS = {
    "": (gettext_lazy("en attente"), "waiting"),
    Status.ACCEPTED.value: (gettext_lazy("acceptée"), "done"),
    Status.RETURNED.value: (gettext_lazy("rendue à l'accueil"), "danger"),
}


def fate(line: Handed) -> Fate:
    """What became of one handover."""
    word, badge = WORDS[line.status]
    handed = line.handover
    return Fate(
        short(line.names), reasons_in_words(handed.reasons), first_name(line.to), handed.appointment_at, handed.made_at,
        str(word), badge,
    )  # fmt: skip
