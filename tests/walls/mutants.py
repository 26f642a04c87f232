"""Walls with one condition less: policies from the declarations, definer functions from their source."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cloison.database import walls
from cloison.database.declare import Closed

FUNCTION = re.compile(r"create or replace function ((?:app|core)\.\w+)\(.*?\n?(?:end )?\$\$;", re.DOTALL)
TOKEN = re.compile(
    r"[()]|\b(?:and|or|where|if|then|limit|order by|returning|loop|union)\b|;|\$\$|'[^']*'", re.IGNORECASE
)
STOPS = {";", "$$", "limit", "order by", "returning", "loop", "then", "union"}


@dataclass(frozen=True)
class Mutant:
    """A change of the walls, and how it is undone."""

    name: str
    change: str
    undo: str


def of_policies() -> Iterator[Mutant]:
    """Each condition of each generated policy replaced by `true`."""
    for model in walls.house_models():
        conditions = walls.predicates(walls.declaration(model))
        sound = statements(model, conditions)
        altered = {text: statements(model, [*conditions[:at], "true", *conditions[at + 1 :]])
                   for at, text in enumerate(conditions)}  # fmt: skip
        for text in walls.signature(model):
            altered[text] = [line.replace(text, "true") for line in sound]
        for text, lines in altered.items():
            for line, whole in zip(lines, sound, strict=True):
                if line != whole and not isinstance(walls.declaration(model), Closed):
                    drop = "drop " + " on ".join(re.match(r"create (policy \w+) on (\S+)", whole).groups())
                    yield Mutant(
                        f"{whole.split()[2]} {walls.table(model)}: {text}", f"{drop}; {line}", f"{drop}; {whole}"
                    )


def statements(model: type, conditions: list[str]) -> list[str]:
    return list(walls.web_policies(model, conditions))


def functions() -> dict[str, str]:
    """The source of every function of the walls, by name."""
    source = "\n".join(path.read_text("utf8") for path in walls.sql_files())
    return {found[1]: found[0] for found in FUNCTION.finditer(source)}


def conditions(source: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, what makes it harmless): conjuncts after `where`, disjuncts between `if` and `then`."""
    tokens = list(TOKEN.finditer(source))
    for at, token in enumerate(tokens):
        word = token[0].lower()
        if word in ("where", "if"):
            yield from _parts(tokens[at + 1 :], token.end(), *(("and", "true") if word == "where" else ("or", "false")))


def _parts(tokens: list[re.Match[str]], start: int, joint: str, harmless: str) -> Iterator[tuple[int, int, str]]:
    depth = 0
    for token in tokens:
        word = token[0].lower()
        ends = depth == 0 and (word in STOPS or word == ")")
        if ends or (depth == 0 and word == joint):
            yield start, token.start(), harmless
            start = token.end()
        if ends:
            return
        depth += {"(": 1, ")": -1}.get(word, 0)


def of_functions(*names: str) -> Iterator[Mutant]:
    """Each condition of these functions taken out."""
    known = functions()
    for name in names:
        source = known[name]
        for start, end, harmless in conditions(source):
            text = " ".join(source[start:end].split())
            if text and text not in ("not found", "found"):
                changed = f"{source[:start]} {harmless} {source[end:]}"
                yield Mutant(f"{name}: {text}", changed, source)
