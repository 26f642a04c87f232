"""Dates, durations and names as one would say them. French first; the patterns are translated, not the code."""

from datetime import date, datetime
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cloison.ui.dates import PartialDate

PARTICLES: Final = {"de", "du", "des", "d", "la", "le", "les", "l", "van", "von", "ben", "el"}


def day_in_words(day: date | PartialDate, today: date | None = None) -> str:
    """Such as "aujourd'hui", "hier", "demain", "lundi 3 mars", or "3 mars 2024" in another year."""
    if isinstance(day, PartialDate):
        return partial_in_words(day)
    today = today or timezone.localdate()
    near = {-1: _("hier"), 0: _("aujourd'hui"), 1: _("demain")}.get((day - today).days)
    if near:
        return near
    pattern = _("{weekday} {day} {month}") if day.year == today.year else _("{day} {month} {year}")
    return pattern.format(**_parts(day))


def partial_in_words(day: PartialDate) -> str:
    """Such as "12 mars 1984", "mars 1984" or "1984"."""
    pattern = {"day": _("{day} {month} {year}"), "month": _("{month} {year}"), "year": "{year}"}[day.precision]
    return pattern.format(**_parts(day.earliest))


def moment_in_words(moment: datetime, now: datetime | None = None) -> str:
    """Such as "aujourd'hui à 14:05", "hier à 9:30", "lundi 3 mars à 14:05"."""
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    today = (timezone.localtime(now) if now else timezone.localtime()).date()
    return _("{day} à {time}").format(day=day_in_words(local.date(), today), time=f"{local:%-H:%M}")


def duration_in_words(minutes: int | None) -> str:
    """Such as "35 min", "1 h", "1 h 15"; nothing for none."""
    if minutes is None:
        return ""
    hours, rest = divmod(int(minutes), 60)
    if not hours:
        return _("{minutes} min").format(minutes=rest)
    return _("{hours} h {minutes:02}").format(hours=hours, minutes=rest) if rest else _("{hours} h").format(hours=hours)


def initials(name: str) -> str:
    """At most two letters: "Claire de la Tour" is CT, "Amina" is A."""
    words = [word for word in name.replace("'", " ").replace("-", " ").split() if word[0].isalnum()]
    telling = [word for word in words if word.lower() not in PARTICLES] or words
    letters = [word[0].upper() for word in telling]
    return "".join(letters[:1] + letters[1:][-1:])


def _parts(day: date) -> dict[str, str]:
    first = _("1er") if day.day == 1 else str(day.day)
    return {
        "weekday": date_format(day, "l"),
        "day": first,
        "month": date_format(day, "F"),
        "year": str(day.year),
    }
