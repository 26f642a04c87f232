"""Finding and removing social-security numbers (NIR), wherever they stand.

Their use outside the list of décret 2019-341 is prohibited, and a reception desk is not in it: nothing derived from
the number is kept. Shape: sex, year, month, département (or 2A, 2B), commune (3), order (3), optional key (2); with or
without spaces, dots or dashes. The key is not checked: a number with one wrong digit is still somebody's.
Removing too much is the safe mistake, so any 13 or 15 digits that could be one are removed; a foreign telephone
number written with its + is spared unless its digits make a real month of birth.
"""

import re
from collections.abc import Sequence

ERASED = "[numéro effacé]"

_GAP = r"[\s._/\-\u2010-\u2015]{0,3}"
_TAIL = rf"{_GAP}(?:\d\d|2[ABab]){_GAP}\d{{3}}{_GAP}\d{{3}}"
_KEY = rf"(?:{_GAP}(?:\(\s*|cl[eéEÉ]f?\s*:?\s*)?\d\d\)?(?!{_GAP}\d))?"
_GROUPED = rf"(?<![\d+])[1-478]{_GAP}\d\d{_GAP}\d\d{_TAIL}{_KEY}(?!\d)"
_AFTER_PLUS = rf"\+\s?[1-478]{_GAP}\d\d{_GAP}(?:0[1-9]|1[0-2]){_TAIL}{_KEY}(?!\d)"
_SPREAD = "|".join(
    rf"(?<![\d+])(?<!\d{gap})(?<!\+{gap})[1-478](?:{gap}?\d){{12}}(?:(?:{gap}?\d){{2}})?(?!{gap}?\d)"
    for gap in (r"\s", r"\.", r"-")
)
_SCIENTIFIC = r"(?<!\d)[1-478][.,]\d{1,14}[eE]\+?1[24](?!\d)"
_EXPONENT = re.compile(r"\d[eE]\+?1")
_NIR = re.compile("|".join((_GROUPED, _AFTER_PLUS, _SPREAD, _SCIENTIFIC)))


def holds_nir(text: str) -> bool:
    """Whether something in the text could be a social-security number."""
    return _NIR.search(text) is not None


def without_nir(text: str) -> str:
    """The text with a mark in place of each number; empty where the number was all there was."""
    erased = _NIR.sub(ERASED, text)
    return "" if erased.strip() == ERASED else erased


def scrub(cells: Sequence[str], own_columns: frozenset[int]) -> tuple[tuple[str, ...], bool]:
    """The cells without any such number, and whether one was there. `own_columns` are emptied whatever they hold."""
    removed = any(cells[at].strip() for at in own_columns if at < len(cells))
    kept = tuple("" if at in own_columns else cell for at, cell in enumerate(cells)) if removed else tuple(cells)
    if not any(_could_hold(cell) and holds_nir(cell) for cell in kept):
        return kept, removed
    return tuple(without_nir(cell) for cell in kept), True


def _could_hold(cell: str) -> bool:
    """A cheap refusal for nearly every cell: too short, or too few digits and no exponent."""
    if len(cell) < 13:
        return _EXPONENT.search(cell) is not None
    return sum(map(cell.count, "0123456789")) > 11 or _EXPONENT.search(cell) is not None
