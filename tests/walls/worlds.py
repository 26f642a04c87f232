"""Random worlds: a plain Python model of who may read what, and the same world laid into the database.

Circles, files and notes are made once through the actions; each world writes another ledger, other sessions and
other tickets around them, as the functions would have left them.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from django.utils import timezone
from hypothesis import strategies as st
from tests.conftest import PASSPHRASE
from tests.walls import rows
from tests.walls.scene import write_notes, write_person

from cloison.access.actions import Seat, create_circle, open_new_file
from cloison.access.compartments import Compartment
from cloison.access.models import CircleKind, Membership, Reason, Ticket
from cloison.accounts import actions
from cloison.accounts.roles import Role
from cloison.accounts.sessions import as_member, log_in, working
from cloison.database.unit import unit
from cloison.demo.cast import activate
from cloison.handover.models import Handover
from cloison.people.names import Names, PersonName
from cloison.vault.cookie import SessionSecret

BEHIND = (
    "select (select count(*) from public.followup_note where file_id = %(file)s) + "
    "(select count(*) from public.people_identity where file_id = %(file)s)"
)
HOUR = timedelta(hours=1)
NOTES = 2
PEOPLE = ("desk1", "desk2", "social1", "social2", "social3")
KINDS = (CircleKind.DESK, CircleKind.PERSONAL, CircleKind.PERSONAL, CircleKind.HANDOVER)
# The desk has two files, the others one.
CIRCLE_OF_FILE = (0, 0, 1, 2, 3)
STATES: dict[str, dict[str, Any]] = {
    "open": {},
    "locked": {"locked_at": -HOUR},
    "closed": {"closed_at": -HOUR},
    "expired": {"expires_at": -HOUR},
    "idle": {"seen_at": -HOUR},
    "pending": {"established": False},
}


# — the model —


@dataclass(frozen=True)
class Row:
    """A row of the ledger: hours from now."""

    circle: int
    person: int
    starts: int
    ends: int | None
    ended: bool
    reason: str

    def lives(self) -> bool:
        return self.starts <= 0 and not self.ended and (self.ends is None or self.ends > 0)


@dataclass(frozen=True)
class Opened:
    """A reading ticket of a person's session for a file."""

    person: int
    file: int
    expires: int


@dataclass(frozen=True)
class World:
    """A ledger, the state of each person's session, the tickets."""

    ledger: tuple[Row, ...]
    states: tuple[str, ...]
    tickets: tuple[Opened, ...]

    def reads(self, person: int, file: int) -> bool:
        """Whether the person may read the file now."""
        circle = CIRCLE_OF_FILE[file]
        return self.states[person] == "open" and any(
            row.lives() for row in self.ledger if (row.person, row.circle) == (person, circle)
        )

    def sees(self, person: int, file: int) -> bool:
        """Whether the person sees what is behind the door of the file now."""
        held = any(t.expires > 0 for t in self.tickets if (t.person, t.file) == (person, file))
        return held and self.reads(person, file)

    def behind(self, person: int, file: int) -> int:
        """How many rows behind the door of the file the person sees now: a sheet, and notes where notes are written."""
        whole = 1 + (NOTES if KINDS[CIRCLE_OF_FILE[file]] == CircleKind.PERSONAL else 0)
        return whole if self.sees(person, file) else 0


people = st.integers(0, len(PEOPLE) - 1)
ledger_rows = st.builds(
    Row,
    circle=st.integers(0, len(KINDS) - 1),
    person=people,
    starts=st.sampled_from((-2, -2, -2, 1)),
    ends=st.sampled_from((None, None, 1, -1)),
    ended=st.sampled_from((False, False, True)),
    reason=st.sampled_from(("left", "post_ended", "done")),
)
tickets = st.builds(Opened, person=people, file=st.integers(0, 4), expires=st.sampled_from((1, 1, -1)))
# An open session is the common case: most worlds must let somebody read something.
states = st.sampled_from(("open",) * 6 + tuple(STATES)[1:])
worlds = st.builds(
    World,
    ledger=st.lists(ledger_rows, max_size=14).map(tuple),
    states=st.tuples(*[states] * len(PEOPLE)),
    tickets=st.lists(tickets, max_size=14).map(tuple),
)


# — the same in the database —


@dataclass(repr=False)
class House:
    """An organisation of its own: members, posts and sessions by person, circles, files."""

    members: list[uuid.UUID]
    posts: list[uuid.UUID]
    secrets: list[SessionSecret]
    vaults: list[bytes]
    circles: list[uuid.UUID]
    files: list[uuid.UUID]

    def lay(self, dba: psycopg.Connection[Any], world: World) -> None:
        """Makes the database this world."""
        now = datetime.now(UTC)
        with dba.transaction():
            dba.execute("delete from public.access_membership where circle_id = any(%s)", [self.circles])
            dba.execute("delete from public.access_ticket where file_id = any(%s)", [self.files])
            for row in world.ledger:
                self._grant(dba, row, now)
            for person, state in enumerate(world.states):
                self._session(dba, person, state, now)
            for held in world.tickets:
                self._ticket(dba, held, now)

    def _grant(self, dba: psycopg.Connection[Any], row: Row, now: datetime) -> None:
        ended = {"ended_at": now - HOUR, "end_reason": row.reason} if row.ended else {}
        rows.write(
            dba, Membership, circle_id=self.circles[row.circle], member_id=self.members[row.person],
            post_id=self.posts[row.person], reason="referent", basis="casf_l133_5", starts_at=now + row.starts * HOUR,
            ends_at=None if row.ends is None else now + row.ends * HOUR, granted_by=self.members[row.person], **ended,
        )  # fmt: skip

    def _session(self, dba: psycopg.Connection[Any], person: int, state: str, now: datetime) -> None:
        open_one = {"established": True, "locked_at": None, "closed_at": None, "seen_at": now, "expires_at": now + HOUR}
        told = {key: now + value if isinstance(value, timedelta) else value for key, value in STATES[state].items()}
        values = open_one | told | {"vault": self.vaults[person]}
        columns = ", ".join(f"{column} = %({column})s" for column in values)
        dba.execute(
            f"update public.accounts_session set {columns} where token_hash = %(hash)s",
            values | {"hash": self.secrets[person].token_hash},
        )

    def _ticket(self, dba: psycopg.Connection[Any], held: Opened, now: datetime) -> None:
        session = dba.execute(
            "select id from public.accounts_session where token_hash = %s", [self.secrets[held.person].token_hash]
        ).fetchone()
        assert session
        rows.write(
            dba, Ticket, session_id=session[0], file_id=self.files[held.file], xid=1,
            expires_at=now + held.expires * HOUR,
        )  # fmt: skip


def build(admin_token: str, admin: str, dba: psycopg.Connection[Any]) -> House:
    """The organisation whose administrator was just founded: people, circles, files, notes."""
    activate(admin_token, PASSPHRASE)
    with as_member(admin, PASSPHRASE, device="test") as secret, working(secret) as ines:
        team = actions.add_team(by=ines, name="Les Aulnes")
        invited = [_member(ines, f"{admin}-{name}", name, team) for name in PEOPLE]
    for _, _, token in invited:
        activate(token, PASSPHRASE)
    secrets = []
    for name in PEOPLE:
        with unit():
            secrets.append(log_in(f"{admin}-{name}", PASSPHRASE, address="test", device="test"))
    house = House([m for m, _, _ in invited], [p for _, p, _ in invited], secrets, [], [], [])
    house.vaults = [_vault(dba, secret) for secret in secrets]
    for place, kind in enumerate(KINDS):
        _circle(house, place, kind, team)
    return house


def _member(ines: Any, login: str, name: str, team: uuid.UUID) -> tuple[uuid.UUID, uuid.UUID, str]:
    member, token = actions.add_member(by=ines, login=login, name=name)
    role = Role.RECEPTION if name.startswith("desk") else Role.SOCIAL_WORKER
    return member, actions.grant_post(by=ines, member_id=member, role=role, team_id=team), token


def _vault(dba: psycopg.Connection[Any], secret: SessionSecret) -> bytes:
    found = dba.execute(
        "select vault from public.accounts_session where token_hash = %s", [secret.token_hash]
    ).fetchone()  # fmt: skip
    assert found
    return bytes(found[0])


def _circle(house: House, place: int, kind: CircleKind, team: uuid.UUID) -> None:
    person = {CircleKind.DESK: 0, CircleKind.HANDOVER: 1}.get(kind, place + 1)
    compartment = Compartment.SOCIAL if kind == CircleKind.PERSONAL else Compartment.RECEPTION
    with working(house.secrets[person]) as by:
        seats = [Seat(by.id, house.posts[person], Reason.REFERENT)]
        circle = create_circle(by=by, compartment=compartment, kind=kind, team_id=team, seats=seats)
        house.circles.append(circle)
        for _ in range(CIRCLE_OF_FILE.count(place)):
            file = open_new_file(by=by, circle_id=circle, compartment=compartment)
            write_person(by, file, Names((PersonName("Durand", "Lise"),)), phones=["06 00 00 00 00"])
            if kind == CircleKind.PERSONAL:
                write_notes(by, file, *["un fait"] * NOTES)
            if kind == CircleKind.HANDOVER:
                Handover.objects.create(
                    circle_id=circle, file_id=file.id, made_by=by.id, to_member_id=house.members[-1], team_id=team,
                    channel=1, visited_at=timezone.now(),
                )  # fmt: skip
            house.files.append(file.id)


def pairs() -> Iterator[tuple[int, int]]:
    """Every person with every file."""
    return ((person, file) for person in range(len(PEOPLE)) for file in range(len(CIRCLE_OF_FILE)))
