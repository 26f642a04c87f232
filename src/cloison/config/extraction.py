"""Finds every sentence marked for translation, in the code and in the templates. French is its own key."""

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.extract import extract
from django.utils.translation.template import templatize

# Names under which the code marks a sentence, with the places of its arguments (`c`: context).
KEYWORDS: Mapping[str, Any] = {
    **dict.fromkeys(("_", "_t", "gettext", "gettext_lazy", "gettext_noop", "marked")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}


class Sentence(NamedTuple):
    """A marked sentence: `plural` is empty where no number decides, `context` where the words suffice."""

    singular: str
    plural: str = ""
    context: str = ""


def sentences(folder: Path) -> set[Sentence]:
    """All of them under `folder`."""
    code = (path.read_text("utf8") for path in folder.rglob("*.py"))
    templates = (_as_code(path.read_text("utf8"), path) for path in folder.rglob("templates/**/*.html"))
    return {found for source in (*code, *templates) for found in of_code(source)}


def of_code(source: str) -> Iterator[Sentence]:
    """The sentences of one Python source."""
    found = extract("python", BytesIO(source.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"})
    for _line, words, _comments, context in found:
        singular, plural = _both(words)
        if singular:
            yield Sentence(singular, plural, context or "")


def _both(words: str | Iterable[str]) -> tuple[str, str]:
    if isinstance(words, str):
        return words, ""
    singular, plural = tuple(words)[-2:]
    return singular, plural


def _as_code(template: str, path: Path) -> str:
    """What Django's own extraction makes of a template, less the indentation that would not be Python's."""
    return "\n".join(line.strip() for line in templatize(template, origin=str(path)).splitlines())
