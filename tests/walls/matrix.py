"""What each of the cast gets at each address, and the ids with which an address is tried."""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from tests.conftest import PASSPHRASE
from tests.thread import Acting, accept, hand_over, write

from cloison.access.actions import Seat, add_member
from cloison.access.models import File, Reason
from cloison.access.queries import ledger
from cloison.accounts import actions
from cloison.accounts.models import Post, Team
from cloison.accounts.roles import Role
from cloison.demo.cast import CAST, activate
from cloison.reception.models import Visit

NOBODY = "nobody"
LOGINS = (*(player.login for player in CAST), NOBODY)
HOLE = re.compile(r"<\w+:(\w+)>")


def patterns(within: Any = None, before: str = "") -> Iterator[str]:
    """Every address of the resolver, holes included."""
    for found in (within or get_resolver()).url_patterns:
        if isinstance(found, URLResolver):
            yield from patterns(found, before + str(found.pattern))
        elif isinstance(found, URLPattern):
            yield before + str(found.pattern)


def expectation(line: str) -> dict[str, int]:
    """A line of the table, as what each login gets: "amina bruno 200, rest 404, nobody 302"."""
    found: dict[str, int] = {}
    rest = 0
    for part in line.split(","):
        *names, status = part.split()
        rest = int(status) if "rest" in names else rest
        found |= dict.fromkeys(names, int(status))
    return {login: found.get(login, rest) for login in LOGINS}


@dataclass(frozen=True)
class Scene:
    """Ids by the name of their hole and the beginning of the address: all of them belong to somebody."""

    file: File
    desk_file: File
    handed: uuid.UUID
    visit: uuid.UUID
    note: uuid.UUID
    membership: uuid.UUID
    session: uuid.UUID
    member: uuid.UUID
    post: uuid.UUID
    invitation: str

    def fill(self, pattern: str) -> str:
        """The address of a pattern, with these ids."""
        handed = pattern.startswith("followup/handovers/")
        held = {
            "file_id": self.handed if handed else self.file.id,
            "circle_id": self.file.circle_id,
            "membership_id": self.membership,
            "row_id": self.note,
            "note_id": self.note,
            "visit_id": self.visit,
            "session_id": self.session,
            "member_id": self.member,
            "post_id": self.post,
            "token": self.invitation,
        }
        return "/" + HOLE.sub(lambda hole: str(held[hole[1]]), pattern)


def scene(acting: Acting, session_of: Callable[[str], uuid.UUID]) -> Scene:
    """Claire's file with a note and David as stand-in, what led to it, and an account that nobody misses."""
    handed = hand_over(acting)
    waiting = hand_over(acting)
    file = accept(acting, handed)
    note = write(acting, file)
    with acting("david") as david:
        seat = Seat(david.id, david.posts[0].id, Reason.STAND_IN)
    with acting("claire") as claire:
        add_member(by=claire, circle_id=file.circle_id, seat=seat)
        membership = next(
            line.membership_id for line in ledger(claire, file.circle_id) if line.member_id == seat.member_id
        )  # fmt: skip
    with acting("amina"):
        visit = Visit.objects.filter(file_id=handed.desk.id).values_list("id", flat=True)[0]
    member, post, invitation = spare(acting)
    return Scene(
        file, handed.desk, waiting.file_id, visit, note.id, membership, session_of("claire"), member, post, invitation
    )


def spare(acting: Acting) -> tuple[uuid.UUID, uuid.UUID, str]:
    """(member, post, activation token) of a new account."""
    with acting("ines") as ines:
        team = Team.objects.values_list("id", flat=True).get(name="Le Port")
        login = f"essai{uuid.uuid4().hex[:8]}"
        member, token = actions.add_member(by=ines, login=login, name="Compte d'essai")
        actions.grant_post(by=ines, member_id=member, role=Role.RECEPTION, team_id=team)
    activate(token, PASSPHRASE)
    with acting("ines") as ines:
        post = Post.objects.values_list("id", flat=True).get(member_id=member)
        return member, post, actions.invite(by=ines, member_id=member)
