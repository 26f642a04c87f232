"""The first thread, through the actions: a visit at the counter becomes a sealed file that the counter cannot read."""

import uuid

import pytest
from django.utils import timezone

from cloison.access import door
from cloison.agenda.actions import TimeTaken
from cloison.agenda.queries import free_times
from cloison.followup import actions as followup
from cloison.followup import queries as files
from cloison.handover import actions as handover
from cloison.handover.queries import of_file, sent, tray
from cloison.people.names import names_of
from cloison.reception import actions as reception
from cloison.reception import queries as counter

NAMES = names_of(family="Diallo", given="Samira", usage="Traoré")
SHEET = {"phones": ["0601020304"], "birth": "1984-03-12", "birth_precision": "day"}


def hand_over(acting, at=None):
    with acting("amina") as amina:
        post, circle = reception.desk(amina)
        file = reception.register_person(
            by=amina, circle_id=circle, names=NAMES, sheet=SHEET, said_at=timezone.now()
        )  # fmt: skip
        claire = next(c for c in counter.social_workers(amina, post) if c.name.startswith("Claire"))
        demand = handover.Demand(NAMES, SHEET, [3], 1, timezone.now(), at or free_times(amina, claire.member_id)[0])
        handed = handover.send(
            by=amina, post=post, origin=file, demand=demand, recipient_id=claire.member_id,
            recipient_post_id=claire.post_id,
        )  # fmt: skip
        came = reception.Came(1, [3], 6, 10, with_member_id=claire.member_id, appointment_at=demand.appointment_at)
        reception.record_visit(by=amina, circle_id=circle, came=came, row_id=uuid.uuid4(), file_id=file.id, book=False)
    return file, handed


def accept(acting, handed):
    with acting("claire") as claire:
        assert any(line.handover.id == handed.id and line.names == NAMES for line in tray(claire))
        door.open_file(claire, handed.file_id)
        return followup.accept(by=claire, handover=of_file(claire, handed.file_id))


def test_what_claire_writes_is_hers_alone(acting) -> None:
    _, handed = hand_over(acting)
    file = accept(acting, handed)
    row = uuid.uuid4()
    with acting("claire") as claire:
        door.open_file(claire, file.id)
        followup.write_note(by=claire, file=file, text=followup.Text("fait"), minutes=35, row_id=row)
        followup.write_note(by=claire, file=file, text=followup.Text("fait"), minutes=35, row_id=row)
        assert [note.text.facts for note in files.notes(claire, file.id)] == ["fait"]
        assert NAMES in [line.names for line in files.my_files(claire, "TRAORE sam")]
    with acting("amina") as amina, pytest.raises(door.Absent):
        door.open_file(amina, file.id)
    with acting("amina") as amina:
        assert {line.status for line in sent(amina, handed.made_at) if line.handover.id == handed.id} == {"accepted"}


def test_an_amended_note_keeps_its_earlier_text_and_a_second_amendment_of_the_same_version_is_refused(acting) -> None:
    file = accept(acting, hand_over(acting)[1])
    with acting("claire") as claire:
        door.open_file(claire, file.id)
        first = followup.write_note(
            by=claire, file=file, text=followup.Text("un"), minutes=None, row_id=uuid.uuid4()
        )  # fmt: skip
        change = {"by": claire, "file": file, "amended": first, "minutes": None}
        followup.amend(**change, text=followup.Text("deux"), row_id=uuid.uuid4())
        with pytest.raises(followup.AmendedMeanwhile):
            followup.amend(**change, text=followup.Text("trois"), row_id=uuid.uuid4())
        (note,) = files.notes(claire, file.id)
        assert note.text.facts == "deux"
        assert files.text_of(claire, note.earlier[0]).facts == "un"


def test_an_hour_cannot_be_taken_twice(acting) -> None:
    _, handed = hand_over(acting)
    with pytest.raises(TimeTaken):
        hand_over(acting, at=handed.appointment_at)


def test_accepting_twice_is_said_and_opens_one_file(acting) -> None:
    _, handed = hand_over(acting)
    accept(acting, handed)
    with acting("claire") as claire:
        door.open_file(claire, handed.file_id)
        with pytest.raises(handover.AlreadyAnswered):
            followup.accept(by=claire, handover=of_file(claire, handed.file_id))
