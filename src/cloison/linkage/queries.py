"""The other files of the same person that this reader can read too."""

import uuid

from django.db.models import Q

from cloison.accounts.reader import Reader
from cloison.linkage.models import Link


def linked(reader: Reader, file_id: uuid.UUID) -> list[uuid.UUID]:
    """Files said to be the same person as this one, both sides readable by the reader."""
    found = Link.objects.filter(Q(file_id=file_id) | Q(other_file_id=file_id), verdict="same").order_by("made_at", "id")
    return [link.other_file_id if link.file_id == file_id else link.file_id for link in found]
