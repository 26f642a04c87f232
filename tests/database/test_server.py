"""Roles and databases are the same wherever the server comes from; commands share it without stepping on it."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from cloison.database import roles, schema, server
from cloison.database.embedded import Cluster
from cloison.database.trouble import Trouble

BOSS = "a-password-for-tests"
FORBIDDEN = (
    "create temp table t (i int)",
    "create table public.t (i int)",
    "create schema t",
    "set role cloison_owner",
    "set role cloison_door",
    "create role t",
    "alter role cloison_web bypassrls",
    "copy (select 1) to program 'true'",
    "select pg_read_file('/etc/passwd')",
)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Cluster]:
    """Somebody else's server: passwords only, and an administrator who is not a superuser."""
    cluster = Cluster(tmp_path / "elsewhere", durable=False)
    cluster.start()
    with psycopg.connect(cluster.conninfo("postgres", "postgres"), autocommit=True) as admin:
        admin.execute(f"create role boss login createrole createdb password '{BOSS}'")  # type: ignore[arg-type]
        (cluster.data / "pg_hba.conf").write_text("local all all scram-sha-256\n")
        admin.execute("select pg_reload_conf()")
    yield cluster
    cluster.stop()


def test_an_external_server_gets_the_same_roles(
    elsewhere: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"postgresql://boss:{BOSS}@/postgres?host={elsewhere.socket}&port=5432"
    monkeypatch.setenv("CLOISON_DATABASE_URL", url)
    data = tmp_path / "data"
    data.mkdir()
    for _again in range(2):
        with server.available(data) as found:
            assert_powerless(found.conninfo("cloison_web"))
            with psycopg.connect(found.conninfo("cloison_owner")) as owner:
                assert owner.execute("select count(*) > 5 from pg_policies").fetchone() == (True,)
    assert (data / "roles.json").stat().st_mode & 0o777 == 0o600
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(make_conninfo(url, user="cloison_web", password="guess", dbname="cloison"))


def assert_powerless(conninfo: str) -> None:
    with psycopg.connect(conninfo, autocommit=True) as web:
        for statement in FORBIDDEN:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                web.execute(statement)  # type: ignore[arg-type]


def test_the_web_role_can_do_nothing_of_its_own(cluster: Cluster) -> None:
    assert_powerless(cluster.conninfo("cloison_web", "cloison"))


def test_nobody_but_the_owner_creates(cluster: Cluster) -> None:
    with psycopg.connect(cluster.conninfo("postgres", "cloison")) as admin:
        powers = admin.execute(
            "select rolname, rolcanlogin from pg_roles where rolname like 'cloison%' and not "
            "(rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolreplication or rolinherit) order by 1"
        ).fetchall()
        owners = admin.execute(
            "select has_schema_privilege(r, 'public', 'create') from unnest(%s::text[]) r", [list(roles.LOGINS)]
        ).fetchall()
    assert dict(powers) == {role: role != roles.DOOR for role in (*roles.LOGINS, roles.DOOR)}
    assert owners == [(True,), (False,), (False,), (False,)]


def test_wrong_powers_are_taken_back(cluster: Cluster) -> None:
    with psycopg.connect(cluster.conninfo("postgres", "cloison"), autocommit=True) as admin:
        admin.execute("alter role cloison_auditor bypassrls")
        roles.prepare(cluster.conninfo("postgres", "postgres"))
        found = admin.execute("select rolbypassrls from pg_roles where rolname = 'cloison_auditor'").fetchone()
    assert found == (False,)


def test_an_address_that_leads_nowhere_is_said_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLOISON_DATABASE_URL", f"postgresql://boss:{BOSS}@/postgres?host={tmp_path}")
    with pytest.raises(Trouble) as trouble, server.available(tmp_path):
        pass
    assert "CLOISON_DATABASE_URL" in str(trouble.value)
    assert BOSS not in str(trouble.value)


def test_commands_join_the_server_that_runs_and_leave_it_running(tmp_path: Path) -> None:
    with server.alone(tmp_path), server.started(server.Server(tmp_path)) as running:
        with server.available(tmp_path) as joined:
            psycopg.connect(joined.conninfo("cloison_web")).close()
        assert running.alive()
        with pytest.raises(Trouble, match="se sert déjà du dossier"), server.alone(tmp_path):
            pass
        assert schema.installed(running.conninfo("cloison_owner")) == schema.stamp()
        assert not schema.bring_up_to_date(running.conninfo("cloison_owner"))
    assert not running.alive()
    with server.available(tmp_path) as alone:
        assert alone.alive()
    assert not alone.alive()


def test_a_child_of_serve_knows_one_role_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOISON_DSN", "host=/nowhere user=cloison_sequencer dbname=cloison")
    with server.available(tmp_path) as given:
        assert given.conninfo("cloison_sequencer") == os.environ["CLOISON_DSN"]
        with pytest.raises(Trouble):
            given.conninfo("cloison_owner")
