"""Visits: somebody came, called or wrote. Coded; no name is needed and no free text exists here."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from cloison.access.models import OnFile
from cloison.database.declare import Policed


class Visit(models.Model):
    """One visit at the desk. `file_id` only when the person agreed to be known."""

    walls = Policed(
        retention="two years, then counted and destroyed",
        erasure="with its file; without one it names nobody",
        export="to the person when it hangs on her file",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    circle_id = models.UUIDField()
    file_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=timezone.now)
    channel = models.SmallIntegerField()
    reasons = ArrayField(models.SmallIntegerField(), default=list)
    answer = models.SmallIntegerField()
    minutes = models.PositiveSmallIntegerField(null=True)
    with_member_id = models.UUIDField(null=True)
    appointment_at = models.DateTimeField(null=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["circle_id", "at"], name="visit_of_day"),
            models.Index(fields=["file_id"], name="visit_of_file"),
        ]


class Remark(OnFile):
    """Free text that came with an old system's visit. Imported once, sealed, never typed at the counter."""

    walls = Policed(retention="as the file", erasure="with the file", export="in full to the person", ticket="file_id")

    visit_id = models.UUIDField()
    sealed = models.BinaryField()

    class Meta:
        indexes = [models.Index(fields=["file_id"], name="remark_of_file")]


class Taken(models.Model):
    """The mark of an imported line, so that importing again adds nothing. Keyed hashes: they tell nothing alone.

    `mark` is which visit the line speaks of, `says` what it says of it; `file_id` where the person was put.
    """

    walls = Policed(
        retention="as the visits it stands for",
        erasure="with the visit",
        export="never: it says nothing",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    circle_id = models.UUIDField()
    file_id = models.UUIDField(null=True)
    mark = models.BinaryField()
    says = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["circle_id", "mark"], name="a_line_is_taken_once")]
