"""What a social worker fills in: an answer to a demand, a note, a search."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from cloison.followup.actions import Text
from cloison.followup.drafting import changed
from cloison.followup.queries import Colleague
from cloison.ui import forms
from cloison.ui.wording import duration_in_words

NOBODY = "none"
# Said only to those who go beyond: a limit that nobody meets need not stand under every box.
SHORT_ENOUGH = MaxLengthValidator(50_000)
USUAL_MINUTES = (10, 20, 30, 45, 60, 90)


class AcceptForm(forms.Form):
    """Accepting a demand: alone, or with a colleague who stands in."""

    stand_in = forms.ChoiceField(
        label=_("Qui vous remplace dans ce dossier ?"),
        initial=NOBODY,
        required=False,
        help_text=_(
            "Personne : vous êtes alors la seule personne à lire ce dossier. Le ou la collègue que vous choisissez le "
            "lit en entier dès maintenant ; vous pourrez changer d'avis, et la personne accompagnée peut savoir "
            "qui c'est."
        ),
    )

    def __init__(self, *args: Any, colleagues: Sequence[Colleague], **options: Any) -> None:
        super().__init__(*args, **options)
        self.colleagues = {str(colleague.post_id): colleague for colleague in colleagues}
        told = [(post, colleague.name) for post, colleague in self.colleagues.items()]
        self.fields["stand_in"].choices = [(NOBODY, _("Personne")), *told]  # type: ignore[attr-defined]

    @property
    def colleague(self) -> Colleague | None:
        """Who stands in, once the form is valid."""
        return self.colleagues.get(self.cleaned_data["stand_in"])


class NoteForm(forms.Form):
    """Facts, the person's words, the analysis: at least one of the three. `once` names the row that is written."""

    live = True

    facts = forms.LongTextField(
        label=_("Faits"), rows=3, validators=[SHORT_ENOUGH], required=False, readable_by_person=True, key="f",
        help_text=_("Ce qui s'est passé, ce qui a été fait, ce qui est constaté."),
    )  # fmt: skip
    words = forms.LongTextField(
        label=_("Paroles de la personne"), rows=2, validators=[SHORT_ENOUGH], required=False, readable_by_person=True,
        help_text=_("Ce qu'elle demande et comment elle le dit, avec ses mots."),
    )  # fmt: skip
    analysis = forms.LongTextField(
        label=_("Analyse"), rows=2, validators=[SHORT_ENOUGH], required=False, readable_by_person=True,
        help_text=_("Ce que vous en comprenez et ce que vous proposez."),
    )  # fmt: skip
    minutes = forms.ChoiceField(label=_("Temps passé"), required=False)
    once = forms.OnceField()

    # Under which key what is being typed is kept, and whether the form was filled from it.
    draft = ""
    found_again = False

    def __init__(self, *args: Any, minutes: int | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        spans = sorted({*USUAL_MINUTES, *([minutes] if minutes else [])})
        told = [(str(span), duration_in_words(span)) for span in spans]
        self.fields["minutes"].choices = [("", _("non noté")), *told]  # type: ignore[attr-defined]
        self.fields["minutes"].initial = str(minutes or "")

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        boxes = ("facts", "words", "analysis")
        if not any(told.get(name) for name in boxes) and not any(name in self.errors for name in boxes):
            self.add_error("facts", _("Il n'y a encore rien d'écrit : remplissez au moins une des trois cases."))
        return told

    def again(self) -> "NoteForm":
        """The same answers in a form of another row, when this one's row was written before."""
        form = NoteForm(changed(self.data, once=str(uuid.uuid4())), minutes=self.spent)
        form.check_url, form.draft = self.check_url, self.draft
        return form

    @property
    def text(self) -> Text:
        """What was written, once the form is valid."""
        return Text(**{name: self.cleaned_data[name] for name in ("facts", "words", "analysis")})

    @property
    def spent(self) -> int | None:
        """Minutes, once the form is valid; None when they were not noted."""
        return int(self.cleaned_data["minutes"]) if self.cleaned_data["minutes"] else None

    @property
    def row_id(self) -> uuid.UUID:
        """The row to be written, once the form is valid."""
        found: uuid.UUID = self.cleaned_data["once"]
        return found


class SearchForm(forms.Form):
    """Any part of a name. Sent in the body: a name has no place in an address."""

    typed = forms.TextField(label=_("Chercher un nom"), kind="search", required=False, max_length=200)
