"""Looks for words that a reader would see and that nobody marked for translation: guesses, with exceptions."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from django.template.base import Lexer, Token, TokenType

from cloison.config.extraction import KEYWORDS

# The name of the house, names of keys and of languages, and the invented people of the live catalogue.
SAME_EVERYWHERE = {
    "Cloison", "Alt", "Ctrl", "Français", "English",
    "Mme Diallo", "Diallo", "M. Ferreira", "Claire Martin", "Hugo Petit", "Amina", "Karim",
}  # fmt: skip
SEEN_ATTRIBUTES = {"title", "alt", "aria-label", "aria-description", "placeholder", "label"}
NOT_PROSE = {"code", "kbd", "script", "style", "svg"}
# Tags whose quoted words are names of files, of addresses or of blocks.
OF_MACHINES = {
    "load",
    "url",
    "static",
    "extends",
    "block",
    "cycle",
    "translate",
    "trans",
    "blocktranslate",
    "blocktrans",
}
_HOLE = "\0"
_MARKED = re.compile(r"""_\((?:"[^"]*"|'[^']*')\)""")
_QUOTED = re.compile(r""""([^"]*)"|'([^']*)'""")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE = re.compile(r"[A-ZÀ-Þ][a-zß-ÿ]|[^\W\d_] +[^\W\d_]|[à-ÿÀ-Þ]")
_FRENCH = re.compile(
    r"\b(?:le|la|les|un|une|des|du|de|est|sont|pas|plus|votre|vos|cette|ce|ces|pour|avec|dans|sur|sans|par|et|ou|qui"
    r"|que|au|aux|il|elle)\b|\b[cdjlnmst]['’]\w|\bqu['’]",
    re.IGNORECASE,
)


class _Page(HTMLParser):
    """Collects the words of a page and of the attributes that are read aloud or shown."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in NOT_PROSE:
            self.inside.append(tag)
        self.words += [value or "" for name, value in attrs if name in SEEN_ATTRIBUTES]

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            self.inside.remove(tag)

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.words.append(data)


def unmarked_in_template(source: str) -> list[str]:
    """Words between tags, in shown attributes, or quoted in template tags, outside of any translation."""
    page, quoted = _Page(), list[str]()
    page.feed("".join(_shown(source, quoted)))
    page.close()
    pieces = (piece.strip(" \n·,:;()") for words in page.words for piece in words.split(_HOLE))
    return [piece for piece in (*pieces, *quoted) if piece not in SAME_EVERYWHERE and _is_prose(piece)]


def _is_prose(piece: str) -> bool:
    # A tag whose own name is computed leaves its attributes in the text.
    return bool(_WORD.search(piece)) and '="' not in piece


def _shown(source: str, quoted: list[str]) -> Iterator[str]:
    """The HTML with a hole for each template tag; the sentences these tags quote are set aside."""
    closing = ""
    for token in Lexer(source).tokenize():
        name = token.contents.split(" ")[0] if token.token_type == TokenType.BLOCK else ""
        if closing:
            closing = "" if name == closing else closing
        elif name in {"blocktranslate", "blocktrans", "comment"}:
            closing = f"end{name}"
        elif name == "block" and token.contents.endswith("class"):
            closing = "endblock"
        elif token.token_type == TokenType.TEXT:
            yield token.contents
        else:
            quoted += _sentences(token, name)
            yield f" {_HOLE} "


def _sentences(token: Token, name: str) -> Iterator[str]:
    if token.token_type == TokenType.COMMENT or name in OF_MACHINES:
        return
    for double, single in _QUOTED.findall(_MARKED.sub("", token.contents)):
        if _SENTENCE.search(double or single):
            yield double or single


def unmarked_in_code(source: str) -> list[str]:
    """French sentences of a Python source that reach no marker."""
    tree = ast.parse(source)
    spared = {id(node) for each in ast.walk(tree) for node in _spared(each)}
    strings = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return [node.value for node in strings if id(node) not in spared and _looks_french(node.value)]


def _spared(node: ast.AST) -> Iterator[ast.AST]:
    """Sentences that are marked, and those that explain the code."""
    if isinstance(node, ast.Call) and _name(node.func) in KEYWORDS:
        yield from ast.walk(node)
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value


def _looks_french(text: str) -> bool:
    return " " in text.strip() and bool(_FRENCH.search(text))


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def unreadable_marks(source: str) -> list[str]:
    """Marked expressions that no tool can extract: f-strings and sums of strings."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args)
    marked = (call for call in calls if _name(call.func) in KEYWORDS)
    return [ast.unparse(call) for call in marked if isinstance(call.args[0], ast.JoinedStr | ast.BinOp)]


def markers_under_other_names(source: str) -> list[str]:
    """Imports that give a marker a name the extraction does not know."""
    imports = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom))
    names = (name for each in imports for name in each.names if name.name in KEYWORDS)
    return [f"{name.name} as {name.asname}" for name in names if (name.asname or name.name) not in KEYWORDS]
