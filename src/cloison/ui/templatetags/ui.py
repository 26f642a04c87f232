"""Tags and filters of the design system: `{% load ui %}`."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cloison.ui.compartments import wall
from cloison.ui.dates import PartialDate
from cloison.ui.faces import SHOWN
from cloison.ui.wording import day_in_words, duration_in_words, initials, moment_in_words

register = template.Library()

register.filter("initials", initials)
register.filter("duration", duration_in_words)

THEMES = {"light", "dark"}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawing of the sprite; silent beside a word, or named by `label` when alone."""
    described = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" focusable="false" {}><use href="{}#{}"/></svg>',
        described,
        static("ui/icons.svg"),
        name,
    )


@register.simple_tag
def key(letter: str) -> SafeString:
    """The visible hint of a keyboard shortcut."""
    return format_html('<kbd aria-hidden="true">{}</kbd>', letter)


@register.simple_block_tag
def partition(
    content: str,
    compartment: Any,
    title: str = "",
    faces: Sequence[Any] = (),
    why_url: str = "",
    level: int = 2,
    id: str = "",
) -> str:
    """Whatever belongs to a compartment stands behind this edge.

    `faces`: objects with initials, name and why_url (see `ui.faces`); `why_url`: one page for the whole circle.
    """
    context = {"wall": wall(compartment), "title": title, "faces": faces, "why_url": why_url, "id": id}
    return render_to_string("ui/_partition.html", context | {"content": content, "heading": f"h{int(level)}"})


@register.simple_tag
def compartment(code: Any) -> SafeString:
    """The badge of a compartment: colour, icon and word together."""
    shown = wall(code)
    return format_html('<span class="wall-name wall-{}">{}{}</span>', shown.tone, icon(shown.icon), shown.word)


@register.inclusion_tag("ui/_faces.html")
def faces(circle: Sequence[Any], why_url: str = "") -> dict[str, Any]:
    """Initials of who can read; on paper their names."""
    people = list(circle)
    return {"shown": people[:SHOWN], "more": len(people[SHOWN:]), "faces": people, "why_url": why_url}


@register.simple_tag
def field(bound: BoundField) -> str:
    """A field of a form: label, reason, widget, sentences."""
    return bound.as_field_group()


@register.inclusion_tag("ui/_form_errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """What remains to be mended, with links to each answer. Nothing when nothing is."""
    return {"form": form, "wrong": [bound for bound in form.visible_fields() if bound.errors]}


@register.simple_tag
def button(label: Any, **options: Any) -> SafeString:
    """A button, or a link that looks like one when `href` is given.

    kind: main (one a page), plain, quiet or danger. icon, key, type (submit). Others become attributes,
    underscores as hyphens: hx_post="…", data_open="…".
    """
    kind, drawing = options.pop("kind", "plain"), options.pop("icon", "")
    letter = options.pop("key", "")
    name = "a" if options.get("href") else "button"
    attributes = {"class": f"button button-{kind}"} | ({} if name == "a" else {"type": options.pop("type", "submit")})
    attributes |= {attribute.replace("_", "-"): value for attribute, value in options.items() if value is not None}
    if letter:
        attributes["data-key"] = letter
    parts = (icon(drawing) if drawing else "", format_html("<span>{}</span>", label), key(letter) if letter else "")
    inside = mark_safe("".join(parts))  # noqa: S308 - each part is escaped above
    return format_html("<{}{}>{}</{}>", name, flatatt(attributes), inside, name)


@register.inclusion_tag("ui/_empty.html")
def empty(sentence: Any, how: Any = "", icon: str = "") -> dict[str, Any]:
    """What will be here, and how it comes."""
    return {"sentence": sentence, "how": how, "drawing": icon}


@register.simple_block_tag
def notice(content: str, kind: str = "info") -> str:
    """kind: info, waiting, done or danger."""
    drawing = {"info": "info", "waiting": "clock", "done": "check", "danger": "warning"}[kind]
    return render_to_string("ui/_notice.html", {"content": content, "kind": kind, "drawing": drawing})


@register.simple_tag
def dots(*facts: Any) -> SafeString:
    """Facts of a sentence, one after the other; the empty ones are left out."""
    between = mark_safe('<span class="dot" aria-hidden="true"> · </span><span class="unseen">, </span>')
    return format_html_join(between, "{}", ((conditional_escape(fact),) for fact in facts if fact not in (None, "")))


@register.simple_tag
def when(moment: datetime | date | PartialDate | None) -> SafeString | str:
    """A `<time>` said in words; nothing for none."""
    if moment is None:
        return ""
    iso = moment.iso if isinstance(moment, PartialDate) else moment.isoformat()
    return format_html('<time datetime="{}">{}</time>', iso, in_words(moment))


@register.filter
def in_words(moment: datetime | date | PartialDate | None) -> str:
    """The same without markup."""
    if moment is None:
        return ""
    return moment_in_words(moment) if isinstance(moment, datetime) else day_in_words(moment)


@register.filter
def listed(words: Iterable[Any]) -> str:
    """Such as "a", "a et b", "a, b et c"."""
    said = [str(word) for word in words]
    if len(said) < 2:
        return "".join(said)
    return _("{first} et {last}").format(first=", ".join(said[:-1]), last=said[-1])


@register.simple_tag(takes_context=True)
def theme(context: template.Context) -> str:
    """light, dark or auto: the reader's choice, from their cookie."""
    chosen = getattr(context.get("request"), "COOKIES", {}).get("theme", "")
    return chosen if chosen in THEMES else "auto"


@register.simple_tag(takes_context=True)
def single_keys(context: template.Context) -> bool:
    """Whether one-key shortcuts are on (they are, until switched off)."""
    return bool(getattr(context.get("request"), "COOKIES", {}).get("keys", "") != "off")
