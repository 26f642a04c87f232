"""Taking a span of somebody's time."""

import uuid
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from psycopg.types.range import TimestamptzRange

from cloison.accounts.reader import Reader
from cloison.agenda.models import Occupied


class TimeTaken(Exception):
    """Somebody was quicker, or the hour is already taken. With whom is not said."""


def occupy(*, by: Reader, member_id: uuid.UUID, starts_at: datetime, minutes: int) -> Occupied:
    """Marks the span as taken. TimeTaken when the database finds an overlap."""
    span = TimestamptzRange(starts_at, starts_at + timedelta(minutes=minutes))
    try:
        with transaction.atomic():
            return Occupied.objects.create(
                organisation_id=by.organisation_id, member_id=member_id, during=span, made_by=by.id
            )
    except IntegrityError as error:
        raise TimeTaken from error
