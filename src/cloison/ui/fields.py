"""Form fields of the design system: Django's, with reasons, marks and sentences.

Every field takes, besides Django's own arguments:
`why` (a sentence: why an answer is needed, shown when the field is required),
`readable_by_person` (the person concerned can read what is written here),
`key` (keyboard shortcut that goes to the field).
"""

from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cloison.ui import dates
from cloison.ui.dates import PartialDate, Unreadable
from cloison.ui.widgets import CheckTiles, RadioTiles
from cloison.ui.wording import duration_in_words


class Item(forms.Field):
    """What the fields share. `live`: the answer is checked as one leaves the field, where the form allows it."""

    live = True
    default_error_messages = {"required": _("Il manque une réponse ici.")}

    def __init__(
        self, *args: Any, why: Any = "", readable_by_person: bool = False, key: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.why = why
        self.readable_by_person = readable_by_person
        self.key = key


class TextField(Item, forms.CharField):
    """One line. `kind`: HTML input type (text, tel, email, search); `autocomplete` as in HTML, "off" by default."""

    widget: type[forms.Widget] = forms.TextInput
    default_error_messages = {
        "max_length": _(
            "Ce texte compte %(show_value)d signes pour %(limit_value)d au plus. Raccourcissez-le : rien n'est perdu."
        ),
    }

    def __init__(self, *args: Any, kind: str = "text", autocomplete: str = "off", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.widget.input_type = kind  # type: ignore[attr-defined]
        self.widget.attrs.setdefault("autocomplete", autocomplete)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Without maxlength: a browser cuts a pasted text in silence; we say it is too long and keep all of it."""
        return {}


class LongTextField(TextField):
    """Several lines; grows with the text. `rows`: lines shown at first."""

    widget = forms.Textarea

    def __init__(self, *args: Any, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.widget.attrs["rows"] = rows
        self.widget.attrs.setdefault("spellcheck", "true")


class PassphraseField(TextField):
    """Never checked on leaving, never sent back to the page. `autocomplete`: current-password or new-password."""

    widget = forms.PasswordInput
    live = False

    def __init__(self, *args: Any, autocomplete: str = "current-password", **kwargs: Any) -> None:
        super().__init__(*args, kind="password", autocomplete=autocomplete, strip=False, **kwargs)


class _TilesMixin(Item):
    live = False

    def __init__(
        self,
        *args: Any,
        keys: Mapping[str, str] | str = "",
        icons: Mapping[str, str] | None = None,
        hints: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.widget.keys, self.widget.icons, self.widget.hints = keys, icons or {}, hints or {}


class ChoiceField(_TilesMixin, forms.ChoiceField):
    """One answer among large tiles (see widgets for keys, icons, hints)."""

    widget = RadioTiles
    default_error_messages = {"invalid_choice": _("Cette réponse n'est pas proposée. Choisissez-en une de la liste.")}


class MultipleChoiceField(_TilesMixin, forms.MultipleChoiceField):
    """Several answers among large tiles; `most` bounds how many."""

    widget = CheckTiles
    default_error_messages = {
        "invalid_choice": _("Une de ces réponses n'est pas proposée. Choisissez dans la liste."),
        "too_many": _("%(most)d réponses au plus : gardez les principales."),
    }

    def __init__(self, *args: Any, most: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = most

    def validate(self, value: Any) -> None:
        super().validate(value)
        if self.most and len(value) > self.most:
            raise ValidationError(self.error_messages["too_many"], "too_many", {"most": self.most})


class SelectField(Item, forms.ChoiceField):
    """One answer in a drop-down list: only for lists too long for tiles."""

    widget = forms.Select
    live = False


class TickField(Item, forms.BooleanField):
    """One box to tick; required means it must be ticked."""

    live = False

    def __init__(self, *args: Any, required: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, required=required, **kwargs)


class NumberField(Item, forms.IntegerField):
    widget = forms.TextInput
    default_error_messages = {
        "invalid": _("Écrivez un nombre entier, en chiffres."),
        "min_value": _("Écrivez un nombre d'au moins %(limit_value)s."),
        "max_value": _("Écrivez un nombre d'au plus %(limit_value)s."),
    }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric", "class": "short", "autocomplete": "off"}


class _ReadField(Item, forms.Field):
    """A line whose text is read by one function of `dates`; what cannot be read comes back with a sentence."""

    widget = forms.TextInput
    read: Callable[[str], Any]
    write: Callable[[Any], str] = staticmethod(str)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"class": "short", "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or not isinstance(value, str):
            return value or None
        if not value.strip():
            return None
        try:
            return type(self).read(value)
        except Unreadable as error:
            raise ValidationError(self.error_messages["invalid"], "invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else type(self).write(value)


class PartialDateField(_ReadField):
    """A birth date of which day or month may be unknown; gives a `dates.PartialDate`, never in the future."""

    read = staticmethod(lambda text: dates.read_partial_date(text, timezone.localdate()))
    default_error_messages = {
        "invalid": _("Cette date n'a pas pu être lue. Écrivez 12/03/1984, 03/1984 ou seulement 1984."),
        "future": _("Cette date n'est pas encore arrivée : vérifiez l'année."),
    }

    def validate(self, value: PartialDate | None) -> None:
        super().validate(value)
        if value and value.earliest > timezone.localdate():
            raise ValidationError(self.error_messages["future"], "future")


class DateField(_ReadField):
    """A whole day: 12/03, 12/03/2027, demain, lundi; gives a `date`. Without a year: the next one to come."""

    read = staticmethod(lambda text: dates.read_date(text, timezone.localdate()))
    write = staticmethod(lambda day: f"{day:%d/%m/%Y}" if isinstance(day, date) else str(day))
    default_error_messages = {
        "invalid": _("Cette date n'a pas pu être lue. Écrivez 12/03/2027, 12 mars, demain ou lundi."),
    }


class TimeField(_ReadField):
    """14:05, 14h05, 14h; gives a `time`."""

    read = staticmethod(dates.read_time)
    write = staticmethod(lambda hour: f"{hour:%H:%M}" if isinstance(hour, time) else str(hour))
    default_error_messages = {"invalid": _("Cette heure n'a pas pu être lue. Écrivez 14:05 ou 14h.")}


class MinutesField(_ReadField):
    """35, 1h, 1 h 15; gives whole minutes, at most `most` (a day by default)."""

    read = staticmethod(dates.read_minutes)
    default_error_messages = {
        "invalid": _("Cette durée n'a pas pu être lue. Écrivez 35, 1h ou 1h15."),
        "too_long": _("C'est plus que %(most)s : vérifiez la durée."),
    }

    def __init__(self, *args: Any, most: int = 24 * 60, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = most

    def validate(self, value: int | None) -> None:
        super().validate(value)
        if value is not None and value > self.most:
            raise ValidationError(self.error_messages["too_long"], "too_long", {"most": duration_in_words(self.most)})


class FileField(Item, forms.FileField):
    widget = forms.FileInput
    live = False


class OnceField(Item, forms.UUIDField):
    """A hidden id made when the form is shown and kept when it is shown again, so that an action happens once."""

    live = False
    default_error_messages = {
        "required": _("Cette page est trop ancienne pour être envoyée : copiez votre texte, puis rechargez-la."),
        "invalid": _("Cette page est trop ancienne pour être envoyée : copiez votre texte, puis rechargez-la."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # autocomplete=off: some browsers put old values back into hidden inputs when a page is reloaded.
        hidden = forms.HiddenInput(attrs={"autocomplete": "off"})
        super().__init__(*args, initial=uuid4, widget=hidden, **kwargs)
