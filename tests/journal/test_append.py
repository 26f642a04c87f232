"""What is written stays, follows what was written before, and comes only from those who may write it."""

import threading
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import errors
from tests.journal.conftest import House, append

from cloison.journal.canonical import columns, leaf, written

ZERO = bytes(32)
CHAIN = "select seq, previous, leaf from journal.entry where file = %s order by seq"


def entry(shared: House, made: UUID) -> Any:
    with shared.connect("postgres") as dba:
        return dba.execute(f"select e.leaf, {columns('e')} from journal.entry e where id = %s", [made]).fetchone()


def test_entries_of_a_file_hold_one_another(shared: House) -> None:
    file, other = uuid4(), uuid4()
    for place in (file, other, file, file):
        shared.append("file.opened", place)
    with shared.connect("postgres") as dba:
        chain = dba.execute(CHAIN, [file]).fetchall()
        head = dba.execute("select seq, leaf from journal.head where file = %s", [file]).fetchone()
    assert [seq for seq, _, _ in chain] == [1, 2, 3]
    assert [previous for _, previous, _ in chain] == [ZERO, chain[0][2], chain[1][2]]
    assert head == (3, chain[2][2])


def test_python_computes_the_leaf_that_sql_wrote(shared: House) -> None:
    own, *values = entry(shared, shared.append("file.opened", uuid4(), '{"b": [1, "x"], "a": null}'))
    assert leaf(written(values)) == own
    assert written(values).detail == '{"a": null, "b": [1, "x"]}'


def test_an_entry_without_file_has_no_number(shared: House) -> None:
    _own, *values = entry(shared, shared.append("list.seen"))
    assert (written(values).seq, written(values).previous) == (None, ZERO.hex())


def test_salts_differ(shared: House) -> None:
    made = [written(entry(shared, shared.append("list.seen"))[1:]).salt for _ in range(3)]
    assert len(set(made)) == 3


@pytest.mark.parametrize(
    "detail",
    ['{"why": "Madame Dupont"}', '{"why": "é"}', '{"why": "a\\u00e9"}', '"text"', "[1]", "", "{", '{"a": "b\\n"}']
    + ['{"a": "' + "x" * 5000 + '"}'],
)
def test_a_sentence_cannot_slip_in(shared: House, detail: str) -> None:
    with pytest.raises((errors.InvalidParameterValue, errors.InvalidTextRepresentation)):
        shared.append("file.opened", uuid4(), detail)


@pytest.mark.parametrize("kind", ["File.opened", "file opened", "", "file.", "a\nb"])
def test_a_kind_is_a_code(shared: House, kind: str) -> None:
    with pytest.raises(errors.CheckViolation):
        shared.append(kind)


def test_concurrent_entries_of_one_file_make_one_chain(house: House) -> None:
    file = uuid4()

    def work() -> None:
        with house.connect("postgres") as dba:
            for _ in range(15):
                append(dba, "file.opened", file)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with house.connect("postgres") as dba:
        assert dba.execute("select count(*), max(seq) from journal.entry").fetchone() == (90, 90)
    assert house.seal() == 90
    assert house.verify().sound


def test_what_is_rolled_back_leaves_no_gap(house: House) -> None:
    file = uuid4()
    house.append("file.opened", file)
    with house.connect("postgres") as dba, dba.transaction(force_rollback=True):
        append(dba, "file.opened", file)
    house.append("file.opened", file)
    house.seal()
    assert house.verify().sound
    with house.connect("postgres") as dba:
        assert [seq for seq, *_ in dba.execute(CHAIN, [file])] == [1, 2]


def test_a_clock_set_back_does_not_reverse_a_chain(house: House) -> None:
    file = uuid4()
    with house.connect("postgres") as dba:
        dba.execute("set session_replication_role = replica")
        append(dba, "file.opened", file)
        dba.execute("update journal.entry set at = at + interval '1 hour'")
        append(dba, "file.opened", file)
        times = dba.execute("select at from journal.entry order by seq").fetchall()
    assert times[0] == times[1]


@pytest.mark.parametrize("table", ["entry", "leaf", "checkpoint"])
@pytest.mark.parametrize(
    "gesture", ["update journal.{t} set {c} = {c}", "delete from journal.{t}", "truncate journal.{t}"]
)
def test_the_owner_itself_cannot_unwrite(shared: House, table: str, gesture: str) -> None:
    column = {"entry": "kind", "leaf": "position", "checkpoint": "note"}[table]
    with shared.connect("cloison_owner") as owner, pytest.raises(errors.InsufficientPrivilege, match="stays"):
        owner.execute(gesture.format(t=table, c=column))


def test_the_door_cannot_unwrite(shared: House) -> None:
    with shared.connect("postgres") as dba:
        dba.execute("set role cloison_door")
        for gesture in ("update journal.entry set kind = kind", "delete from journal.head", "truncate journal.entry"):
            with pytest.raises(errors.InsufficientPrivilege):
                dba.execute(gesture)


@pytest.mark.parametrize("table", ["entry", "head", "leaf", "checkpoint"])
def test_the_web_role_sees_no_table(shared: House, table: str) -> None:
    with shared.connect("cloison_web") as web, pytest.raises(errors.InsufficientPrivilege):
        web.execute(f"select * from journal.{table}")


def test_only_the_door_appends(shared: House) -> None:
    for role in ("cloison_web", "cloison_auditor", "cloison_sequencer", "cloison_owner"):
        with shared.connect(role) as other, pytest.raises(errors.InsufficientPrivilege):
            append(other, "search", None)


def test_the_sequencer_reads_no_more_than_it_needs(shared: House) -> None:
    with shared.connect("cloison_sequencer") as sequencer:
        sequencer.execute("select id, at, leaf from journal.entry")
        for column in ("actor", "file", "detail", "salt"):
            with pytest.raises(errors.InsufficientPrivilege):
                sequencer.execute(f"select {column} from journal.entry")


def test_the_auditor_writes_nothing(shared: House) -> None:
    with shared.connect("cloison_auditor") as auditor, pytest.raises(errors.InsufficientPrivilege):
        auditor.execute("insert into journal.head values (gen_random_uuid(), 1, sha256(''))")


class World:
    """A professional logged in through the web role, with one circle and one file, and a file of another circle."""

    def __init__(self, shared: House) -> None:
        self.me, self.session, self.circle, self.file, self.hidden, self.closed = (uuid4() for _ in range(6))
        shared.tamper(
            f"insert into public.access_file values ('{self.file}', '{self.circle}')",
            f"insert into public.access_file values ('{self.hidden}', '{self.closed}')",
        )
        self.web = shared.connect("cloison_web")
        self.log_in(self.me, self.session, f"{{{self.circle}}}")

    def log_in(self, me: object, session: object, circles: str) -> None:
        for name, value in (("me", me), ("session", session), ("circles", circles)):
            self.web.execute("select set_config(%s, %s, false)", [f"test.{name}", str(value)])

    def journal(self, kind: str, file: UUID | None = None, circle: UUID | None = None) -> Any:
        return self.web.execute("select app.journal(%s, %s, %s, '{}')", [kind, file, circle]).fetchone()

    def of(self, file: UUID) -> list[Any]:
        return self.web.execute("select * from app.journal_of(%s)", [file]).fetchall()


@pytest.fixture
def world(shared: House) -> Any:
    made = World(shared)
    yield made
    made.web.close()


def test_who_acts_comes_from_the_token(shared: House, world: World) -> None:
    (made,) = world.journal("note.written", world.file)
    line = written(entry(shared, made)[1:])
    assert (line.actor, line.session, line.circle) == (str(world.me), str(world.session), str(world.circle))


def test_nobody_is_refused(world: World) -> None:
    world.log_in("", "", "")
    with pytest.raises(errors.InsufficientPrivilege, match="nobody"):
        world.journal("search")


def test_hidden_and_absent_are_refused_alike(world: World) -> None:
    said = set()
    for file, circle in [
        (world.hidden, None),
        (uuid4(), None),
        (None, world.closed),
        (None, uuid4()),
        (world.file, world.closed),
        (world.hidden, world.circle),
        (world.hidden, world.closed),
    ]:
        with pytest.raises(errors.InsufficientPrivilege) as refused:
            world.journal("file.opened", file, circle)
        said.add(str(refused.value).partition("\n")[0])
    assert said == {"journal: no such file or circle"}


@pytest.mark.parametrize("kind", ["member.granted", "circle.created", "epoch.started", "key.published"])
def test_what_the_ledger_is_held_against_is_not_written_by_hand(world: World, kind: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege, match="its own function"):
        world.journal(kind, None, world.circle)


def test_a_reader_of_the_circle_sees_the_file_s_entries(shared: House, world: World) -> None:
    shared.append("file.created", world.file)
    shared.append("file.created", world.hidden)
    world.journal("note.written", world.file)
    assert [(row[3], row[5]) for row in world.of(world.file)] == [("file.created", 1), ("note.written", 2)]
    assert world.of(world.hidden) == world.of(uuid4()) == []
    world.log_in(world.me, world.session, "")
    assert world.of(world.file) == []


def test_definer_functions_belong_to_the_door_and_pin_their_path(shared: House) -> None:
    with shared.connect("postgres") as dba:
        found = dba.execute(
            "select proname, prosecdef, pg_get_userbyid(proowner), proconfig from pg_proc "
            "where proname in ('append', 'journal', 'journal_of') order by 1"
        ).fetchall()
    path = ["search_path=pg_catalog, pg_temp"]
    assert found == [(name, True, "cloison_door", path) for name in ("append", "journal", "journal_of")]


def test_a_reader_cannot_be_a_writer_of_another_s_past(shared: House, world: World) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        world.web.execute("update journal.entry set actor = null")
