"""Notes: facts, the person's words and the analysis kept apart; versions are added, never edited."""

import uuid

from django.db import models

from cloison.access.models import OnFile
from cloison.database.declare import Policed


class Note(OnFile):
    """One version of a note: {"facts", "words", "analysis"}, sealed. Versions of one note share `note_id`."""

    walls = Policed(
        retention="the compartment's clock",
        erasure="with the file",
        export="in full, other persons masked",
        ticket="file_id",
    )

    note_id = models.UUIDField(default=uuid.uuid4)
    version = models.PositiveIntegerField(default=1)
    minutes = models.PositiveSmallIntegerField(null=True)
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file_id", "note_id", "version", "circle_id"], name="one_text_a_version")
        ]
        indexes = [models.Index(fields=["file_id", "made_at"], name="note_of_file")]
