"""The house stays small and plain: lengths of functions and files, and words that have no room here."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

SOURCES = Path(__file__).parents[1] / "src" / "cloison"
FILES = [path for path in sorted(SOURCES.rglob("*.py")) if "migrations" not in path.parts]
FUNCTION_MEDIAN, FUNCTION_P95 = 8, 35
FILE_P95, FILE_MAX = 350, 500
# A name that says nothing of what is inside collects everything.
NAMELESS = {"utils", "helpers", "services", "signals", "common", "misc"}


def lengths(tree: ast.AST) -> Iterator[int]:
    """Lines of each function, its docstring left out: explaining is free."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            explained = node.body[0] if ast.get_docstring(node, clean=False) is not None else None
            spared = (explained.end_lineno or 0) - explained.lineno + 1 if explained else 0
            yield (node.end_lineno or 0) - node.lineno + 1 - spared


def at_95_percent(values: list[int]) -> int:
    return sorted(values)[min(len(values) - 1, int(0.95 * len(values)))]


def test_functions_are_short() -> None:
    found = [length for path in FILES for length in lengths(ast.parse(path.read_text("utf8")))]
    assert statistics.median(found) <= FUNCTION_MEDIAN
    assert at_95_percent(found) <= FUNCTION_P95


def test_files_are_short() -> None:
    found = {str(path.relative_to(SOURCES)): path.read_text("utf8").count("\n") for path in FILES}
    assert at_95_percent(list(found.values())) <= FILE_P95
    assert {name: lines for name, lines in found.items() if lines > FILE_MAX} == {}


def test_every_module_says_what_it_holds() -> None:
    assert [str(path) for path in FILES if path.stem in NAMELESS] == []
    explained = [path for path in FILES if path.name not in {"__init__.py", "apps.py", "urls.py"}]
    assert [str(path) for path in explained if not ast.get_docstring(ast.parse(path.read_text("utf8")))] == []
