"""Files written for one test, and what comes out of them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.reception.legacy.exports import TODAY

from cloison.reception.legacy.reader import SourceRow, open_export
from cloison.reception.legacy.rows import Decider, Outcome


@pytest.fixture
def rows_of(tmp_path: Path) -> Callable[..., list[SourceRow]]:
    """The rows read from a text or bytes."""

    def read(content: str | bytes, encoding: str = "utf-8") -> list[SourceRow]:
        with open_export(written(tmp_path, content, encoding)) as export:
            return list(export)

    return read


@pytest.fixture
def outcomes_of(tmp_path: Path) -> Callable[..., list[Outcome]]:
    """What is decided of the rows of a text or bytes."""

    def decide(content: str | bytes, encoding: str = "utf-8") -> list[Outcome]:
        with open_export(written(tmp_path, content, encoding)) as export:
            return list(Decider(today=TODAY).every(export))

    return decide


def written(folder: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / "export.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path
