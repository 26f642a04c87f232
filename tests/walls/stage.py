"""A small house in which every reason to see a row, and every reason not to, stands once.

Rows are written by the database administrator as the functions would write them; one professional, `mine`, holds
sessions in every state and a place in circles of every kind of past, present and future.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from tests.walls import rows

from cloison.access.models import Circle, File, Membership, Ticket
from cloison.accounts.models import Activation, Draft, Member, Organisation, Post, Session, Team
from cloison.agenda.models import Occupied
from cloison.database import walls
from cloison.database.declare import Policed
from cloison.vault.models import CircleWrap, MemberKey, RecoveryKey, RecoveryPair, RecoveryWrap

HOUR = timedelta(hours=1)
SESSIONS = {
    "open": {},
    "other": {},
    "locked": {"locked_at": -HOUR},
    "closed": {"closed_at": -HOUR},
    "expired": {"expires_at": -HOUR},
    "idle": {"seen_at": -HOUR},
    "pending": {"established": False},
}
# Circles by what the ledger says of `mine` there; `theirs` is a colleague's.
LEDGER: dict[str, dict[str, timedelta] | None] = {
    "circle": {"starts_at": -HOUR, "ends_at": HOUR},
    "second": {"starts_at": -HOUR},
    "future": {"starts_at": HOUR},
    "ended": {"starts_at": -2 * HOUR, "ended_at": -HOUR},
    "past": {"starts_at": -2 * HOUR, "ends_at": -HOUR},
    "theirs": None,
}
# Files of `circle` by what tickets the sessions hold.
TICKETS: dict[str, tuple[str, timedelta] | None] = {
    "opened": ("open", HOUR),
    "stale": ("open", -HOUR),
    "elsewhere": ("other", HOUR),
    "unopened": None,
    "blank": ("open", HOUR),
}
ROLES = {
    **dict.fromkeys(("mine", "colleague", "stranger"), "social_worker"),
    **dict.fromkeys(("admin", "far_admin"), "technical_admin"),
    **dict.fromkeys(("desk", "desk_too", "desk_elsewhere"), "reception"),
    "dpo": "dpo",
    "doctor": "doctor",
}
DEAD = ("locked", "closed", "expired", "idle", "pending")


@dataclass
class Stage:
    """What stands where. Tokens by session state, circles by ledger state, files by circle or ticket state."""

    web: psycopg.Connection[Any]
    dba: psycopg.Connection[Any]
    house: uuid.UUID = field(default_factory=uuid.uuid4)
    elsewhere: uuid.UUID = field(default_factory=uuid.uuid4)
    teams: dict[str, uuid.UUID] = field(default_factory=dict)
    members: dict[str, uuid.UUID] = field(default_factory=dict)
    posts: dict[str, uuid.UUID] = field(default_factory=dict)
    keys: dict[str, uuid.UUID] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, uuid.UUID] = field(default_factory=dict)
    circles: dict[str, uuid.UUID] = field(default_factory=dict)
    files: dict[str, uuid.UUID] = field(default_factory=dict)
    circle_of: dict[str, str] = field(default_factory=dict)
    written: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    memberships: dict[str, uuid.UUID] = field(default_factory=dict)
    recovery: uuid.UUID = field(default_factory=uuid.uuid4)

    def write(self, model: type, **told: Any) -> dict[str, Any]:
        values = rows.write(self.dba, model, **told)
        self.written.setdefault(walls.table(model), []).append(values)
        return values

    @contextmanager
    def acting(self, token: str) -> Iterator[psycopg.Connection[Any]]:
        """One transaction of the web role with a token; rolled back at the end unless it was committed inside."""
        try:
            self.bind(token)
            yield self.web
        finally:
            self.web.rollback()

    def bind(self, token: str) -> None:
        self.web.execute("select set_config('cloison.token', %s, true)", [token])


def build(web: psycopg.Connection[Any], dba: psycopg.Connection[Any]) -> Stage:
    """The whole house. `web` must not be in autocommit."""
    stage = Stage(web, dba)
    for room in (people, _circles, _files, _content, _own):
        room(stage, datetime.now(UTC))
    return stage


def people(stage: Stage, now: datetime) -> None:
    """Organisations, teams, professionals with a post and a key pair, and their sessions."""
    for house in (stage.house, stage.elsewhere):
        stage.write(Organisation, id=house, made_at=now)
    for name, house in (("team", stage.house), ("other", stage.house), ("far", stage.elsewhere)):
        stage.teams[name] = stage.write(Team, organisation_id=house)["id"]
    for name, role in ROLES.items():
        far = name in ("stranger", "far_admin")
        house, team = (stage.elsewhere, "far") if far else (stage.house, "team")
        team = "other" if name == "desk_elsewhere" else team
        stage.members[name] = stage.write(Member, organisation_id=house)["id"]
        stage.posts[name] = _post(stage, name, house, stage.teams[team], role=role, starts_at=now - HOUR)
        stage.keys[name] = _key(stage, name, house)
    _sessions(stage, now)


def _post(stage: Stage, name: str, house: uuid.UUID, team: uuid.UUID, **told: Any) -> uuid.UUID:
    told = {"basis": "casf_l411_3"} | told
    found: uuid.UUID = stage.write(
        Post, organisation_id=house, member_id=stage.members[name], team_id=team, **told
    )["id"]  # fmt: skip
    return found


def _key(stage: Stage, name: str, house: uuid.UUID) -> uuid.UUID:
    key, member = uuid.uuid4(), stage.members[name]
    detail = (
        "jsonb_build_object('member', %s::uuid, 'key', %s::uuid, 'fingerprint', encode(sha256('\\x01'), 'hex'))::text"
    )
    entry = stage.dba.execute(
        f"select journal.append('key.published', null, null, {detail}, null, null)", [member, key]
    ).fetchone()[0]
    stage.write(MemberKey, id=key, organisation_id=house, member_id=member, public=b"\x01", entry=entry)
    return key


def _sessions(stage: Stage, now: datetime) -> None:
    wanted = dict.fromkeys(SESSIONS, "mine") | {name: name for name in ROLES if name != "mine"}
    for name, member in wanted.items():
        stage.tokens[name] = uuid.uuid4().hex
        special = {key: now + value if isinstance(value, timedelta) else value
                   for key, value in SESSIONS.get(name, {}).items()}  # fmt: skip
        told = {"established": True, "seen_at": now, "expires_at": now + HOUR} | special
        far = member in ("stranger", "far_admin")
        stage.sessions[name] = uuid.uuid4()
        stage.dba.execute(
            rows.insert(Session, values := rows.row(
                Session, id=stage.sessions[name], member_id=stage.members[member], key_id=stage.keys[member],
                organisation_id=stage.elsewhere if far else stage.house, token_hash=b"", **told,
            )), values,
        )  # fmt: skip
        stage.dba.execute(
            "update public.accounts_session set token_hash = sha256(convert_to(%s, 'UTF8')) where id = %s",
            [stage.tokens[name], stage.sessions[name]],
        )


def _circles(stage: Stage, now: datetime) -> None:
    for name, mine in LEDGER.items():
        told = {"organisation_id": stage.house, "compartment": "SOCIAL", "kind": "personal"}
        stage.circles[name] = stage.write(Circle, **told)["id"]
        ledger = {} if mine is None else {key: now + value for key, value in mine.items()}
        reason = {"end_reason": "left"} if "ended_at" in ledger else {}
        stage.memberships[name] = grant(
            stage, name, "colleague" if mine is None else "mine", **(ledger or {"starts_at": now - HOUR}), **reason
        )
        stage.write(
            CircleWrap, circle_id=stage.circles[name], member_id=stage.members["mine"], key_id=stage.keys["mine"]
        )


def grant(stage: Stage, circle: str, member: str, **told: Any) -> uuid.UUID:
    """A row of the ledger, with its journal line, as the function writes it."""
    who = {"member_id": stage.members[member], "post_id": stage.posts[member], "granted_by": stage.members[member]}
    made = rows.row(Membership, circle_id=stage.circles[circle], **({"reason": "referent"} | who | told))
    stage.dba.execute(rows.insert(Membership, made), made)
    stage.dba.execute(
        "update public.access_membership m set entry = journal.append('member.granted', null, m.circle_id, "
        "core.membership_detail(m), m.granted_by, null) where id = %s", [made["id"]],
    )  # fmt: skip
    if made["ended_at"]:
        detail = "jsonb_build_object('membership', %s::uuid)::text"
        stage.dba.execute(
            f"select journal.append('member.ended', null, %s, {detail}, null, null)", [made["circle_id"], made["id"]]
        )
    stage.written.setdefault(walls.table(Membership), []).append(made)
    found: uuid.UUID = made["id"]
    return found


def _files(stage: Stage, now: datetime) -> None:
    places = dict.fromkeys(TICKETS, "circle") | {name: name for name in LEDGER if name != "circle"}
    for name, circle in places.items():
        stage.files[name] = stage.write(File, circle_id=stage.circles[circle])["id"]
        stage.circle_of[name] = circle
        if held := TICKETS.get(name, ("open", HOUR)):
            ticket(stage, held[0], name, now + held[1])
    for state in DEAD:
        ticket(stage, state, "opened", now + HOUR)


def ticket(stage: Stage, session: str, file: str, expires_at: datetime) -> None:
    stage.write(Ticket, session_id=stage.sessions[session], file_id=stage.files[file], xid=1, expires_at=expires_at)


def place(stage: Stage, model: type, name: str, **told: Any) -> dict[str, Any]:
    """The told columns of a row of `model` on one file: the pairs (file, circle) of the model all point there."""
    declared = walls.declaration(model)
    assert isinstance(declared, Policed)
    circle = stage.circles[stage.circle_of[name]]
    columns = dict.fromkeys(declared.circles, circle)
    for file, of in declared.files:
        columns |= {file: stage.files[name], of: circle}
    return columns | told


def content_models() -> list[type]:
    """The policed models whose rows are not yet on the stage."""
    return [model for model in rows.policed() if model not in (Circle, Membership, File, CircleWrap)]


def _content(stage: Stage, now: datetime) -> None:
    for model in content_models():
        for name in stage.files.keys() - {"blank"}:
            stage.write(model, **place(stage, model, name))
        declared = walls.declaration(model)
        if len(declared.circles) > 1:
            for sides in (("opened", "theirs"), ("theirs", "opened")):
                stage.write(model, **across(stage, model, sides))


def across(stage: Stage, model: type, sides: tuple[str, str]) -> dict[str, Any]:
    """The told columns of a row that hangs on two files."""
    found: dict[str, Any] = {}
    for (file, circle), name in zip(walls.declaration(model).files, sides, strict=True):
        found |= {file: stage.files[name], circle: stage.circles[stage.circle_of[name]]}
    return found


def _own(stage: Stage, now: datetime) -> None:
    for member in ("mine", "colleague"):
        stage.write(Draft, member_id=stage.members[member])
        stage.write(Activation, member_id=stage.members[member])
    for house, member in ((stage.house, "mine"), (stage.elsewhere, "stranger")):
        stage.write(Occupied, organisation_id=house, member_id=stage.members[member])
        recovery = stage.write(RecoveryKey, organisation_id=house)["id"]
        stage.write(RecoveryPair, organisation_id=house, recovery_id=recovery)
    stage.write(RecoveryWrap, circle_id=stage.circles["circle"])
