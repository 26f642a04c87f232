"""Every page that shows something: no accessibility fault, desk and phone, light and dark; and the pictures of docs/.

With CLOISON_PICTURES=docs/pictures in the environment the pictures are taken again.
"""

import os
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from cloison.access import door
from cloison.agenda.queries import free_times
from cloison.demo.texts import NOTES
from cloison.followup import actions as followup
from cloison.handover import actions as handover
from cloison.handover.codes import Answer, Channel, Reason
from cloison.handover.queries import of_file
from cloison.people.names import names_of
from cloison.reception import actions as reception
from cloison.reception.queries import social_workers

pytestmark = pytest.mark.browser

DESK, PHONE = (1280, 900), (390, 844)
LOOKS = {"desk": (DESK, "light"), "phone": (PHONE, "light"), "dark": (DESK, "dark")}
# The other pages are looked at in the two ways that differ most.
PICTURED = {"counter", "tray", "file", "catalogue"}

PLACES = {
    "login": (None, "/login/"),
    "home": ("farid", "/"),
    "counter": ("amina", "/reception/"),
    "desk_file": ("amina", "/files/{desk}/"),
    "tray": ("claire", "/followup/"),
    "handover": ("claire", "/followup/handovers/{waiting}/"),
    "my_files": ("claire", "/followup/files/"),
    "file": ("claire", "/files/{social}/"),
    "identity": ("claire", "/files/{social}/identity/"),
    "circle": ("claire", "/files/{social}/circle/"),
    "keys": ("claire", "/keys/"),
    "sessions": ("claire", "/sessions/"),
    "passphrase": ("claire", "/passphrase/"),
    "second_factor": ("claire", "/second-factor/"),
    "members": ("ines", "/members/"),
    "new_member": ("ines", "/members/new/"),
    "new_team": ("ines", "/teams/new/"),
    "security": ("ines", "/organisation/"),
    "journal": ("hugo", "/journal/"),
    "catalogue": ("claire", "/catalogue/"),
    "absent": ("claire", "/files/{nothing}/"),
}

PEOPLE = (("Traoré", "Samira"), ("Kovalenko", "Oksana"))


@pytest.fixture(scope="module")
def shown(secrets) -> dict[str, uuid.UUID]:
    """Two people at the counter: the demand of one waits, the other's was accepted and written about."""
    from cloison.accounts.sessions import working

    waiting, accepted = [hand_over(working(secrets("amina")), *who) for who in PEOPLE]
    with working(secrets("claire")) as claire:
        door.open_file(claire, accepted[1], why="handover")
        file = followup.accept(by=claire, handover=of_file(claire, accepted[1]))
    with working(secrets("claire")) as claire:
        door.open_file(claire, file.id)
        followup.write_note(by=claire, file=file, text=NOTES[0], minutes=35, row_id=uuid.uuid4())
    return {"desk": waiting[0], "waiting": waiting[1], "social": file.id, "nothing": uuid.uuid4()}


def hand_over(working, family: str, given: str) -> tuple[uuid.UUID, uuid.UUID]:
    """A visit, its desk file and the file of its handover to claire."""
    with working as amina:
        post, circle = reception.desk(amina)
        names, sheet = names_of(family=family, given=given), {"phones": ["0639981938"], "birth": "1984-03-12"}
        file = reception.register_person(
            by=amina, circle_id=circle, names=names, sheet=sheet, said_at=timezone.now()
        )  # fmt: skip
        claire = next(found for found in social_workers(amina, post) if found.name.startswith("Claire"))
        at = free_times(amina, claire.member_id)[0]
        demand = handover.Demand(names, sheet, [Reason.HOUSING], Channel.COUNTER, timezone.now(), at)
        sent = handover.send(
            by=amina, post=post, origin=file, demand=demand, recipient_id=claire.member_id,
            recipient_post_id=claire.post_id,
        )  # fmt: skip
        came = reception.Came(
            Channel.COUNTER, [Reason.HOUSING], Answer.HANDED_OVER, 10, with_member_id=claire.member_id,
            appointment_at=at,
        )  # fmt: skip
        row = uuid.uuid4()
        reception.record_visit(by=amina, circle_id=circle, came=came, row_id=row, file_id=file.id, book=False)
    return file.id, sent.file_id


@pytest.mark.parametrize("name", PLACES)
def test_axe_finds_nothing(
    name: str, shown: dict[str, uuid.UUID], page_of: Callable[..., Page], violations: Callable[[Page], list[object]]
) -> None:
    login, address = PLACES[name]
    looks = LOOKS if name in PICTURED else {"desk": LOOKS["desk"], "phone": (PHONE, "dark")}
    for look, (size, scheme) in looks.items():
        page = page_of(login, size=size, color_scheme=scheme)
        page.goto(address.format(**shown))
        assert violations(page) == [], (name, look)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (name, look)
        picture(page, name, look)
        page.context.close()


def picture(page: Page, name: str, look: str) -> None:
    """Kept for the documentation when asked for."""
    folder = os.environ.get("CLOISON_PICTURES")
    if folder and name in PICTURED:
        page.screenshot(path=Path(folder) / f"{name}-{look}.png", full_page=name == "file", caret="initial")
