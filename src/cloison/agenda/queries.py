"""Free times of a colleague. Why somebody is busy is nowhere."""

import uuid
from datetime import datetime, timedelta

from django.utils import timezone
from psycopg.types.range import TimestamptzRange

from cloison.accounts.reader import Reader
from cloison.agenda.hours import openings
from cloison.agenda.models import Occupied

USUAL_MINUTES = 45
HORIZON_DAYS = 21


def busy(reader: Reader, member_id: uuid.UUID, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """The taken spans of a colleague of the organisation."""
    taken = Occupied.objects.filter(member_id=member_id, during__overlap=TimestamptzRange(since, until))
    return sorted((line.during.lower, line.during.upper) for line in taken)


def free_times(
    reader: Reader, member_id: uuid.UUID, *, after: datetime | None = None, minutes: int = USUAL_MINUTES, most: int = 6
) -> list[datetime]:
    """The next free times of a colleague, at most three weeks ahead."""
    first = after or timezone.now() + timedelta(hours=1)
    last = first + timedelta(days=HORIZON_DAYS)
    taken = busy(reader, member_id, first, last)
    days = (timezone.localtime(first).date() + timedelta(days=n) for n in range(HORIZON_DAYS))
    spans = (span for day in days for span in openings(day, minutes) if span[0] >= first)
    free = (start for start, end in spans if not any(start < e and s < end for s, e in taken))
    return [start for start, _ in zip(free, range(most), strict=False)]
