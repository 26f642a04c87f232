"""Recording what the person answered."""

from datetime import datetime

from cloison.access.door import note
from cloison.access.models import File
from cloison.accounts.reader import Reader
from cloison.consent.models import Agreement, Subject, Value


def record(*, by: Reader, file: File, subject: Subject, value: Value, notice: str, said_at: datetime) -> Agreement:
    """One answer. Agreed, refused and not asked are values of their own; a later answer is a later row."""
    made = Agreement.objects.create(
        circle_id=file.circle_id, file_id=file.id, made_by=by.id, subject=subject, value=value, notice=notice,
        said_at=said_at,
    )  # fmt: skip
    kind = "refusal.recorded" if value == Value.REFUSED else "agreement.recorded"
    note(kind, file_id=file.id, subject=subject.value, value=value.value)
    return made
