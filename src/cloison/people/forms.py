"""The identity fields that the counter and the file's page share: what serves the person, almost nothing mandatory."""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cloison.people.contact import Unreadable, Wish, phone_in_words, read_phone
from cloison.people.names import NameKind, Names, names_of
from cloison.ui import forms
from cloison.ui.dates import PartialDate

SEPARATORS = re.compile(r"[,;\n]|\bou\b|\bet\b")


class NameField(forms.TextField):
    """One name as the person says it, of any script; without invisible signs, which could disguise another name."""

    no_letter = _("Ce nom ne contient aucune lettre : on ne pourrait pas le retrouver.")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=120, readable_by_person=True, **kwargs)
        self.widget.attrs |= {"dir": "auto", "spellcheck": "false", "autocapitalize": "words"}

    def to_python(self, value: Any) -> str:
        shown = (sign for sign in unicodedata.normalize("NFC", str(value or "")) if _is_seen(sign))
        return " ".join("".join(shown).split())

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not any(sign.isalpha() for sign in value):
            raise ValidationError(self.no_letter, "letters")


def _is_seen(sign: str) -> bool:
    # Zero-width joiners spell words in Persian and Indian scripts; controls and marks of direction spell nothing.
    return sign.isspace() or sign in "\u200c\u200d" or unicodedata.category(sign) not in {"Cc", "Cf", "Co", "Cs", "Cn"}


class PhonesField(forms.TextField):
    """One or several numbers, separated by commas; gives a list of E.164 numbers."""

    unread = _("Ce numéro n'a pas pu être lu. Écrivez 06 12 34 56 78, ou +213… pour un numéro d'un autre pays.")
    too_many = _("%(most)d numéros au plus : gardez ceux qui servent.")
    most = 3

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=120, kind="tel", readable_by_person=True, **kwargs)

    def clean(self, value: Any) -> list[str]:
        typed = [part for part in SEPARATORS.split(super().clean(value)) if part.strip()]
        if len(typed) > self.most:
            raise ValidationError(self.too_many, "too_many", {"most": self.most})
        try:
            return list(dict.fromkeys(read_phone(part) for part in typed))
        except Unreadable as error:
            raise ValidationError(self.unread, "invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(phone_in_words(number) for number in value) if isinstance(value, list) else value


class IdentityForm(forms.Form):
    """Names, birth, contact and wishes. Read with `names()` and `sheet()` once valid; filled with `initial_of`."""

    live = True
    identity_fields = ("family", "given", "usage", "chosen", "born", "phones", "wishes", "address")

    family = NameField(label=_("Nom de famille"))
    given = NameField(label=_("Prénom"))
    usage = NameField(label=_("Nom d'usage"), help_text=_("S'il n'est pas le même."))
    chosen = NameField(label=_("Prénom choisi"), help_text=_("Celui par lequel on l'appelle."))
    born = forms.PartialDateField(
        label=_("Date de naissance"), help_text=_("12/03/1984, 03/1984 ou seulement 1984."), required=False,
        readable_by_person=True,
    )  # fmt: skip
    phones = PhonesField(label=_("Téléphone"), help_text=_("Plusieurs : séparez-les par une virgule."))
    wishes = forms.MultipleChoiceField(label=_("La personne demande de"), choices=Wish.choices, required=False)
    address = forms.LongTextField(
        label=_("Adresse"), max_length=300, rows=2, required=False, readable_by_person=True,
        help_text=_("Comme sur une enveloppe."),
    )  # fmt: skip

    def names_needed(self) -> bool:
        """Whether at least one part of a name must be there."""
        return True

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        named = any(told.get(part) or part in self.errors for part in ("family", "given", "usage", "chosen"))
        if self.names_needed() and not named:
            self.add_error("family", _("Écrivez au moins un nom ou un prénom : c'est par lui qu'on le retrouve."))
        return told

    def names(self) -> Names:
        """The names as typed; the usage or chosen one is the one to be shown."""
        told = self.cleaned_data
        return names_of(family=told["family"], given=told["given"], usage=told["usage"], chosen=told["chosen"])

    def sheet(self, before: dict[str, Any] | None = None) -> dict[str, Any]:
        """The identity sheet: {"birth": "1984-03", "birth_precision": "month", "phones": [E.164], "wishes", "address"}.

        What the sheet held `before` and this form does not ask is kept; what was emptied here is gone.
        """
        told = self.cleaned_data
        born: PartialDate | None = told["born"]
        asked = {
            "birth": born.iso if born else None,
            "birth_precision": born.precision if born else None,
            "phones": told["phones"],
            "wishes": told["wishes"],
            "address": told["address"],
        }
        kept = {key: value for key, value in (before or {}).items() if key not in asked}
        return kept | {key: value for key, value in asked.items() if value}


def birth_of(sheet: dict[str, Any]) -> PartialDate | None:
    """The birth date of a sheet, as precise as it was said; None when there is none."""
    if not sheet.get("birth"):
        return None
    signs = {"year": 4, "month": 7}.get(sheet.get("birth_precision", ""), 10)
    return PartialDate.from_iso(sheet["birth"][:signs])


def initial_of(names: Names | None, sheet: dict[str, Any]) -> dict[str, Any]:
    """What an identity form shows of names and a sheet that were written before."""
    by_kind = {name.kind: name for name in (names.names if names else ())}
    birth, usage, chosen = (by_kind.get(kind) for kind in (NameKind.BIRTH, NameKind.USAGE, NameKind.CHOSEN))
    called = usage.given if usage and birth and usage.given != birth.given else chosen.given if chosen else ""
    return {
        "family": birth.family if birth else "",
        "given": birth.given if birth else "",
        "usage": usage.family if usage else "",
        "chosen": called,
        "born": birth_of(sheet),
        "phones": sheet.get("phones", []),
        "wishes": sheet.get("wishes", []),
        "address": sheet.get("address", ""),
    }
