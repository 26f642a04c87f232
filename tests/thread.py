"""A visit that becomes a file, through the actions: what the tests of the social worker's pages begin from."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cloison.access import door
from cloison.access.models import File
from cloison.agenda.queries import free_times
from cloison.followup import actions as followup
from cloison.handover import actions as handover
from cloison.handover.models import Handover
from cloison.handover.queries import of_file
from cloison.people.names import Names, names_of
from cloison.reception import actions as reception
from cloison.reception import queries as counter

Acting = Callable[[str], AbstractContextManager[Any]]
SHEET = {"phones": ["+33601020304"], "birth": "1984-03-12", "birth_precision": "day"}
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True)
class Handed:
    """What amina handed to claire: the desk's file, the handover, the names."""

    desk: File
    handover: Handover
    names: Names

    @property
    def file_id(self) -> uuid.UUID:
        return self.handover.file_id


def someone(family: str = "") -> Names:
    """Names that no other test uses."""
    return names_of(family=family or f"Diallo{uuid.uuid4().hex[:8]}", given="Samira", usage="Traoré")


def hand_over(acting: Acting, names: Names | None = None, *, appointment: bool = True) -> Handed:
    """A person known at the desk, whose demand is handed to claire."""
    names = names or someone()
    with acting("amina") as amina:
        post, circle = reception.desk(amina)
        now = timezone.now()
        file = reception.register_person(by=amina, circle_id=circle, names=names, sheet=SHEET, said_at=now)
        claire = next(c for c in counter.social_workers(amina, post) if c.name.startswith("Claire"))
        at = free_times(amina, claire.member_id)[0] if appointment else None
        demand = handover.Demand(names, SHEET, [3], 1, now, at)
        handed = handover.send(
            by=amina, post=post, origin=file, demand=demand, recipient_id=claire.member_id,
            recipient_post_id=claire.post_id,
        )  # fmt: skip
        came = reception.Came(1, [3], 6, 10, with_member_id=claire.member_id, appointment_at=at)
        reception.record_visit(by=amina, circle_id=circle, came=came, row_id=uuid.uuid4(), file_id=file.id, book=False)
    return Handed(file, handed, names)


def accept(acting: Acting, handed: Handed) -> File:
    """Claire's file, made from what was handed to her."""
    with acting("claire") as claire:
        door.open_file(claire, handed.file_id)
        found = of_file(claire, handed.file_id)
        assert found
        return followup.accept(by=claire, handover=found)


def write(acting: Acting, file: File, facts: str = "Un fait.", login: str = "claire") -> Any:
    """A note of that file."""
    with acting(login) as by:
        door.open_file(by, file.id)
        text = followup.Text(facts, "Ses mots.", "Une analyse.")
        return followup.write_note(by=by, file=file, text=text, minutes=30, row_id=uuid.uuid4())


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements of the block, without those that only begin and end transactions."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found += [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(CONTROL)]
