"""What is changed from a file's page: who stands in, and the identity sheet."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms as plain
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cloison.followup.queries import Colleague
from cloison.people.forms import IdentityForm
from cloison.ui import forms


class StandInForm(forms.Form):
    """A colleague of the centre who reads the file when the referent is away, until a day or until told otherwise."""

    live = True

    colleague = forms.ChoiceField(label=_("Qui remplace ?"))
    until = forms.DateField(
        label=_("Jusqu'au"),
        required=False,
        help_text=_("Ce jour compris. Sans date : jusqu'à ce que vous y mettiez fin."),
    )

    def __init__(self, *args: Any, colleagues: Sequence[Colleague], **options: Any) -> None:
        super().__init__(*args, **options)
        self.colleagues = {str(colleague.post_id): colleague for colleague in colleagues}
        told = [(post, colleague.name) for post, colleague in self.colleagues.items()]
        self.fields["colleague"].choices = told  # type: ignore[attr-defined]

    def clean_until(self) -> date | None:
        day: date | None = self.cleaned_data["until"]
        if day and day < timezone.localdate():
            raise ValidationError(_("Ce jour est passé : choisissez aujourd'hui ou un jour à venir."))
        return day

    @property
    def chosen(self) -> Colleague:
        """The colleague, once the form is valid."""
        return self.colleagues[self.cleaned_data["colleague"]]

    @property
    def ends_at(self) -> datetime | None:
        """The end of the last day, once the form is valid."""
        day = self.cleaned_data["until"]
        return datetime.combine(day, time.max, timezone.get_current_timezone()) if day else None


class CorrectionForm(IdentityForm):
    """The identity sheet corrected; `seen` says which versions were on the screen."""

    seen = plain.CharField(widget=plain.HiddenInput(attrs={"autocomplete": "off"}), required=False)
