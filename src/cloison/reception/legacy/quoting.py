"""Splitting lines into cells when quotes cannot be trusted, and lines into rows when line breaks cannot either.

A quote that nobody closes must cost one row and not the thousands after it: a row is never continued over a line that
looks like the beginning of another one, nor over more than `LONGEST` lines. No separator is lost by that: what was
taken too far is given back and read again.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

LONGEST = 60


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one row, and the number of its first line in the file. `mended`: it needed guessing."""

    line: int
    cells: list[str]
    mended: bool = False


def split_cells(text: str, separator: str) -> tuple[list[str], int]:
    """The cells of a row, and where a quote was opened that nobody closes (-1 where all is well).

    A quote inside a cell that does not begin with one is a letter; so is one that no separator follows.
    """
    if '"' not in text:
        return text.split(separator), -1
    cells: list[str] = []
    at = 0
    while True:
        start = _past_spaces(text, at)
        if text[start : start + 1] == '"':
            cell, at = _quoted(text, start + 1, separator)
            cells.append(cell)
            if at < 0:
                return cells, start
        else:
            end = text.find(separator, at)
            cells.append(text[at:] if end < 0 else text[at:end])
            at = len(text) if end < 0 else end
        if at >= len(text):
            return cells, -1
        at += 1


def _past_spaces(text: str, at: int) -> int:
    while text[at : at + 1] == " ":
        at += 1
    return at


def _quoted(text: str, at: int, separator: str) -> tuple[str, int]:
    parts: list[str] = []
    while (quote := text.find('"', at)) >= 0:
        if text[quote + 1 : quote + 2] == '"':
            parts.append(text[at : quote + 1])
            at = quote + 2
            continue
        after = _past_spaces(text, quote + 1)
        if after >= len(text) or text[after] == separator:
            return "".join((*parts, text[at:quote])), after
        parts.append(text[at : quote + 1])
        at = quote + 1
    return "".join((*parts, text[at:])), -1


class Records:
    """The rows in a run of physical lines.

    `width`: how many cells a row should have, now. `begins(cells, is_open)`: whether the cells of a line, on their
    own, look like the beginning of a row; `is_open` says that a quote is not closed on that line.
    """

    def __init__(
        self,
        lines: Iterator[Line],
        *,
        separator: str,
        width: Callable[[], int],
        begins: Callable[[list[str], bool], bool],
    ) -> None:
        self._lines = lines
        self._waiting: deque[Line] = deque()
        self._separator = separator
        self._width = width
        self._begins = begins

    def __iter__(self) -> Iterator[Record]:
        while (first := self._next()) is not None:
            yield self._record(first)

    def _next(self) -> Line | None:
        return self._waiting.popleft() if self._waiting else next(self._lines, None)

    def _peek(self) -> Line | None:
        if (line := self._next()) is not None:
            self._waiting.appendleft(line)
        return line

    def _record(self, first: Line) -> Record:
        cells, opened = split_cells(first.text, self._separator)
        if opened >= 0:
            return self._continued(first)
        if len(cells) == self._width():
            return Record(first.number, cells)
        return self._other_width(first, cells)

    def _continued(self, first: Line) -> Record:
        lines = [first]
        while (following := self._peek()) is not None and len(lines) < LONGEST:
            if self._is_beginning(following.text):
                break
            lines.append(following)
            self._next()
            if _quoted(following.text, 0, self._separator)[1] < 0:
                continue
            cells, opened = split_cells("\n".join(line.text for line in lines), self._separator)
            if opened < 0:
                return Record(first.number, cells) if len(cells) == self._width() else self._recovered(lines, cells)
        return self._recovered(lines, None)

    def _is_beginning(self, text: str) -> bool:
        cells, opened = split_cells(text, self._separator)
        return self._begins(cells, opened >= 0)

    def _recovered(self, lines: list[Line], closed: list[str] | None) -> Record:
        """The row with the stray quote taken as a letter: over all the lines, else on the first alone."""
        for taken in (lines, lines[:1]):
            cells = self._without_stray_quotes("\n".join(line.text for line in taken))
            if len(cells) == self._width():
                self._give_back(lines[len(taken) :])
                return Record(lines[0].number, cells, mended=True)
        if closed is not None:
            return Record(lines[0].number, closed)
        self._give_back(lines[1:])
        return Record(lines[0].number, self._without_stray_quotes(lines[0].text), mended=True)

    def _without_stray_quotes(self, text: str) -> list[str]:
        cells, opened = split_cells(text, self._separator)
        for _quote in range(8):
            if opened < 0:
                break
            text = text[:opened] + text[opened + 1 :]
            cells, opened = split_cells(text, self._separator)
        return cells if len(cells) == self._width() else self._without_one_quote(text) or self._plainly(text, cells)

    def _without_one_quote(self, text: str) -> list[str] | None:
        """The cells where a single quote at the beginning of a cell is one too many and its absence mends the row."""
        at = text.find('"')
        for _quote in range(16):
            if at < 0:
                break
            if at == 0 or text[at - 1] == self._separator:
                cells, opened = split_cells(text[:at] + text[at + 1 :], self._separator)
                if opened < 0 and len(cells) == self._width():
                    return cells
            at = text.find('"', at + 1)
        return None

    def _plainly(self, text: str, otherwise: list[str]) -> list[str]:
        cells = [cell.strip().strip('"').replace('""', '"') for cell in text.split(self._separator)]
        return cells if len(cells) == self._width() else otherwise

    def _give_back(self, lines: list[Line]) -> None:
        self._waiting.extendleft(reversed(lines))

    def _other_width(self, first: Line, cells: list[str]) -> Record:
        if '"' in first.text:
            mended = self._without_one_quote(first.text) or self._plainly(first.text, cells)
            if len(mended) == self._width():
                return Record(first.number, mended, mended=True)
        return self._glued(first, cells) if 1 < len(cells) < self._width() else Record(first.number, cells)

    def _glued(self, first: Line, cells: list[str]) -> Record:
        """A row that an unquoted line break cut in pieces, where the pieces make exactly one row."""
        pieces, glued = [], cells
        while len(glued) < self._width() and (following := self._peek()) is not None:
            more, _opened = split_cells(following.text, self._separator)
            if not following.text.strip() or self._begins([*more, *[""] * self._width()], False):
                break
            pieces.append(following)
            self._next()
            glued = [*glued[:-1], f"{glued[-1]}\n{more[0]}", *more[1:]]
        if pieces and len(glued) == self._width() and any(glued[len(cells) :]):
            return Record(first.number, glued, mended=True)
        self._give_back(pieces)
        return Record(first.number, cells)
