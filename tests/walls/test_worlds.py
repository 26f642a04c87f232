"""In any world of circles, periods, removals, sessions and tickets: the model, the database and the pages agree."""

import uuid

import psycopg
import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from hypothesis import HealthCheck, Phase, given, settings
from tests.conftest import PASSPHRASE, as_owner
from tests.walls.scene import holding
from tests.walls.worlds import BEHIND, PEOPLE, House, Row, World, build, pairs, worlds

from cloison.accounts import actions
from cloison.accounts.middleware import COOKIE
from cloison.accounts.sessions import as_member, working
from cloison.database.unit import unit

ADMIN = "oriane"
FIXED = HealthCheck.function_scoped_fixture, HealthCheck.too_slow


@pytest.fixture(scope="module")
def superuser(cluster):
    with psycopg.connect(cluster.conninfo("postgres", "cloison"), autocommit=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def house(cluster, superuser) -> House:
    with as_owner(cluster), unit():
        _, token = actions.found_organisation(name="Ville des Aulnes", login=ADMIN, admin="Oriane Petit")
    return build(token, ADMIN, superuser)


@given(world=worlds)
@settings(max_examples=100, deadline=None, suppress_health_check=FIXED, database=None)
def test_the_database_agrees_with_the_model(house, superuser, web, world) -> None:
    house.lay(superuser, world)
    for person, secret in enumerate(house.secrets):
        with web.transaction(force_rollback=True), holding(web, secret.token):
            found = {file for (file,) in web.execute("select id from public.access_file").fetchall()}
            assert found == {house.files[n] for n in range(len(house.files)) if world.reads(person, n)}
            for n, file in enumerate(house.files):
                assert web.execute(BEHIND, {"file": file}).fetchone() == (world.behind(person, n),)
        for n, file in enumerate(house.files):
            with web.transaction(force_rollback=True), holding(web, secret.token):
                opened = web.execute("select app.open_file(%s, 'test')", [file]).fetchone()
                assert (opened != (None,)) == world.reads(person, n)


def address(file: uuid.UUID) -> str:
    """The page of a file; the test that asks for it is left out while there is none."""
    try:
        resolve(f"/files/{file}/")
    except Resolver404:
        pytest.skip("the page of a file has no address yet")
    return f"/files/{file}/"


@given(world=worlds)
@settings(max_examples=12, deadline=None, suppress_health_check=FIXED, database=None, phases=[Phase.generate])
def test_the_pages_agree_with_the_model(house, superuser, world) -> None:
    house.lay(superuser, world)
    clients = [Client() for _ in PEOPLE]
    for client, secret in zip(clients, house.secrets, strict=True):
        client.cookies[COOKIE] = secret.cookie
    for person, file in pairs():
        answer = clients[person].get(address(house.files[file]))
        if world.states[person] == "open":
            assert answer.status_code == (200 if world.reads(person, file) else 404)
        else:
            assert answer.status_code == 302


def test_ending_a_post_ends_what_was_read_by_it(house, superuser, web) -> None:
    person, file = PEOPLE.index("social3"), 4
    house.lay(superuser, World((Row(3, person, -2, None, False, "done"),), ("open",) * len(PEOPLE), ()))
    secret = house.secrets[person]
    with web.transaction(force_rollback=True), holding(web, secret.token):
        assert web.execute("select app.open_file(%s, 'test') is not null", [house.files[file]]).fetchone() == (True,)
    with as_member(ADMIN, PASSPHRASE, device="test") as admin, working(admin) as oriane:
        actions.end_post(by=oriane, post_id=house.posts[person])
    with web.transaction(force_rollback=True), holding(web, secret.token):
        assert web.execute("select app.open_file(%s, 'test') is not null", [house.files[file]]).fetchone() == (False,)
        assert web.execute("select count(*) from public.access_file").fetchone() == (0,)
