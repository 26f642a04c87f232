"""One compact battery for every wall: what each session sees, writes, removes and opens on the `stage`.

Each check raises AssertionError when a wall lets through what it must not, or keeps what it must not keep.
"""

import uuid
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import models
from psycopg import sql
from tests.walls import rows
from tests.walls.stage import DEAD, Stage, across, content_models, place

from cloison.database import walls
from cloison.database.declare import Closed, House, Own, Policed

Model = type[models.Model]
PLACES = {"open": {"circle", "second"}, "other": {"circle", "second"}, "colleague": {"theirs"}, "stranger": set()}
OPENED = {"open": {"opened", "blank", "second", "future", "ended", "past", "theirs"}, "other": {"elsewhere"}}


def readable() -> list[Model]:
    """The models of which the web role may select something."""
    return [model for model in walls.house_models() if "select" in walls.declaration(model).rights.web]


def insertable() -> list[Model]:
    """The models of which the web role may write rows itself."""
    return [model for model in walls.house_models() if "insert" in walls.declaration(model).rights.web]


def seen(connection: psycopg.Connection[Any]) -> set[tuple[str, str]]:
    """(table, row) of all that the current transaction can see."""
    parts = [f"select '{walls.table(model)}', id::text from {walls.table(model)}" for model in readable()]
    return set(connection.execute(" union all ".join(parts)).fetchall())


def expected(stage: Stage, session: str) -> set[tuple[str, str]]:
    """(table, row) of all that a session must see, from plain Python."""
    if session not in PLACES:
        return set()
    return {
        (walls.table(model), str(row["id"]))
        for model in readable()
        for row in stage.written.get(walls.table(model), [])
        if visible(stage, session, model, row)
    }


def visible(stage: Stage, session: str, model: Model, row: dict[str, Any]) -> bool:
    """Whether a session sees a row."""
    member = session if session in stage.members else "mine"
    match walls.declaration(model):
        case Policed() as declared:
            circles = {stage.circles[name] for name in PLACES[session]}
            opened = {stage.files[name] for name in OPENED.get(session, ())}
            ticket = not declared.ticket or row[declared.ticket] in opened
            return ticket and all(row[column] in circles for column in declared.circles)
        case Own() as declared:
            return row[declared.column] == stage.members[member]
        case House() as declared:
            return row[declared.column] == (stage.elsewhere if member == "stranger" else stage.house)
        case _:
            return False


def reading(stage: Stage) -> None:
    """Each session sees its rows and no other; a dead one, a forged one and none see nothing."""
    hashed = stage.dba.execute(
        "select encode(sha256(convert_to(%s, 'UTF8')), 'hex')", [stage.tokens["open"]]
    ).fetchone()
    tokens = {name: stage.tokens[name] for name in (*PLACES, *DEAD)} | {
        "nothing": "", "hash": hashed[0], "id": str(stage.sessions["open"])
    }  # fmt: skip
    for session, token in tokens.items():
        with stage.acting(token):
            found, wanted = seen(stage.web), expected(stage, session)
        assert found == wanted, f"{session}: too much {found - wanted}, too little {wanted - found}"


def inserts(stage: Stage, model: Model, told: dict[str, Any]) -> bool:
    """Whether the web role may write this row now. Any other failure than the policy's own is one of the battery."""
    values = rows.row(model, **told)
    try:
        with stage.web.transaction():
            stage.web.execute(rows.insert(model, values), values)
    except psycopg.errors.InsufficientPrivilege:
        return False
    except psycopg.Error as error:
        raise AssertionError(f"{model.__name__}: {error}") from error
    return True


def signed(model: Model, told: dict[str, Any], member: uuid.UUID) -> dict[str, Any]:
    """The told columns, signed by a member where the model is signed."""
    return told | ({"made_by": member} if walls.signature(model) else {})


def writing(stage: Stage) -> None:
    """A row is written in one's own circles, house and name only."""
    mine, colleague = stage.members["mine"], stage.members["colleague"]
    with stage.acting(stage.tokens["open"]):
        for model in insertable():
            good = told_columns(stage, model, "blank", mine, stage.house)
            assert inserts(stage, model, signed(model, good, mine)), f"{model.__name__}: refused at home"
            if walls.signature(model):
                assert not inserts(stage, model, signed(model, good, colleague)), f"{model.__name__}: signed by another"
            for bad in refused_columns(stage, model):
                assert not inserts(stage, model, signed(model, bad, mine)), f"{model.__name__}: {bad}"


def told_columns(stage: Stage, model: Model, file: str, member: uuid.UUID, house: uuid.UUID) -> dict[str, Any]:
    """The columns by which the policy of a model decides, for a place on the stage."""
    match walls.declaration(model):
        case Policed() as declared if declared.files and walls.table(model) != '"access_file"':
            return place(stage, model, file)
        case Policed() as declared:
            return dict.fromkeys(declared.circles, stage.circles[stage.circle_of[file]])
        case Own() as declared:
            return {declared.column: member}
        case House() as declared:
            return {declared.column: house} | ({"member_id": member} if "member_id" in columns(model) else {})
        case Closed():
            raise AssertionError(f"{model.__name__} is closed and may be written by the web role")


def columns(model: Model) -> set[str]:
    return {field.column for field in model._meta.local_fields}


def refused_columns(stage: Stage, model: Model) -> list[dict[str, Any]]:
    """Places where a row of the model must be refused."""
    declared = walls.declaration(model)
    if not isinstance(declared, Policed):
        return [told_columns(stage, model, "blank", stage.members["stranger"], stage.elsewhere)]
    mine = stage.members["mine"]
    found = [
        told_columns(stage, model, file, mine, stage.house) for file in ("theirs", "future", "ended", "past")
    ]  # fmt: skip
    if len(declared.circles) > 1:
        found += [across(stage, model, sides) for sides in (("blank", "theirs"), ("theirs", "blank"))]
    return found


def removing(stage: Stage) -> None:
    """Only one's own rows go, where rows may go at all."""
    for model in walls.house_models():
        if "delete" in walls.declaration(model).rights.web:
            own = sum(visible(stage, "open", model, row) for row in stage.written.get(walls.table(model), []))
            with stage.acting(stage.tokens["open"]):
                gone = stage.web.execute(sql.SQL("delete from {}").format(sql.SQL(walls.table(model)))).rowcount
            assert gone == own, f"{model.__name__}: {gone} rows removed instead of {own}"


def ticketed() -> list[Model]:
    """The models behind the door."""
    return [model for model in content_models() if walls.declaration(model).ticket]


def content(stage: Stage, file: str) -> int:
    """How many rows behind the door of a file the current transaction sees."""
    return sum(
        stage.web.execute(
            f"select count(*) from {walls.table(model)} where file_id = %s", [stage.files[file]]
        ).fetchone()[0]
        for model in ticketed()
    )


def opens(stage: Stage, file: str) -> bool:
    """Asks the door for a file."""
    return stage.web.execute("select app.open_file(%s, 'followup')", [stage.files[file]]).fetchone()[0] is not None


def lines(stage: Stage, file: str) -> int:
    """How often the journal says that a file was opened."""
    return stage.dba.execute(
        "select count(*) from journal.entry where kind = 'file.opened' and file = %s", [stage.files[file]]
    ).fetchone()[0]


def opening(stage: Stage) -> None:
    """Nothing before the opening nor in its transaction, all after its commit, with one journal line."""
    for file in ("unopened", "elsewhere", "stale"):
        before, held = lines(stage, file), tickets(stage)
        _opened_in_time(stage, file)
        assert lines(stage, file) == before + 1, f"{file}: no journal line"
        stage.dba.execute("delete from public.access_ticket where not id = any(%s)", [held])
    for session, file in [("open", name) for name in ("theirs", "future", "ended", "past")] + [
        (state, "opened") for state in (*DEAD, "colleague", "stranger")
    ]:
        with stage.acting(stage.tokens[session]):
            assert not opens(stage, file), f"{session}: {file} opens"
            assert content(stage, file) == 0


def tickets(stage: Stage) -> list[uuid.UUID]:
    return [found for (found,) in stage.dba.execute("select id from public.access_ticket").fetchall()]


def _opened_in_time(stage: Stage, file: str) -> None:
    with stage.acting(stage.tokens["open"]):
        assert content(stage, file) == 0, f"{file}: read before it was opened"
        assert opens(stage, file), f"{file}: does not open"
        assert content(stage, file) == 0, f"{file}: read in the transaction that opens it"
        with stage.web.transaction():
            assert content(stage, file) == 0, f"{file}: read under a savepoint of the transaction that opens it"
    with stage.acting(stage.tokens["open"]):
        assert content(stage, file) == 0, f"{file}: read after the opening was rolled back"
        opens(stage, file)
        stage.web.commit()
        stage.bind(stage.tokens["open"])
        assert content(stage, file) == len(ticketed()), f"{file}: not read after the opening"
        stage.web.commit()
        stage.bind(stage.tokens["other"])
        assert file == "elsewhere" or content(stage, file) == 0, f"{file}: read in another session"


def answers(stage: Stage) -> None:
    """A token that is worth nothing is nobody, for every function that asks."""
    asked = "select app.session(), app.me(), app.my_organisation(), app.my_circles(), app.opened(), app.administers()"
    for token in ("", *(stage.tokens[state] for state in DEAD)):
        with stage.acting(token):
            assert stage.web.execute(asked).fetchone() == (None, None, None, [], [], None)
    with stage.acting(stage.tokens["open"]):
        found = stage.web.execute("select app.session(), app.me(), app.my_organisation()").fetchone()
    assert found == (stage.sessions["open"], stage.members["mine"], stage.house)


CHECKS: list[Callable[[Stage], None]] = [reading, writing, removing, opening, answers]
