"""Rows not taken, written to a file that a spreadsheet opens, a person corrects, and `open_export` reads again.

UTF-8 with a byte-order mark, semicolons; LIGNE and MOTIF_DU_REJET come first and are ignored on the way back. A cell
that a spreadsheet would run as a formula is written behind an apostrophe, taken off again when the file is read.
The file holds names: it is readable by its owner only, and appears whole or not at all.
"""

import csv
import os
import re
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from cloison.reception.legacy.columns import Field, Layout, field_of
from cloison.reception.legacy.outcomes import Rejected

OUR_COLUMNS = ("LIGNE", "MOTIF_DU_REJET")
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def rejects_path(source: Path) -> Path:
    """Beside the export: visits.csv → visits.rejets.csv → visits.rejets-2.csv. Never the source itself."""
    stem = source.name.removesuffix(".csv")
    if found := re.fullmatch(r"(.*)\.rejets(?:-(\d+))?", stem):
        return source.with_name(f"{found[1]}.rejets-{int(found[2] or 1) + 1}.csv")
    return source.with_name(f"{stem}.rejets.csv")


class RejectsWriter:
    """Writes rows to `path` when closed without an error; writes nothing, and makes no file, where none was refused.

    Raises OSError where the folder cannot be written.
    """

    def __init__(self, path: Path, layout: Layout) -> None:
        self.path = path
        self.count = 0
        self._header = [name for name in layout.header if field_of(name) is not Field.OURS]
        self._unfinished = path.with_name(path.name + ".partiel")
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is None:
            return
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        if kind is None:
            self._unfinished.replace(self.path)

    def write(self, rejected: Rejected) -> None:
        """One more row, with its line in the source and the sentence that says what to correct."""
        if self._file is None:
            self._file = self._opened()
            self._row([*OUR_COLUMNS, *self._header])
        self._row([str(rejected.line), rejected.reason, *self._cells(rejected)])
        self.count += 1

    def _opened(self) -> TextIO:
        self._unfinished.unlink(missing_ok=True)
        handle = os.open(self._unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        return os.fdopen(handle, "w", encoding="utf-8-sig", newline="")

    def _row(self, cells: list[str]) -> None:
        csv.writer(self._file, delimiter=";", lineterminator="\r\n").writerow([_inert(cell) for cell in cells])  # type: ignore[arg-type]

    def _cells(self, rejected: Rejected) -> list[str]:
        """In the order of the first header: a file glued from several exports may change order on its way."""
        layout, cells = rejected.row.layout, rejected.row.cells
        ours = layout.places.get(Field.OURS, ())
        names = layout.header + ("",) * (len(cells) - layout.width)
        named = [(names[at], cell) for at, cell in enumerate(cells) if at not in ours]
        if [name for name, _cell in named][: len(self._header)] == self._header:
            return [cell for _name, cell in named]
        by_name = dict(reversed([pair for pair in named if pair[0]]))
        return [by_name.pop(name, "") for name in self._header]


def _inert(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell
