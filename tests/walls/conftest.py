"""The walls are attacked in the shared world, and in databases of their own where the walls themselves are altered."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from tests.walls.scene import NOTES, fresh_session, holding, open_by_sql, seen, write_notes

from cloison.database import roles, walls
from cloison.database.embedded import Cluster
from cloison.database.schema import acting_as

ALTERED = "walls_altered"


@pytest.fixture(scope="session")
def altered(cluster: Cluster, django_db_setup: None) -> Iterator[Any]:
    """conninfo(role) of a database with the same tables and walls and nobody in it: its walls may be broken."""
    roles.prepare(cluster.conninfo("postgres", "postgres"), database=ALTERED)
    with acting_as(cluster.conninfo("cloison_owner", ALTERED)):
        call_command("migrate", verbosity=0)
        walls.install()
    return lambda role: cluster.conninfo(role, ALTERED)


@pytest.fixture
def file(acting, social_file) -> Any:
    """A file of Claire's with three notes, opened by nobody."""
    made = social_file("claire")
    with acting("claire") as claire:
        write_notes(claire, made, *["un fait"] * NOTES)
    return made


@pytest.fixture
def opened(file, web) -> Any:
    """The same, opened by a session of Claire's own that only this test has."""
    secret = fresh_session("claire")
    with holding(web, secret.token):
        assert open_by_sql(web, file.id)
    assert seen(web, secret.token, file.id) == NOTES
    return file, secret
