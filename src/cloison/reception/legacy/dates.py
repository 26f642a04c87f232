"""Dates and hours as people and spreadsheets write them.

Nothing here raises: what cannot be read gives no value and says why. Excel serials count days from 1899-12-30.
"""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from cloison.reception.legacy.remarks import Motive, Remark
from cloison.reception.legacy.text import folded, line

OLDEST_AGE = 120
OLDEST_VISIT = date(1980, 1, 1)
_EXCEL_ZERO = date(1899, 12, 30)
_MONTHS = ("janv", "fevr", "mars", "avri", "mai", "juin", "juil", "aout", "sept", "octo", "nove", "dece")
_SHORT_MONTHS = ("jan", "fev", "mar", "avr", "mai", "jun", "jul", "aou", "sep", "oct", "nov", "dec")


class Precision(StrEnum):
    """How much of a date is known; the value carries 1 where the day or the month is not."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Written:
    """The numbers as they stand, before asking whether they make a date. `short`: the year had two digits."""

    year: int
    month: int | None = None
    day: int | None = None
    short: bool = False


@dataclass(frozen=True, slots=True)
class Birth:
    """A date of birth as far as it is known. `written` keeps what was typed when the value does not say it all."""

    value: date | None = None
    precision: Precision = Precision.UNKNOWN
    written: str | None = None

    def __repr__(self) -> str:
        return f"Birth({self.precision})"


_CLOCK = r"(?:[ T]+\d{1,2}[:hH]\d{0,2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?"
_DMY = re.compile(rf"(\d{{1,2}})\s*[/.\-\s]\s*(\d{{1,2}})\s*[/.\-\s]\s*(\d{{4}}|\d{{2}}){_CLOCK}")
_YMD = re.compile(rf"(\d{{4}})\s*[/.\-\s]\s*(\d{{1,2}})\s*[/.\-\s]\s*(\d{{1,2}}){_CLOCK}")
_MY = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{4})")
_YM = re.compile(r"(\d{4})\s*[/.\-]\s*(\d{1,2})")
_Y = re.compile(r"(?:en|vers|env|environ|annee|ne en|nee en)?[ .~]*(\d{4})")
_COMPACT_YMD = re.compile(r"((?:18|19|20)\d\d)(0[1-9]|1[0-2])(\d\d)")
_COMPACT_DMY = re.compile(r"(\d{1,2})(\d\d)((?:18|19|20)\d\d)")
_SERIAL = re.compile(r"(\d{4,5})(?:[.,](\d+))?")
_WORDS = re.compile(r"(?:(?:lun|mar|mer|jeu|ven|sam|dim)[a-z]* )?(?:(\d{1,2})(?:er)? )?([a-z]{3,9}) (\d{4}|\d{2})")


def written_date(text: str) -> Written | None:
    """The year, month and day in a cell, in the order French exports write them; None where there is no date."""
    text = line(text)
    if found := _YMD.fullmatch(text):
        return Written(int(found[1]), int(found[2]), int(found[3]))
    if found := _DMY.fullmatch(text):
        return Written(int(found[3]), int(found[2]), int(found[1]), short=len(found[3]) == 2)
    if found := _MY.fullmatch(text):
        return Written(int(found[2]), int(found[1]))
    if found := _YM.fullmatch(text):
        return Written(int(found[1]), int(found[2]))
    return _compact(text) or _in_words(folded(text))


def _compact(text: str) -> Written | None:
    if found := _COMPACT_YMD.fullmatch(text):
        return Written(int(found[1]), int(found[2]), int(found[3]))
    if found := _COMPACT_DMY.fullmatch(text):
        return Written(int(found[3]), int(found[2]), int(found[1]))
    if found := _Y.fullmatch(folded(text)):
        return Written(int(found[1]))
    if (found := _SERIAL.fullmatch(text)) and len(found[1]) == 5:
        day = _EXCEL_ZERO + timedelta(days=int(found[1]))
        return Written(day.year, day.month, day.day)
    return None


def _in_words(text: str) -> Written | None:
    found = _WORDS.fullmatch(text)
    month = _month(found[2]) if found else None
    if not found or not month:
        return None
    return Written(int(found[3]), month, int(found[1]) if found[1] else None, short=len(found[3]) == 2)


def _month(word: str) -> int | None:
    for at, name in enumerate(_MONTHS, start=1):
        if word.startswith(name):
            return at
    return _SHORT_MONTHS.index(word) + 1 if word in _SHORT_MONTHS else None


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _century(short_year: int, no_later_than: int) -> int:
    recent = no_later_than - no_later_than % 100 + short_year
    return recent if recent <= no_later_than else recent - 100


def looks_like_date(text: str) -> bool:
    """Whether a cell is shaped like a full date, even an impossible one: the sign of the beginning of a row."""
    return bool(text) and len(text) <= 32 and (written := written_date(text)) is not None and written.day is not None


def visit_date(text: str, *, today: date) -> date | Motive:
    """The day somebody came, or why the cell cannot say it. Never in the future, never before 1980."""
    if not folded(text):
        return Motive.NO_DATE
    written = written_date(text)
    if written is None:
        return Motive.IMPOSSIBLE_DATE
    if written.day is None or written.month is None:
        return Motive.INCOMPLETE_DATE
    year = _century(written.year, today.year) if written.short else written.year
    day = _made(year, written.month, written.day)
    if day is None:
        swapped = _made(year, written.day, written.month)
        return Motive.MONTH_BEFORE_DAY if swapped and swapped <= today else Motive.IMPOSSIBLE_DATE
    if day > today:
        return Motive.FUTURE_DATE
    return day if day >= OLDEST_VISIT else Motive.OLD_DATE


def appointment_date(text: str, *, on: date) -> date | None:
    """The day of an appointment taken on a visit: within a month before (a slip) and two years after."""
    written = written_date(text)
    if written is None or written.day is None or written.month is None:
        return None
    year = on.year - on.year % 100 + written.year if written.short else written.year
    day = _made(year, written.month, written.day)
    return day if day and -31 <= (day - on).days <= 731 else None


_NOT_SAID = (
    "inconnu|inconnue|inconnus|date inconnue|nsp|nc|nr|x|xx|xxx|ne sait pas|non connue|non renseigne|"
    "non renseignee|non communique|non communiquee|sans|neant|null|none|nan|vide|refus"
)
_UNKNOWN_WORDS = frozenset(_NOT_SAID.split("|"))


def birth_date(text: str, *, on: date) -> tuple[Birth, Remark | None]:
    """A date of birth as far as it can be trusted on the day of the visit, and what was mended.

    Never after the visit, never more than 120 years before. A wrong day or month leaves the year; 01/01/1900 and
    00/00/0000 are what software writes when nobody knows.
    """
    typed = line(text)
    if not folded(typed) or folded(typed) in _UNKNOWN_WORDS:
        return Birth(), None
    written = written_date(typed)
    if written is None:
        return Birth(written=typed[:40]), Remark.BIRTH_UNREADABLE
    if not written.short and (written.year in (0, 9999, 1111) or written == Written(1900, 1, 1)):
        return Birth(), Remark.BIRTH_PLACEHOLDER
    year, remark = _birth_year(written, on)
    if year is None:
        return Birth(written=typed[:40]), remark
    return _birth_in(year, written, typed[:40], on, remark)


def _birth_year(written: Written, on: date) -> tuple[int | None, Remark | None]:
    if written.short:
        this = _century(written.year, on.year)
        return (this - 100 if _after(this, written, on) else this), None
    if on.year < written.year <= on.year + 100 and on.year - (written.year - 100) <= 90:
        return written.year - 100, Remark.BIRTH_CENTURY
    if not on.year - OLDEST_AGE <= written.year <= on.year:
        return None, Remark.BIRTH_OUT_OF_RANGE
    return written.year, None


def _after(year: int, written: Written, on: date) -> bool:
    return (year, written.month or 0, written.day or 0) > (on.year, on.month, on.day)


def _birth_in(year: int, written: Written, typed: str, on: date, remark: Remark | None) -> tuple[Birth, Remark | None]:
    month, day = written.month or None, written.day or None
    value = _made(year, month or 1, (day if month else None) or 1)
    if (value or date(year, 1, 1)) > on or year < on.year - OLDEST_AGE:
        return Birth(written=typed), Remark.BIRTH_OUT_OF_RANGE
    if value is None:
        return Birth(date(year, 1, 1), Precision.YEAR, typed), Remark.BIRTH_IMPOSSIBLE
    if month and day:
        return Birth(value, Precision.DAY, typed if remark else None), remark
    return Birth(value, Precision.MONTH if month else Precision.YEAR, typed), remark


_HOUR = re.compile(
    r"(\d{1,2})\s*(?:[:hH.]|heures?)\s*(\d{1,2})?\s*(?:mn|min|m)?(?:[:.]\d{2}(?:[.,]\d+)?)?\s*([aApP]\.?[mM]\.?)?"
)
_HOUR_ALONE = re.compile(r"(\d{1,2})()\s*([aApP]\.?[mM]\.?)?")
_HOUR_COMPACT = re.compile(r"(\d{1,2})(\d{2})()")
_DAY_FRACTION = re.compile(r"0?[.,](\d{2,})")
_IN_DATE = re.compile(r"\d[ T]+(\d{1,2}[:hH]\d{0,2})")


def hour(text: str) -> time | None:
    """The time of day; None where it is not written or does not exist. 00:00 is what software writes for nothing."""
    text = line(text)
    if text.casefold() == "midi":
        return time(12)
    found = _HOUR.fullmatch(text) or _HOUR_ALONE.fullmatch(text) or _HOUR_COMPACT.fullmatch(text)
    if not found:
        return _from_fraction(_DAY_FRACTION.fullmatch(text))
    hours, minutes, half = int(found[1]), int(found[2] or 0), (found[3] or "")[:1].lower()
    hours = hours % 12 + (12 if half == "p" else 0) if half and hours <= 12 else hours
    return time(hours, minutes) if hours < 24 and minutes < 60 and (hours or minutes) else None


def _from_fraction(found: re.Match[str] | None) -> time | None:
    minutes = round(float(f"0.{found[1][:12]}") * 1440) if found else 0
    return time(minutes // 60, minutes % 60) if 0 < minutes < 1440 else None


def hour_in_date(text: str) -> time | None:
    """The time of day that stands behind a date in the same cell, or in the fraction of an Excel serial."""
    text = line(text)
    if found := _IN_DATE.search(text):
        return hour(found[1])
    serial = _SERIAL.fullmatch(text)
    return hour(f"0,{serial[2]}") if serial and serial[2] and len(serial[2]) > 1 else None
