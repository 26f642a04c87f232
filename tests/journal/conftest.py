"""A database with the journal alone: it is attacked here, so each test has its own, copied from one template."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from cloison.database import roles, walls
from cloison.database.embedded import Cluster
from cloison.database.schema import acting_as
from cloison.journal import sequencer, verifier
from cloison.journal.outside import Outside
from cloison.journal.report import Report

TEMPLATE = "journal_template"
# What other areas bring: here the settings of the test say who acts and what is theirs.
STAND_INS = """
create function app.me() returns uuid language sql stable
  as $$ select nullif(current_setting('test.me', true), '')::uuid $$;
create function app.session() returns uuid language sql stable
  as $$ select nullif(current_setting('test.session', true), '')::uuid $$;
create function app.my_circles() returns uuid[] language sql stable
  as $$ select coalesce(nullif(current_setting('test.circles', true), ''), '{}')::uuid[] $$;
create table public.access_file (id uuid primary key, circle_id uuid not null);
grant select on public.access_file to cloison_door;
grant execute on all functions in schema app to cloison_door;
"""
# As cloison.database.walls does for the functions of all areas.
OWNED = """
alter function app.journal owner to cloison_door;
alter function app.journal_of owner to cloison_door;
set role cloison_door;
revoke all on function app.journal, app.journal_of from public;
grant execute on function app.journal, app.journal_of to cloison_web;
reset role;
"""


@pytest.fixture(scope="session", autouse=True)
def django_db_setup() -> None:
    """These tests need neither the house's schema nor its cast."""


@pytest.fixture(scope="session")
def template(cluster: Cluster, django_db_blocker: Any) -> str:
    roles.prepare(cluster.conninfo("postgres", "postgres"), database=TEMPLATE)
    with django_db_blocker.unblock(), acting_as(cluster.conninfo("cloison_owner", TEMPLATE)):
        call_command("migrate", "journal", verbosity=0)
        with connection.cursor() as cursor:
            for statement in [*walls.schemas(), STAND_INS, *journal_walls()]:
                cursor.execute(statement)
    return TEMPLATE


def journal_walls() -> Iterator[str]:
    yield from (path.read_text("utf8") for path in walls.sql_files() if path.name == "10_journal.sql")
    for model in apps.get_app_config("journal").get_models():
        yield from walls.policies(model)
        yield from walls.grants(model)
    yield OWNED
    yield walls.CLOSED_SCHEMAS


@dataclass
class House:
    """One database with a journal, and its data directory."""

    conninfo: Callable[[str], str]
    data: Path

    @property
    def outside(self) -> Outside:
        return Outside(self.data)

    def connect(self, role: str) -> psycopg.Connection[Any]:
        return psycopg.connect(self.conninfo(role), autocommit=True)

    def append(self, kind: str = "file.opened", file: UUID | None = None, detail: str = "{}") -> UUID:
        with self.connect("postgres") as dba:
            return append(dba, kind, file, detail)

    def seal(self) -> int:
        return sequencer.once(self.conninfo("cloison_sequencer"), self.data)

    def verify(self, **options: Any) -> Report:
        verifiers = options.pop("verifiers", None)
        known = self.outside.verifiers() if verifiers is None else verifiers
        with psycopg.connect(self.conninfo("cloison_auditor")) as auditor:
            return verifier.verify(auditor, known, **{"witness": self.outside.witness} | options)

    def tamper(self, *statements: str, parameters: Any = None) -> None:
        """What a superuser does."""
        with self.connect("postgres") as dba:
            for statement in statements:
                dba.execute(statement, parameters)


def append(dba: psycopg.Connection[Any], kind: str, file: UUID | None, detail: str = "{}") -> UUID:
    made = dba.execute("select journal.append(%s, %s, null, %s, null, null)", [kind, file, detail]).fetchone()
    assert made
    return made[0]


numbers = itertools.count()


@contextmanager
def copied(cluster: Cluster, template: str, data: Path) -> Iterator[House]:
    name = f"journal_{next(numbers)}"
    with psycopg.connect(cluster.conninfo("postgres", "postgres"), autocommit=True) as dba:
        dba.execute(f"create database {name} template {template}")
        yield House(lambda role: cluster.conninfo(role, name), data)
        dba.execute(f"drop database {name} with (force)")


@pytest.fixture
def house(cluster: Cluster, template: str, tmp_path: Path) -> Iterator[House]:
    """For a test that changes what is in it."""
    with copied(cluster, template, tmp_path / "data") as made:
        yield made


@pytest.fixture(scope="module")
def shared(cluster: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """For the tests of a module that only add entries, or are refused."""
    with copied(cluster, template, tmp_path_factory.mktemp("shared")) as made:
        yield made
