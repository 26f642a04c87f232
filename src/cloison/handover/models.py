"""A handover: the only thing that the one who hands over and the one who receives both read."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cloison.access.models import OnFile
from cloison.database.declare import Policed, Rights


class Status(TextChoices):
    """What became of it."""

    ACCEPTED = "accepted", _("acceptée")
    RETURNED = "returned", _("rendue à l'accueil")


class Handover(OnFile):
    """What is handed over, as a row of its own file: coded reasons, to whom, and the appointment if one was made."""

    walls = Policed(
        retention="until answered, then as the reception file",
        erasure="with its file",
        export="to the person: who passed it, to whom, when, and the content",
    )

    to_member_id = models.UUIDField()
    team_id = models.UUIDField(null=True)
    reasons = ArrayField(models.SmallIntegerField(), default=list)
    channel = models.SmallIntegerField()
    visited_at = models.DateTimeField()
    appointment_at = models.DateTimeField(null=True)
    appointment_minutes = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["circle_id", "made_at"], name="handover_of_circle")]


class HandoverAnswer(OnFile):
    """The answer, as a row of its own: nothing that was handed over is rewritten."""

    walls = Policed(
        retention="as the handover",
        erasure="with its file",
        export="to the person: date and answer",
        rights=Rights(web="select, insert"),
    )

    status = models.CharField(max_length=20, choices=Status.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file_id", "circle_id"], name="one_answer_a_handover")]
