"""The counter's forms: a visit, the person when they agree, the appointment, the handover. No box for free text."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cloison.consent import notices
from cloison.handover.codes import (
    ANSWER_LABELS,
    CHANNEL_LABELS,
    REASON_LABELS,
    Answer,
    Channel,
    Reason,
)
from cloison.people.forms import IdentityForm
from cloison.people.names import Names
from cloison.reception.actions import Came
from cloison.reception.policy import can_be_proposed
from cloison.reception.queries import Colleague, Found
from cloison.ui import forms
from cloison.ui.widgets import CheckTiles
from cloison.ui.wording import duration_in_words, moment_in_words

MOST_REASONS = 3
MINUTES = (5, 10, 15, 30, 45)
USUAL = 10

# One key each, on any keyboard that writes Latin letters; "a" is the menu's.
REASON_KEYS = {
    Reason.RIGHTS: "d", Reason.FOOD: "m", Reason.HOUSING: "l", Reason.EVICTION: "x", Reason.DEBT: "u",
    Reason.BUDGET: "b", Reason.MINIMUM_INCOME: "r", Reason.HEALTH_ACCESS: "s", Reason.CHILDREN: "f",
    Reason.VIOLENCE: "v", Reason.OLD_AGE: "g", Reason.DISABILITY: "h", Reason.WORK: "e",
    Reason.ADMINISTRATIVE_PAPERS: "p", Reason.OTHER: "z",
}  # fmt: skip
CHANNEL_KEYS = {
    Channel.COUNTER: "i", Channel.PHONE: "t", Channel.MAIL: "c", Channel.HOME_VISIT: "j", Channel.EMAIL: "y",
    Channel.OUTREACH: "w",
}  # fmt: skip
ANSWERS = [answer for answer in Answer if answer != Answer.UNKNOWN]
WITH_SOMEBODY = {Answer.APPOINTMENT, Answer.HANDED_OVER}


class Who(TextChoices):
    """What is written of the person who came."""

    ANONYMOUS = "anonymous", _("Sans nom, ou ne souhaite pas")
    NEW = "new", _("Accepte d'être connue")
    KNOWN = "known", _("Déjà connue ici")


WHO_KEYS: dict[str, str] = {Who.ANONYMOUS: "0", Who.NEW: "n", Who.KNOWN: "q"}


class FirstTiles(CheckTiles):
    """Tiles of which the first has the cursor when the page opens: every key then does what it says."""

    first = False

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        if self.first and option["index"] == "0":
            option["attrs"]["autofocus"] = True
        return option


class CodedField(forms.ChoiceField):
    """One code of a closed list; gives its number."""

    def clean(self, value: Any) -> int | None:
        kept = super().clean(value)
        return int(kept) if kept else None


class FreeTimeField(forms.ChoiceField):
    """One of the times proposed, or another that could have been; gives the moment."""

    def valid_value(self, value: str) -> bool:
        try:
            return super().valid_value(value) or can_be_proposed(datetime.fromisoformat(value))
        except ValueError:
            return False

    def clean(self, value: Any) -> datetime | None:
        kept = super().clean(value)
        return datetime.fromisoformat(kept) if kept else None


class WhomForm(forms.Form):
    """With which colleague of the centre, and when."""

    colleague = forms.ChoiceField(label=_("Avec qui"), required=False)
    appointment = FreeTimeField(label=_("Quand"), required=False)

    def __init__(self, *args: Any, colleagues: Iterable[Colleague] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last_shown = ""
        self.colleagues = {str(line.member_id): line for line in colleagues}
        # The free times come as soon as somebody is chosen.
        self.fields["colleague"].widget.attrs |= {
            "hx-get": "/reception/times/", "hx-trigger": "change", "hx-target": "#times", "hx-swap": "innerHTML",
        }  # fmt: skip
        self._choose("colleague", [(key, line.name) for key, line in self.colleagues.items()])

    def put(self, name: str, value: str) -> None:
        """Shows another answer than the one that was sent."""
        sent = self.data.copy() if isinstance(self.data, QueryDict) else QueryDict(mutable=True)
        sent[name] = value
        self.data = sent

    def focus(self, name: str) -> None:
        """The cursor goes there when the page is shown."""
        self.fields[name].widget.attrs["autofocus"] = True

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def offer(self, times: Iterable[datetime]) -> None:
        """Shows these times to choose from, the one that was chosen before among them."""
        shown = sorted({*times, *([before] if (before := self._chosen_time()) else [])})
        free = [(time.isoformat(), moment_in_words(time)) for time in shown]
        self._choose("appointment", [*free, ("", _("Sans rendez-vous"))] if free else [])
        self.last_shown = shown[-1].isoformat() if shown else ""

    def _chosen_time(self) -> datetime | None:
        field = cast(FreeTimeField, self.fields["appointment"])
        typed = str(self["appointment"].value() or "")
        return datetime.fromisoformat(typed) if typed and field.valid_value(typed) else None

    @property
    def later(self) -> str:
        """What the button for the following times sends."""
        return f"later:{self.last_shown}"

    @property
    def chosen_colleague(self) -> Colleague | None:
        """The colleague that was chosen, valid or not yet sent."""
        return self.colleagues.get(str(self["colleague"].value() or ""))

    def _need_colleague(self) -> None:
        if not self.cleaned_data.get("colleague") and "colleague" not in self.errors:
            self.add_error("colleague", _("Choisissez avec qui."))


class HandoverForm(WhomForm):
    """Handing over the demand of a visit that is already recorded."""

    told_handover = forms.TickField(
        label=_("Dit à voix haute, et la personne est d'accord"), help_text=_("La date de son accord est gardée."),
        required=True, key="k", why=_("sans son accord, rien n'est transmis."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        self._need_colleague()
        return self.cleaned_data


class VisitForm(IdentityForm, WhomForm):
    """One visit, as quickly as it can be said."""

    once = forms.OnceField()
    reasons = forms.MultipleChoiceField(
        label=_("Pour quoi ?"), choices=[(str(int(code)), REASON_LABELS[code]) for code in Reason], most=MOST_REASONS,
        keys={str(int(code)): key for code, key in REASON_KEYS.items()}, widget=FirstTiles,
        why=_("c'est tout ce qui reste d'un passage sans nom."),
    )  # fmt: skip
    answer = CodedField(
        label=_("Qu'avez-vous répondu ?"), choices=[(str(int(code)), ANSWER_LABELS[code]) for code in ANSWERS],
        keys="12345678", why=_("c'est ce que le centre peut améliorer."),
    )  # fmt: skip
    who = forms.ChoiceField(
        label=_("Son nom ?"), choices=Who.choices, keys=WHO_KEYS, initial=Who.ANONYMOUS, required=False,
    )  # fmt: skip
    agreed = forms.TickField(
        label=_("Dit à voix haute, et la personne est d'accord"), help_text=_("La date de son accord est gardée."),
        key="o",
    )  # fmt: skip
    search = forms.TextField(label=_("Une partie de son nom"), kind="search", required=False)
    file = forms.ChoiceField(label=_("Qui est-ce ?"), required=False)
    told_handover = forms.TickField(
        label=_("Dit à voix haute, et la personne est d'accord"), help_text=_("La date de son accord est gardée."),
        key="k",
    )  # fmt: skip
    minutes = CodedField(
        label=_("Combien de temps ?"), choices=[(str(n), duration_in_words(n)) for n in MINUTES], initial=str(USUAL),
        required=False,
    )  # fmt: skip
    channel = CodedField(
        label=_("Comment ?"), choices=[(str(int(code)), CHANNEL_LABELS[code]) for code in CHANNEL_KEYS],
        keys={str(int(code)): key for code, key in CHANNEL_KEYS.items()}, initial=str(int(Channel.COUNTER)),
        required=False,
    )  # fmt: skip

    # What each choice asks; without it, whatever was typed there counts for nothing and stops nobody.
    of_new = (*IdentityForm.identity_fields, "agreed")
    of_somebody = ("colleague", "appointment")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(FirstTiles, self.fields["reasons"].widget).first = not self.is_bound
        self.people: list[Found] = []
        self._search_while_typing()

    def _search_while_typing(self) -> None:
        self.fields["search"].live = False  # type: ignore[attr-defined]
        self.fields["search"].widget.attrs |= {
            "hx-post": "/reception/known/", "hx-trigger": "input changed delay:250ms", "hx-params": "search",
            "hx-target": "#known", "hx-swap": "innerHTML", "hx-sync": "this:replace",
        }  # fmt: skip

    def focus(self, name: str) -> None:
        """There, and not on the first tile."""
        cast(FirstTiles, self.fields["reasons"].widget).first = False
        super().focus(name)

    def know(self, people: Iterable[Found]) -> None:
        """Shows these people of the desk to choose from."""
        self.people = list(people)
        self._choose("file", [(str(file), shown(names)) for file, names in self.people])

    def names_needed(self) -> bool:
        return bool(self._says("who") == Who.NEW)

    def _says(self, name: str) -> Any:
        return self.cleaned_data.get(name)

    def clean(self) -> dict[str, Any]:
        self._take_usual()
        super().clean()
        self._leave_unasked()
        self._clean_who()
        self._clean_answer()
        return self.cleaned_data

    def _take_usual(self) -> None:
        """What was left as it was: without a name, at the counter, a few minutes."""
        usual = {"who": Who.ANONYMOUS, "minutes": USUAL, "channel": int(Channel.COUNTER)}
        for name, value in usual.items():
            if name in self.cleaned_data:
                self.cleaned_data[name] = self.cleaned_data[name] or value

    def _leave_unasked(self) -> None:
        who, answer = self._says("who"), self._says("answer")
        asked = {
            self.of_new: who == Who.NEW,
            ("file",): who == Who.KNOWN,
            self.of_somebody: answer in WITH_SOMEBODY,
            ("told_handover",): answer == Answer.HANDED_OVER,
        }
        for name in (name for names, wanted in asked.items() if not wanted for name in names):
            self.errors.pop(name, None)
            self.cleaned_data[name] = None

    def _clean_who(self) -> None:
        if self._says("who") == Who.NEW and not self._says("agreed"):
            self.add_error(
                "agreed",
                _("Aucun nom ne s'écrit sans cet accord. Si la personne ne souhaite pas, choisissez « Sans nom »."),
            )
        if self._says("who") == Who.KNOWN and not self._says("file") and "file" not in self.errors:
            self.add_error("file", _("Cherchez la personne et choisissez-la, ou choisissez « Sans nom »."))

    def _clean_answer(self) -> None:
        if self._says("answer") in WITH_SOMEBODY:
            self._need_colleague()
        undated = self._says("answer") == Answer.APPOINTMENT and not self._says("appointment")
        if undated and not self.errors.keys() & {"appointment", "colleague"}:
            self.add_error("appointment", _("Choisissez une des heures proposées."))
        if self._says("answer") == Answer.HANDED_OVER:
            self._clean_handover()

    def _clean_handover(self) -> None:
        if self._says("who") == Who.ANONYMOUS:
            self.add_error("who", nameless_handover(self.chosen_colleague))
        elif not self._says("told_handover"):
            self.add_error("told_handover", _("Rien n'est transmis sans cet accord. Un rendez-vous reste possible."))

    def holds_a_name(self) -> bool:
        """Whether anything of a person was typed, be it written in the end or not."""
        return any(self[name].value() for name in self.identity_fields)

    def came(self) -> Came:
        """What is recorded of the visit."""
        told = self.cleaned_data
        return Came(
            told["channel"], [int(code) for code in told["reasons"]], told["answer"], told["minutes"],
            with_member_id=self.chosen_colleague.member_id if told["colleague"] and self.chosen_colleague else None,
            appointment_at=told["appointment"],
        )  # fmt: skip

    def as_typed(self) -> dict[str, Any]:
        """Everything that was sent, to be shown again before it is recorded: nothing is judged yet."""
        return {name: self[name].value() for name in self.fields}


def nameless_handover(to: Colleague | None) -> Any:
    """Why a demand without a name cannot be handed over, and what can be done instead."""
    sentence = _(
        "Pour transmettre, %(who)s doit savoir qui attendre : notez le nom de la personne si elle en est d'accord. "
        "Sinon, « Rendez-vous » lui réserve une heure sans dire son nom."
    )
    return sentence % {"who": to.name if to else _("votre collègue")}


def shown(names: Names | None) -> str:
    """All the names of somebody, the usual one first."""
    if names is None or not names.names:
        return str(_("Une personne connue"))
    return " · ".join(dict.fromkeys(name.shown for name in names.names if name.shown))


NOTICES = {"register": notices.REGISTER.sentence, "handover": notices.HANDOVER.sentence}
