"""Occupied time of professionals. A row says that somebody is busy, never with whom."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.utils import timezone

from cloison.database.declare import House, Rights


class Occupied(models.Model):
    """A span of a professional's time that is taken. The database itself refuses an overlap."""

    walls = House(
        why="colleagues book one another's free times; nothing here is about a person who is received",
        rights=Rights(web="select, insert, delete"),
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organisation_id = models.UUIDField()
    member_id = models.UUIDField()
    during = DateTimeRangeField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="nobody_is_in_two_places",
                expressions=[
                    ("organisation_id", RangeOperators.EQUAL),
                    ("member_id", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            )
        ]
        indexes = [models.Index(fields=["member_id"], name="occupied_of_member")]
