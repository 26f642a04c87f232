"""The second stage and battery: what the functions grant, end, know, count and refuse about circles and keys."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import psycopg
from tests.walls import rows
from tests.walls.stage import HOUR, Stage, grant, people

from cloison.access.models import Circle, File, Membership
from cloison.accounts.models import Post
from cloison.vault.models import CircleWrap, RecoveryWrap

# Posts of `colleague` that may bring nobody into a circle, and what is wrong with them.
BAD_POSTS = {
    "begins later": {"starts_at": HOUR},
    "is over": {"ends_at": -HOUR},
    "was ended": {"ended_at": -HOUR},
    "has no basis": {"basis": "none"},
    "is of another trade": {"role": "doctor"},
}
# Circles in which somebody who may not still holds the key, but for the first.
TURNING = ("fresh", "left", "out of time", "only elsewhere", "slipped in")


def build(web: psycopg.Connection[Any], dba: psycopg.Connection[Any]) -> Stage:
    """People, posts of every kind, circles of every kind of ledger. `web` must not be in autocommit."""
    stage = Stage(web, dba)
    now = datetime.now(UTC)
    people(stage, now)
    for name, wrong in BAD_POSTS.items():
        told = {key: now + value if key.endswith("_at") else value for key, value in wrong.items()}
        stage.posts[name] = stage.write(
            Post, organisation_id=stage.house, member_id=stage.members["colleague"], team_id=stage.teams["team"],
            **({"role": "social_worker", "basis": "casf_l411_3", "starts_at": now - HOUR} | told),
        )["id"]  # fmt: skip
    stage.posts["mine elsewhere"] = stage.write(
        Post, organisation_id=stage.house, member_id=stage.members["mine"], team_id=stage.teams["other"],
        role="social_worker", basis="casf_l411_3", starts_at=now - HOUR,
    )["id"]  # fmt: skip
    stage.write(Circle, organisation_id=stage.house, kind="personal", team_id=stage.teams["other"])
    for name in ("mine", "theirs", "counter", "shared", *TURNING):
        _circle(stage, name, now)
    _ledger(stage, now)
    _wraps(stage)
    for name in ("mine", "theirs"):
        stage.files[name] = stage.write(File, circle_id=stage.circles[name])["id"]
        stage.dba.execute(
            "select journal.append('file.created', %s, %s, '{}', null, null)", [stage.files[name], stage.circles[name]]
        )
    return stage


def _circle(stage: Stage, name: str, now: datetime) -> None:
    desk = {"compartment": "RECEPTION", "kind": "desk", "team_id": stage.teams["team"]} if name == "counter" else {}
    told = {"organisation_id": stage.house, "compartment": "SOCIAL", "kind": "personal", "team_id": None} | desk
    stage.circles[name] = stage.write(Circle, **told)["id"]
    holder = {"theirs": "colleague", "counter": "desk"}.get(name, "mine")
    stage.memberships[name] = grant(stage, name, holder, starts_at=now - HOUR)


def _ledger(stage: Stage, now: datetime) -> None:
    """What the colleague once was in the circles of mine."""
    gone = {"starts_at": now - 2 * HOUR, "ended_at": now - HOUR, "end_reason": "left"}
    past = {"starts_at": now - 2 * HOUR, "ends_at": now - HOUR}
    stage.memberships["gone"] = grant(stage, "mine", "colleague", **gone)
    stage.memberships["past"] = grant(stage, "mine", "colleague", **past)
    grant(stage, "left", "colleague", **gone)
    grant(stage, "out of time", "colleague", **past)
    _slip(stage, "slipped in")
    stage.memberships["stands in"] = grant(stage, "shared", "colleague", starts_at=now - HOUR, reason="stand_in")
    for former in (gone, past):
        grant(stage, "shared", "colleague", **former)
    stage.memberships["mine past"] = grant(stage, "theirs", "mine", **past)


def _slip(stage: Stage, circle: str, **told: Any) -> uuid.UUID:
    """A row of the ledger that no function wrote."""
    people = {"member_id": stage.members["colleague"], "granted_by": stage.members["mine"]}
    return rows.write(
        stage.dba, Membership, circle_id=stage.circles[circle], starts_at=datetime.now(UTC), **people, **told
    )["id"]  # fmt: skip


def _wraps(stage: Stage) -> None:
    mine, colleague = ({"member_id": stage.members[n], "key_id": stage.keys[n]} for n in ("mine", "colleague"))
    for name in ("mine", *TURNING):
        stage.write(CircleWrap, circle_id=stage.circles[name], epoch=2, **mine)
        # In `fresh` the colleague holds an old key only; elsewhere the present one.
        stage.write(CircleWrap, circle_id=stage.circles[name], epoch=1 if name in ("fresh", "mine") else 2, **colleague)
    stage.write(CircleWrap, circle_id=stage.circles["theirs"], epoch=9, **mine)
    for circle, epoch in (("mine", 1), ("mine", 2), ("fresh", 2)):
        stage.write(RecoveryWrap, circle_id=stage.circles[circle], epoch=epoch, recovery_id=stage.recovery)
    stage.write(RecoveryWrap, circle_id=stage.circles["left"], epoch=2)


# — asking —


def ask(stage: Stage, session: str, statement: str, *parameters: Any) -> Any:
    """All the rows that a function answers to a session, in a transaction that is rolled back; None when it refuses."""
    with stage.acting(stage.tokens[session]):
        return _asked(stage, statement, *parameters)


def _asked(stage: Stage, statement: str, *parameters: Any) -> Any:
    try:
        with stage.web.transaction():
            return stage.web.execute(statement, parameters).fetchall()
    except psycopg.errors.InsufficientPrivilege:
        return None


def grants(stage: Stage, session: str, circle: str, member: uuid.UUID, post: uuid.UUID) -> int | None:
    """How many rows of the ledger a grant makes; None when it is refused."""
    count = "select count(*) from public.access_membership where circle_id = %s"
    with stage.acting(stage.tokens[session]):
        before = _asked(stage, count, stage.circles[circle])
        done = _asked(
            stage, "select app.grant_membership(%s, %s, %s, 'stand_in', null)", stage.circles[circle], member, post
        )  # fmt: skip
        return None if done is None else _asked(stage, count, stage.circles[circle])[0][0] - before[0][0]


def granting(stage: Stage) -> None:
    """Into one's own circles, in a present post of the right trade, once."""
    people, posts = stage.members, stage.posts
    assert grants(stage, "open", "mine", people["colleague"], posts["colleague"]) == 1
    assert grants(stage, "open", "mine", people["mine"], posts["mine"]) == 0
    assert grants(stage, "open", "theirs", people["mine"], posts["mine"]) is None
    for session in ("locked", "closed", "expired", "idle", "pending", "stranger"):
        assert grants(stage, session, "mine", people["colleague"], posts["colleague"]) is None
    for name in BAD_POSTS:
        assert grants(stage, "open", "mine", people["colleague"], posts[name]) is None, name
    for member, post in (("colleague", "mine"), ("stranger", "stranger"), ("doctor", "doctor"), ("admin", "admin")):
        assert grants(stage, "open", "mine", people[member], posts[post]) is None, member
    assert grants(stage, "open", "mine", people["colleague"], uuid.uuid4()) is None
    assert grants(stage, "desk", "counter", people["desk_too"], posts["desk_too"]) == 1
    for other in ("colleague", "desk_elsewhere"):
        assert grants(stage, "desk", "counter", people[other], posts[other]) is None, other


def ending(stage: Stage) -> None:
    """A running row of one's own circle: one's own, or another's where one is the referent."""
    end, rows_of = "select app.end_membership(%s, 'left')", stage.memberships
    for session, row in (("open", "mine"), ("open", "stands in"), ("colleague", "stands in")):
        assert ask(stage, session, end, rows_of[row]) == [(True,)], f"{session}: {row}"
    for session, row in (("open", "theirs"), ("open", "gone"), ("open", "mine past"), ("colleague", "shared")):
        assert ask(stage, session, end, rows_of[row]) == [(False,)], f"{session}: {row}"
    assert ask(stage, "open", end, uuid.uuid4()) == [(False,)]


SELF = "select app.create_circle(%s, %s, %s, %s, %s::json)"


def creating(stage: Stage) -> None:
    """With oneself in it, in one's own house; a desk once, of its reception only."""
    people, posts, teams = stage.members, stage.posts, stage.teams

    def made(session: str, kind: str, team: uuid.UUID | None, *seats: str, compartment: str = "SOCIAL") -> bool:
        told = ", ".join(f'["{people[name.split()[0]]}", "{posts[name]}", "referent", null]' for name in seats)
        return ask(stage, session, SELF, uuid.uuid4(), compartment, kind, team, f"[{told}]") is not None

    assert made("open", "personal", None, "mine")
    assert made("open", "personal", teams["team"], "mine", "colleague")
    assert not made("open", "personal", None, "colleague")
    assert not made("locked", "personal", None, "mine")
    for team in (teams["far"], uuid.uuid4()):
        assert not made("open", "personal", team, "mine")
    assert made("desk_elsewhere", "desk", teams["other"], "desk_elsewhere", compartment="RECEPTION")
    assert not made("desk_too", "desk", teams["team"], "desk_too", compartment="RECEPTION")
    for post in ("mine", "mine elsewhere"):
        assert not made("open", "desk", teams["other"], post, compartment="RECEPTION")
    assert not made("desk", "desk", teams["other"], "desk", compartment="RECEPTION")
    has = "select app.has_desk(%s)"
    assert ask(stage, "desk_too", has, teams["team"]) == [(True,)]
    for session in ("open", "desk_elsewhere", "locked"):
        assert ask(stage, session, has, teams["team"]) == [(False,)]


def knowing(stage: Stage) -> None:
    """A row is known when the journal wrote exactly it, and ended when the journal ended it."""
    asked = "select app.membership_known(%s)"
    assert ask(stage, "open", asked, stage.memberships["mine"]) == [(True,)]
    for other in (stage.memberships["theirs"], uuid.uuid4()):
        assert ask(stage, "open", asked, other) == [(False,)]
    for name, told in VERSIONS.items():
        with stage.dba.transaction(force_rollback=True):
            row = _slip(stage, "mine")
            for statement in told:
                stage.dba.execute(statement, {"row": row, "other": stage.circles["fresh"]})
            known = stage.dba.execute(
                "select core.journalled(m) from public.access_membership m where id = %s", [row]
            ).fetchone()  # fmt: skip
        assert known == (name.startswith("sound"),), name


def _line(kind: str = "'member.granted'", circle: str = "circle_id", actor: str = "granted_by") -> str:
    return (
        "update public.access_membership m set entry = "
        f"journal.append({kind}, null, {circle}, core.membership_detail(m), {actor}, null) where id = %(row)s"
    )


def _told(kind: str, circle: str = "m.circle_id", row: str = "m.id") -> str:
    return (
        f"select journal.append('{kind}', null, {circle}, jsonb_build_object('membership', {row})::text, null, null) "
        "from public.access_membership m where id = %(row)s"
    )


ALTER = "update public.access_membership set {} where id = %(row)s"
END = ALTER.format("ended_at = now(), end_reason = 'left'")
# What may have been written of a row: only what begins with `sound` is the journal's own.
VERSIONS: dict[str, list[str]] = {
    "sound": [_line()],
    "sound and ended": [_line(), END, _told("member.ended")],
    "sound, and another's end": [_line(), _told("member.ended", row="gen_random_uuid()")],
    "sound, and an end elsewhere": [_line(), _told("member.ended", circle="%(other)s::uuid")],
    "sound, and another line": [_line(), _told("link.made")],
    "no line": [],
    "a line of another kind": [_line(kind="'link.made'")],
    "a line of another circle": [_line(circle="%(other)s::uuid")],
    "a line of another hand": [_line(actor="gen_random_uuid()")],
    "a line that it does not name": [_line(), ALTER.format("entry = gen_random_uuid()")],
    "altered since": [_line(), ALTER.format("basis = 'none'")],
    "ended by hand": [_line(), END],
    "opened again by hand": [_line(), _told("member.ended")],
}


def keys(stage: Stage) -> None:
    """The present epoch, whether somebody who left holds it, and who is given it."""
    for name in TURNING:
        found = ask(stage, "open", "select * from app.epoch(%s)", stage.circles[name])
        assert found == [(2, name != "fresh")], f"{name}: {found}"
    assert ask(stage, "open", "select * from app.epoch(%s)", stage.circles["theirs"]) == []
    assert ask(stage, "desk", "select * from app.epoch(%s)", stage.circles["counter"]) == []
    who = "select member_id, epochs from app.recipients(%s)"
    for name in ("mine", *TURNING):
        assert ask(stage, "open", who, stage.circles[name]) == [(stage.members["mine"], [2])], name
    assert ask(stage, "open", who, stage.circles["theirs"]) == []


def recovering(stage: Stage) -> None:
    """A wrap for the custodians replaces that of the same epoch of one's own circle, and no other."""
    wrap, lacking = "select app.wrap_for_recovery(%s, 2, %s, '')", "select * from app.unrecoverable(%s)"
    assert ask(stage, "open", wrap, stage.circles["theirs"], uuid.uuid4()) is None
    without = {(stage.circles[name], 2) for name in TURNING if name != "fresh"} | {(stage.circles["fresh"], 1)}
    with stage.acting(stage.tokens["open"]):
        assert set(_asked(stage, lacking, stage.recovery)) == without
        _asked(stage, wrap, stage.circles["mine"], uuid.uuid4())
        assert set(_asked(stage, lacking, stage.recovery)) == without | {(stage.circles["mine"], 2)}
    line = "select app.note_key(%s, %s, 2)"
    assert ask(stage, "open", line, "epoch.started", stage.circles["mine"])
    assert ask(stage, "open", line, "epoch.started", stage.circles["theirs"]) is None
    assert ask(stage, "open", line, "member.granted", stage.circles["mine"]) is None


def writing(stage: Stage) -> None:
    """Lines of one's own files and circles; hidden and absent fail alike; what others rely on, never."""
    line = "select app.journal(%s, %s, %s, '{}')"
    nothing = None
    mine, theirs = ((stage.files[name], stage.circles[name]) for name in ("mine", "theirs"))
    assert ask(stage, "open", line, "list.seen", nothing, nothing)
    assert ask(stage, "open", line, "note.written", mine[0], nothing)
    assert ask(stage, "open", line, "list.seen", nothing, mine[1])
    refused = [
        ("open", "note.written", theirs[0], nothing), ("open", "list.seen", nothing, theirs[1]),
        ("open", "note.written", mine[0], stage.circles["fresh"]), ("open", "note.written", uuid.uuid4(), nothing),
        ("open", "note.written", uuid.uuid4(), mine[1]), ("open", "list.seen", nothing, uuid.uuid4()),
        ("open", "member.granted", nothing, mine[1]), ("locked", "list.seen", nothing, nothing),
    ]  # fmt: skip
    for session, kind, file, circle in refused:
        assert ask(stage, session, line, kind, file, circle) is None, (kind, file == theirs[0], circle == theirs[1])
    told = "select count(*) from app.journal_of(%s)"
    wanted = stage.dba.execute("select count(*) from journal.entry where file = %s", [mine[0]]).fetchone()
    assert ask(stage, "open", told, mine[0]) == [wanted]
    assert ask(stage, "open", told, theirs[0]) == [(0,)]


CHECKS: list[Callable[[Stage], None]] = [granting, ending, creating, knowing, keys, recovering, writing]
