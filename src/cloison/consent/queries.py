"""What was agreed and refused."""

import uuid

from cloison.accounts.reader import Reader
from cloison.consent.models import Agreement


def agreements(reader: Reader, file_id: uuid.UUID) -> list[Agreement]:
    """Every answer of the person in this file, oldest first."""
    return list(Agreement.objects.filter(file_id=file_id).order_by("said_at", "id"))
