"""Reading an export of visits row by row, whatever wrote it, in constant memory.

`open_export` decides the encoding, the separator and the header, or says in one sentence why it cannot. Iterating
never raises: a row that makes no sense is given as it is, with what is odd about it.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from cloison.reception.legacy.clean import minutes
from cloison.reception.legacy.columns import Field, Layout, recognise
from cloison.reception.legacy.dates import looks_like_date
from cloison.reception.legacy.encoding import DAMAGED, detect
from cloison.reception.legacy.quoting import Line, Record, Records, split_cells
from cloison.reception.legacy.text import folded, plain

SEPARATORS = (";", ",", "\t", "|")
_SEARCHED = 60
_LONGEST_LINE = 1 << 18
_SEP_LINE = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
_EXCEL_TEXT = re.compile(r'="(.*)"')
_FORMULA = re.compile(r"'+[=+\-@\t\r]")
_TOTALS = re.compile(
    r"(?:sous )?tot(?:al|aux)\b.*|(?:nombre|nb) (?:de|d)\b.*|ensemble|page \d+.*|fin( de| du)? .*|"
    r"edite le .*|\d+ lignes?.*"
)


class NotAnExport(ValueError):
    """The file is not an export of visits; the message is a French sentence for the person who chose it."""


class Shape(Enum):
    """How a row compares with its header."""

    WHOLE = "whole"
    SHORT = "short"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row: its first line in the file, its header, its cells (any social-security number too: see `Decider`)."""

    line: int
    cells: tuple[str, ...] = field(repr=False)
    layout: Layout = field(repr=False)
    shape: Shape = Shape.WHOLE
    mended: bool = False


class Export:
    """An open export. Iterate once over its rows; `bytes_read` and `bytes_total` follow the progress, in bytes.

    `left_aside` counts what is not a row: blank lines, repeated headers, totals.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.bytes_total = path.stat().st_size
        self.left_aside: Counter[str] = Counter(blank=0, headers=0, totals=0)
        self.encoding = _encoding_of(path, self.bytes_total)
        self._file: BinaryIO = path.open("rb")
        self._lines = _physical_lines(self._file, self.encoding)
        try:
            self._begin()
        except NotAnExport:
            self._file.close()
            raise

    def _begin(self) -> None:
        first = list(islice(self._lines, _SEARCHED))
        self.separator, self.layout, ends = _header(first)
        self._after_header = [line for line in first if line.number > ends]
        self.header = self.layout.header

    @property
    def bytes_read(self) -> int:
        return self.bytes_total if self._file.closed else self._file.tell()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()

    def __iter__(self) -> Iterator[SourceRow]:
        records = Records(
            self._remaining(), separator=self.separator, width=lambda: self.layout.width, begins=self._begins
        )
        for record in records:
            if (row := self._row(record)) is not None:
                yield row

    def _remaining(self) -> Iterator[Line]:
        yield from self._after_header
        yield from self._lines

    def _begins(self, cells: list[str], is_open: bool) -> bool:
        date_at, text_at = self.layout.date_at, self.layout.text_at
        if len(cells) <= date_at or not looks_like_date(cells[date_at]):
            return self._is_header(cells)
        return len(cells) >= 0.6 * self.layout.width or (is_open and len(cells) - 1 == text_at)

    def _is_header(self, cells: list[str]) -> bool:
        return len(cells) > 1 and (found := recognise(cells, 0)) is not None and found.known >= 0.6 * self.layout.known

    def _row(self, record: Record) -> SourceRow | None:
        cells = [self._tidy(cell) for cell in record.cells]
        if not any(cells):
            self.left_aside["blank"] += 1
            return None
        if (date_like := _date_like(cells, self.layout)) or not self._set_aside(cells, record.line):
            return self._fitted(cells, record, date_like)
        return None

    def _tidy(self, cell: str) -> str:
        cell = plain(cell).strip() if cell else cell
        if cell[:1] == "=" and (found := _EXCEL_TEXT.fullmatch(cell)):
            return found[1].strip()
        return cell[1:] if cell[:1] == "'" and self.layout.ours and _FORMULA.match(cell) else cell

    def _set_aside(self, cells: list[str], line: int) -> bool:
        if self._is_header(cells):
            self.left_aside["headers"] += 1
            self.layout = recognise(cells, line) or self.layout
            return True
        said = [cell for cell in cells if cell]
        if len(said) <= 4 and _TOTALS.fullmatch(folded(said[0])):
            self.left_aside["totals"] += 1
            return True
        return False

    def _fitted(self, cells: list[str], record: Record, date_like: bool) -> SourceRow:
        width = self.layout.width
        while len(cells) > width and not cells[-1]:
            cells.pop()
        mended = record.mended
        if len(cells) > width and date_like and (rejoined := _text_rejoined(cells, self.layout, self.separator)):
            cells, mended = rejoined, True
        shape = Shape.LONG if len(cells) > width else Shape.SHORT if len(cells) < width else Shape.WHOLE
        cells += [""] * (width - len(cells))
        return SourceRow(record.line, tuple(cells), self.layout, shape, mended)


def open_export(path: Path) -> Export:
    """The export at that path. Raises NotAnExport with a sentence where it cannot be one; OSError as `open` does."""
    return Export(path)


def _date_like(cells: list[str], layout: Layout) -> bool:
    return len(cells) > layout.date_at and looks_like_date(cells[layout.date_at])


def _text_rejoined(cells: list[str], layout: Layout, separator: str) -> list[str] | None:
    """A free text that held unquoted separators, put together again where what follows it then falls into place."""
    at, surplus = layout.text_at, len(cells) - layout.width
    if at is None or at < layout.date_at or len(cells) <= at + surplus:
        return None
    joined = [*cells[:at], f"{separator} ".join(cells[at : at + surplus + 1]), *cells[at + surplus + 1 :]]
    duration = layout.get(tuple(joined), Field.MINUTES)
    return None if duration and minutes(duration)[0] is None else joined


_WORKBOOK = (
    "Ce fichier est un classeur de tableur, pas un export CSV. "
    "Ouvrez-le dans votre tableur, enregistrez-le au format CSV, puis recommencez."
)
_SIGNATURES = {
    b"PK\x03\x04": _WORKBOOK,
    b"\xd0\xcf\x11\xe0": _WORKBOOK,
    b"%PDF": "Ce fichier est un PDF, pas un export CSV. Demandez l’export au format CSV à l’ancien logiciel.",
    b"\x1f\x8b": "Ce fichier est compressé (gzip). Décompressez-le, puis recommencez.",
}


def _encoding_of(path: Path, size: int) -> str:
    if size == 0:
        raise NotAnExport("Ce fichier est vide : il n’y a rien à importer.")
    with path.open("rb") as file:
        start = file.read(8)
    for signature, sentence in _SIGNATURES.items():
        if start.startswith(signature):
            raise NotAnExport(sentence)
    return detect(path)


def _physical_lines(file: BinaryIO, encoding: str) -> Iterator[Line]:
    text = io.TextIOWrapper(file, encoding=encoding, errors=DAMAGED, newline=None)
    for number, line in enumerate(iter(lambda: text.readline(_LONGEST_LINE), ""), start=1):
        yield Line(number, line.rstrip("\n").replace("\0", ""))


def _header(lines: list[Line]) -> tuple[str, Layout, int]:
    """The separator, the header that names most things among the first lines, and the number of its last line."""
    best: tuple[str, Layout, int] | None = None
    for separator in _declared(lines) or SEPARATORS:
        for at, line in enumerate(lines):
            cells, ends = _header_cells(lines, at, separator)
            layout = recognise(cells, line.number)
            if layout and (best is None or layout.known > best[1].known):
                best = separator, layout, ends
    if best is None:
        raise NotAnExport(
            "Aucune ligne de titres n’a été reconnue au début de ce fichier : il en faut une qui nomme au moins "
            "la date du passage (DATE_PASSAGE) et une autre colonne (NOM, CENTRE, MOTIF1…)."
        )
    return best


def _declared(lines: list[Line]) -> tuple[str, ...]:
    found = _SEP_LINE.fullmatch(lines[0].text.strip(" \ufeff;,\t")) if lines else None
    return (found[1],) if found and found[1] in SEPARATORS else ()


def _header_cells(lines: list[Line], at: int, separator: str) -> tuple[list[str], int]:
    last = at
    cells, opened = split_cells(lines[at].text, separator)
    while opened >= 0 and last + 1 < min(len(lines), at + 5):
        last += 1
        cells, opened = split_cells("\n".join(line.text for line in lines[at : last + 1]), separator)
    ends = last if opened < 0 else at
    return [plain(cell).strip() for cell in cells], lines[ends].number
