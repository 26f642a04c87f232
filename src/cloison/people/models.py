"""What identifies the person of one file. All of it is sealed; versions are added, never rewritten."""

from django.db import models

from cloison.access.models import OnFile
from cloison.database.declare import Policed


class Name(OnFile):
    """The names of a file, as lists show them: {"names": [{"kind", "family", "given"}, …]}, usual one first."""

    walls = Policed(retention="as the file", erasure="with the file", export="in full to the person")

    version = models.PositiveIntegerField(default=1)
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file_id", "version", "circle_id"], name="one_name_a_version")]
        indexes = [models.Index(fields=["circle_id", "file_id"], name="name_of_circle")]


class Identity(OnFile):
    """Birth, contact, wishes about contact: {"birth", "birth_precision", "birth_place", "phones", "address", …}."""

    walls = Policed(retention="as the file", erasure="with the file", export="in full to the person", ticket="file_id")

    version = models.PositiveIntegerField(default=1)
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file_id", "version", "circle_id"], name="one_sheet_a_version")]
        indexes = [models.Index(fields=["file_id"], name="sheet_of_file")]
