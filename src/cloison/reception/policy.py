"""Which appointments the counter may propose."""

from datetime import datetime, timedelta

from django.utils import timezone

from cloison.agenda.hours import openings
from cloison.agenda.queries import USUAL_MINUTES

FAR = timedelta(days=90)


def can_be_proposed(at: datetime, now: datetime | None = None) -> bool:
    """Whether an appointment may begin then: at a usual hour, not in the past, within three months."""
    if at.tzinfo is None or not timedelta(0) <= at - (now or timezone.now()) <= FAR:
        return False
    local = timezone.localtime(at)
    return any(start == local for start, _ in openings(local.date(), USUAL_MINUTES))
