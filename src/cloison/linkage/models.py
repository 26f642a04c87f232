"""Links. One changes no access: it is seen by those who could already read both files."""

import uuid

from django.db import models
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cloison.database.declare import Policed


class Verdict(TextChoices):
    """What was said of two files."""

    SAME = "same", _("la même personne")
    DIFFERENT = "different", _("pas la même personne")


class Why(TextChoices):
    """What the verdict rests on."""

    HANDOVER = "handover", _("dossier ouvert après une transmission")
    SEEN = "seen", _("reconnue par la personne qui l'a écrit")


class Link(models.Model):
    """`file` and `other_file` are the same person, or are not. Each with its circle: both are needed to see it."""

    walls = Policed(
        circles=("circle_id", "other_circle_id"),
        files=(("file_id", "circle_id"), ("other_file_id", "other_circle_id")),
        retention="as the shorter-lived of its files",
        erasure="with either file",
        export="to the person, when both sides may be disclosed",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    circle_id = models.UUIDField()
    file_id = models.UUIDField()
    other_circle_id = models.UUIDField()
    other_file_id = models.UUIDField()
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    why = models.CharField(max_length=20, choices=Why.choices)
    made_by = models.UUIDField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["file_id"], name="link_of_file"),
            models.Index(fields=["other_file_id"], name="link_of_other_file"),
        ]
