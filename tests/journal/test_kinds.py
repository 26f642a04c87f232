"""The closed list of kinds holds every code that is written anywhere."""

import re
from pathlib import Path

from django.utils import translation

from cloison.journal.kinds import Kind, wording

SOURCES = Path(__file__).parents[2] / "src" / "cloison"
WRITTEN = re.compile(r"(?:journal\.append|app\.journal)\(\s*'([^']*)'")
NOTED = re.compile(r"\bnote\(([^,)]*)")


def test_sql_writes_known_kinds() -> None:
    written = {code for path in SOURCES.rglob("*.sql") for code in WRITTEN.findall(path.read_text("utf8"))}
    assert written - set(Kind.values) == set()


def test_python_notes_known_kinds() -> None:
    calls = [call for path in SOURCES.rglob("*.py") for call in NOTED.findall(path.read_text("utf8"))]
    noted = {code for call in calls for code in re.findall(r'"([a-z_]+\.[a-z_]+)"', call)}
    assert "file.created" in noted
    assert noted - set(Kind.values) == set()


def test_kinds_are_codes() -> None:
    assert all(re.fullmatch(r"[a-z_]+(\.[a-z_]+)?", code) for code in Kind.values)


def test_each_kind_is_told_in_plain_words() -> None:
    with translation.override("fr"):
        assert wording("file.opened") == "a ouvert le dossier"
        assert wording("from.tomorrow") == "a fait un geste que cette version ne connaît pas"
