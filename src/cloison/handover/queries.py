"""What was handed to me, what I handed over, and what became of it."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from cloison.accounts.models import Member
from cloison.accounts.reader import Reader
from cloison.handover.models import Handover, HandoverAnswer
from cloison.people.names import Names
from cloison.people.queries import names


@dataclass(frozen=True)
class Handed:
    """A handover as a line of a list."""

    handover: Handover
    names: Names | None
    by: str
    to: str
    status: str

    @property
    def appointment_at(self) -> datetime | None:
        return self.handover.appointment_at


def _lines(reader: Reader, found: list[Handover]) -> list[Handed]:
    files = [line.file_id for line in found]
    answers = {answer.file_id: answer.status for answer in HandoverAnswer.objects.filter(file_id__in=files)}
    known = names(reader, files)
    who = members({line.made_by for line in found} | {line.to_member_id for line in found})
    return [
        Handed(line, known.get(line.file_id), who.get(line.made_by, ""), who.get(line.to_member_id, ""),
               answers.get(line.file_id, ""))
        for line in found
    ]  # fmt: skip


def members(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Names of colleagues."""
    return dict(Member.objects.filter(id__in=ids).values_list("id", "name"))


def tray(reader: Reader, *, most: int = 100) -> list[Handed]:
    """What others handed to this reader and nobody answered yet: nearest appointment first, then oldest first."""
    waiting = Handover.objects.exclude(made_by=reader.id).exclude(
        file_id__in=HandoverAnswer.objects.values("file_id")
    )  # fmt: skip
    lines = _lines(reader, list(waiting.order_by("made_at", "id")[:most]))
    far = datetime.max.replace(tzinfo=lines[0].handover.made_at.tzinfo) if lines else None
    return sorted(lines, key=lambda line: (line.appointment_at or far, line.handover.made_at))


def sent(reader: Reader, since: datetime) -> list[Handed]:
    """What this reader handed over since then, newest first, with the answer when there is one."""
    found = Handover.objects.filter(made_by=reader.id, made_at__gte=since).order_by("-made_at", "id")
    return _lines(reader, list(found))


def of_file(reader: Reader, file_id: uuid.UUID) -> Handover | None:
    """The handover that this file carries, if it is one."""
    return Handover.objects.filter(file_id=file_id).first()
