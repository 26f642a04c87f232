"""When appointments are proposed: the usual hours of a centre, in its own time zone."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone

MORNING = (time(9, 0), time(12, 0))
AFTERNOON = (time(14, 0), time(17, 0))
SATURDAY = 5


def openings(day: date, minutes: int) -> Iterator[tuple[datetime, datetime]]:
    """The spans of one day, back to back, that an appointment of so many minutes could take."""
    if day.weekday() >= SATURDAY:
        return
    zone = timezone.get_current_timezone()
    for opens, closes in (MORNING, AFTERNOON):
        start, end = datetime.combine(day, opens, zone), datetime.combine(day, closes, zone)
        while start + timedelta(minutes=minutes) <= end:
            yield start, start + timedelta(minutes=minutes)
            start += timedelta(minutes=minutes)
