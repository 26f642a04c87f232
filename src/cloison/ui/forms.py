"""Forms that render through the design system: a template names a field, never its markup."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from cloison.ui.fields import (
    ChoiceField,
    DateField,
    FileField,
    LongTextField,
    MinutesField,
    MultipleChoiceField,
    NumberField,
    OnceField,
    PartialDateField,
    PassphraseField,
    SelectField,
    TextField,
    TickField,
    TimeField,
)

__all__ = [
    "CHECK_MARK",
    "ChoiceField",
    "DateField",
    "FileField",
    "Form",
    "LongTextField",
    "MinutesField",
    "MultipleChoiceField",
    "NumberField",
    "OnceField",
    "PartialDateField",
    "PassphraseField",
    "SelectField",
    "TextField",
    "TickField",
    "TimeField",
    "check_fragment",
]

CHECK_MARK = "_check"
"""Name posted with a check, so that a view which forgets `check_fragment` cannot take it for a real submission."""


class BoundItem(BoundField):
    """A field in its form; `{{ form.name }}` renders label, reason, widget and sentences together."""

    def __str__(self) -> SafeString:
        return self.as_widget() if self.is_hidden else self.as_field_group()

    __html__ = __str__

    @property
    def why(self) -> str:
        return getattr(self.field, "why", "") if self.field.required else ""

    @property
    def readable_by_person(self) -> bool:
        return getattr(self.field, "readable_by_person", False)

    @property
    def key(self) -> str:
        return getattr(self.field, "key", "")

    @property
    def is_tick(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def most_signs(self) -> int | None:
        return getattr(self.field, "max_length", None)

    @cached_property
    def checked_live(self) -> bool:
        return getattr(self.form, "live", False) and getattr(self.field, "live", False)

    @property
    def aria_describedby(self) -> str:
        """Names the sentences of the field; that of errors always, since they come and go without a reload."""
        parts = (
            ("helptext", self.help_text),
            ("why", self.why),
            ("readable", self.readable_by_person),
            ("error", True),
        )
        return " ".join(f"{self.auto_id}_{part}" for part, there in parts if there) if self.auto_id else ""

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        if self.key:
            attrs["data-key"] = self.key
        if self.checked_live and not self.is_hidden:
            attrs |= {
                "hx-post": f"{getattr(self.form, 'check_url', '')}?check={self.name}",
                "hx-trigger": "change",
                "hx-target": "next .field-messages",
                "hx-swap": "innerHTML",
                "hx-sync": "this:replace",
                "hx-vals": f'{{"{CHECK_MARK}": "1"}}',
            }
        return attrs


class Renderer(DjangoTemplates):
    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"
    bound_field_class = BoundItem


class Form(forms.Form):
    """Base of every form.

    `live`: answers are checked as one leaves them; the view then begins with `check_fragment`.
    `check_url`: where to ask, when it is not the page's own address.
    """

    default_renderer = Renderer
    live = False
    check_url = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def is_valid(self) -> bool:
        return CHECK_MARK not in self.data and super().is_valid()

    def focus_first_error(self) -> None:
        """The cursor goes to the first answer to mend when the page is shown again."""
        for name in self.fields:
            if name in self.errors:
                self.fields[name].widget.attrs["autofocus"] = True
                return


def check_fragment(request: HttpRequest, form: forms.Form) -> HttpResponse | None:
    """The sentences under one field, for a form left unsent; None when no check is asked. Unknown field: 404."""
    name = request.GET.get("check")
    if name is None or request.method != "POST":
        return None
    if name not in form.fields:
        raise Http404
    return HttpResponse(form.renderer.render("ui/_messages.html", {"field": form[name]}))
