"""One cluster and one cast for the whole run. Tests share them: each makes its own files and disturbs nobody."""

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

os.environ.setdefault("CLOISON_ARGON2_KIB", "64")  # a passphrase need not be dear to break here

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from hypothesis import settings

from cloison.database import walls
from cloison.database.embedded import Cluster
from cloison.database.roles import prepare

# The same examples at each run, so that a change is judged by itself; `--hypothesis-profile explore` looks further.
settings.register_profile("steady", derandomize=True)
settings.register_profile("explore", derandomize=False)
settings.load_profile("steady")

PASSPHRASE = "une phrase de passe pour les essais"


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A PostgreSQL of our own, with the roles and the database."""
    found = Cluster(tmp_path_factory.mktemp("cluster"), durable=False)
    found.start()
    prepare(found.conninfo("postgres", "postgres"))
    yield found
    connection.close()
    found.stop()


def use_role(cluster: Cluster, role: str) -> None:
    """Makes the process log in as another role, as another process would."""
    connection.close()
    told = psycopg.conninfo.conninfo_to_dict(cluster.conninfo(role, "cloison"))
    connection.settings_dict.update(
        NAME=told["dbname"], USER=told["user"], HOST=told["host"], PORT=told.get("port", "")
    )


@contextmanager
def as_owner(cluster: Cluster) -> Iterator[None]:
    """What migrations and installation do, then the web role again."""
    use_role(cluster, "cloison_owner")
    try:
        yield
    finally:
        use_role(cluster, "cloison_web")


@pytest.fixture(scope="session", autouse=True)
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> None:
    """The schema, the walls, and the cast; the process then holds the web role only, as in production."""
    from cloison.demo import cast

    django_db_blocker.unblock()
    cluster = request.getfixturevalue("cluster")
    with as_owner(cluster):
        call_command("migrate", verbosity=0)
        walls.install()
        token = cast.found()
    cast.people(token, PASSPHRASE)


@pytest.fixture(scope="session")
def secrets() -> Callable[[str], Any]:
    """The open session of a member of the cast, one for the whole run."""
    from cloison.accounts.sessions import log_in
    from cloison.database.unit import unit

    opened: dict[str, Any] = {}

    def secret(login: str) -> Any:
        if login not in opened:
            with unit():
                opened[login] = log_in(login, PASSPHRASE, address="test", device="test")
        return opened[login]

    return secret


@pytest.fixture
def acting(secrets: Callable[[str], Any]) -> Callable[[str], AbstractContextManager[Any]]:
    """`with acting("claire") as claire:` one unit of work of a member of the cast."""
    from cloison.accounts.sessions import working

    return lambda login: working(secrets(login))


@pytest.fixture
def client_of(secrets: Callable[[str], Any]) -> Callable[[str], Client]:
    """A browserless client logged in as a member of the cast."""
    from cloison.accounts.middleware import COOKIE

    def client(login: str) -> Client:
        made = Client()
        made.cookies[COOKIE] = secrets(login).cookie
        return made

    return client


@pytest.fixture
def dba(cluster: Cluster) -> Iterator[psycopg.Connection[Any]]:
    """The database administrator: a superuser, whom the walls cannot stop but must expose."""
    with psycopg.connect(cluster.conninfo("postgres", "cloison"), autocommit=True) as opened:
        yield opened


@pytest.fixture
def web(cluster: Cluster) -> Iterator[psycopg.Connection[Any]]:
    """A bare connection with the web process's own credentials: what an injection would have."""
    with psycopg.connect(cluster.conninfo("cloison_web", "cloison"), autocommit=True) as opened:
        yield opened


@pytest.fixture
def social_file(acting: Callable[[str], AbstractContextManager[Any]]) -> Callable[[str], Any]:
    """A fresh SOCIAL file of one social worker."""
    from cloison.access.actions import personal_file
    from cloison.access.compartments import Compartment

    def made(login: str) -> Any:
        with acting(login) as reader:
            return personal_file(by=reader, post=reader.posts[0], compartment=Compartment.SOCIAL)

    return made


def random_id() -> uuid.UUID:
    """An id that stands for nothing."""
    return uuid.uuid4()
