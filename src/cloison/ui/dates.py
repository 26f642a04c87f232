"""Reading dates, times and durations as French people write them; in English too, whatever the language of the page."""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

MONTHS: Final = (
    ("janvier", "january"), ("fevrier", "february"), ("mars", "march"), ("avril", "april"), ("mai", "may"),
    ("juin", "june"), ("juillet", "july"), ("aout", "august"), ("septembre", "september"), ("octobre", "october"),
    ("novembre", "november"), ("decembre", "december"),
)  # fmt: skip
WEEKDAYS: Final = {
    "lundi": 0, "mardi": 1, "mercredi": 2, "jeudi": 3, "vendredi": 4, "samedi": 5, "dimanche": 6,
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
}  # fmt: skip
NEAR_DAYS: Final = {
    "avant-hier": -2, "hier": -1, "aujourd'hui": 0, "demain": 1, "apres-demain": 2,
    "yesterday": -1, "today": 0, "tomorrow": 1,
}  # fmt: skip

_NUMBERS = re.compile(r"(?:(?:(\d{1,2})[ /.-]+)?(\d{1,2})[ /.-]+)?(\d{4}|\d{2})")
_GLUED = re.compile(r"(\d{2})(\d{2})(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
_WORDS = re.compile(r"(?:(\d{1,2})(?:er|st|nd|rd|th)?[ ./-]+)?([a-z]{3,9})\.?(?:[ /-]+(\d{4}|\d{2}))?")
_DAY_MONTH = re.compile(r"(\d{1,2})[ /.-]+(\d{1,2})")
_TIME = re.compile(r"(\d{1,2})(?: ?[:h.] ?(\d{2})?)?(?: ?min)?")
_MINUTES = re.compile(r"(?:(\d{1,2}) ?(?:h|:) ?)?(?:(\d{1,3}) ?(?:min|mn|minutes?|')?)?")


class Unreadable(ValueError):
    """The text is no date, time or duration that exists."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which the day, or the day and the month, may be unknown."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    @property
    def precision(self) -> str:
        """Such as "year", "month" or "day"."""
        return "day" if self.day else "month" if self.month else "year"

    @property
    def iso(self) -> str:
        """ISO 8601 with reduced precision: "1984", "1984-03" or "1984-03-12"."""
        parts = (f"{self.year:04}", self.month and f"{self.month:02}", self.day and f"{self.day:02}")
        return "-".join(part for part in parts if part)

    @property
    def earliest(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    @classmethod
    def from_iso(cls, text: str) -> "PartialDate":
        """Raises Unreadable."""
        try:
            return cls(*(int(part) for part in text.split("-")))
        except (TypeError, ValueError) as error:
            raise Unreadable from error

    def __str__(self) -> str:
        """As one writes it in a box: 12/03/1984, 03/1984, 1984."""
        return "/".join(reversed(self.iso.split("-")))


def plain(text: str) -> str:
    """Lower case, no accents, single spaces, straight apostrophes."""
    bare = unicodedata.normalize("NFKD", text.replace("’", "'")).encode("ascii", "ignore").decode()
    return " ".join(bare.lower().split())


def read_partial_date(text: str, today: date) -> PartialDate:
    """12/03/1984, 12.3.84, 12 mars 1984, 03/1984, mars 1984, 1984, 12031984, 1984-03-12. Raises Unreadable."""
    words = plain(text)
    if match := _ISO.fullmatch(words):
        return _partial(*match.groups())
    if match := _GLUED.fullmatch(words) or _NUMBERS.fullmatch(words):
        day, month, year = match.groups()
        if month is None and len(year) == 2:
            raise Unreadable
        return _partial(_century(year, today), month, day)
    match = _WORDS.fullmatch(words)
    if match and match[3]:
        return _partial(_century(match[3], today), _month(match[2]), match[1])
    raise Unreadable


def read_date(text: str, today: date) -> date:
    """A whole day; without a year, the nearest one to come. Also: demain, hier, lundi. Raises Unreadable."""
    words = plain(text)
    if words in NEAR_DAYS:
        return today + timedelta(days=NEAR_DAYS[words])
    if words in WEEKDAYS:
        return today + timedelta(days=(WEEKDAYS[words] - today.weekday()) % 7)
    if match := _DAY_MONTH.fullmatch(words):
        return _next(int(match[1]), int(match[2]), today)
    match = _WORDS.fullmatch(words)
    if match and match[1] and not match[3]:
        return _next(int(match[1]), _month(match[2]), today)
    found = read_partial_date(text, today)
    if found.precision != "day":
        raise Unreadable
    return found.earliest


def read_time(text: str) -> time:
    """14:05, 14h05, 14 h, 1405, 14. Raises Unreadable."""
    words = plain(text)
    if re.fullmatch(r"\d{3,4}", words):
        words = f"{words[:-2]}:{words[-2:]}"
    match = _TIME.fullmatch(words)
    try:
        return time(int(match[1]), int(match[2] or 0)) if match else _refuse()
    except ValueError as error:
        raise Unreadable from error


def read_minutes(text: str) -> int:
    """35, 35 min, 1h, 1 h 15, 1:15. Raises Unreadable."""
    words = plain(text)
    match = _MINUTES.fullmatch(words)
    if not words or not match:
        raise Unreadable
    hours, minutes = int(match[1] or 0), int(match[2] or 0)
    if match[1] and minutes > 59:
        raise Unreadable
    return hours * 60 + minutes


def _refuse() -> time:
    raise Unreadable


def _partial(year: str | int, month: str | int | None, day: str | int | None) -> PartialDate:
    try:
        return PartialDate(int(year), int(month) if month is not None else None, int(day) if day is not None else None)
    except ValueError as error:
        raise Unreadable from error


def _century(year: str, today: date) -> int:
    """Two figures mean the past: "84" is 1984, "09" is 2009 in 2026."""
    number = int(year)
    if len(year) == 4:
        return number
    return number + (2000 if number <= today.year % 100 else 1900)


def _month(word: str) -> int:
    found = [number for number, names in enumerate(MONTHS, 1) if any(name.startswith(word) for name in names)]
    if len(found) != 1:
        raise Unreadable
    return found[0]


def _next(day: int, month: int, today: date) -> date:
    for year in range(today.year, today.year + 5):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    raise Unreadable
