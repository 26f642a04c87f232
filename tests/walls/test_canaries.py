"""A name, a telephone and a sentence that are typed leave no trace in clear, whatever happens to the server."""

import base64
import gzip
import io
import json
import logging
import logging.config
import os
import signal
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from tests.conftest import PASSPHRASE
from tests.thread import accept, hand_over
from tests.walls.canaries import ENCODINGS, Server, aligned, folded
from tests.walls.scene import fresh_session

from cloison.access import door
from cloison.accounts.middleware import COOKIE
from cloison.accounts.models import Draft
from cloison.accounts.sessions import working
from cloison.config import settings
from cloison.database import roles, walls
from cloison.database.embedded import Cluster
from cloison.database.schema import acting_as
from cloison.demo import cast
from cloison.people.names import names_of
from cloison.reception import views

FAMILY, GIVEN = "Quetzalcoëtl-Brémond", "Zéphirine-Ombeline"
PHONE = "0691837465"
FACTS = "Elle dort depuis mardi chez sa sœur, rue des Églantiers, et n'ose pas rentrer"
WORDS = "« je préfère que mon père ne sache rien de tout ceci »"
CANARIES = [FAMILY, GIVEN, "91837465", "91 83 74 65", "rue des Églantiers", "mon père ne sache rien"]


@pytest.fixture(scope="module")
def logged() -> Iterator[io.StringIO]:
    """What the web processes would have written: every logger, as the settings of production format it."""
    told = settings.LOGGING
    maker = logging.config.DictConfigurator(told)
    handler = logging.StreamHandler(stream := io.StringIO())
    handler.setFormatter(maker.configure_formatter(told["formatters"][told["handlers"]["console"]["formatter"]]))
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


@pytest.fixture(scope="module")
def server(tmp_path_factory, django_db_setup, logged) -> Iterator[Server]:
    """A server of its own, so that all it holds comes from the story."""
    cluster = Cluster(tmp_path_factory.mktemp("canaries"), durable=False)
    cluster.start()
    roles.prepare(cluster.conninfo("postgres", "postgres"))
    with acting_as(cluster.conninfo("cloison_owner", "cloison")):
        call_command("migrate", verbosity=0)
        walls.install()
        token = cast.found()
    with acting_as(cluster.conninfo("cloison_web", "cloison")):
        cast.people(token, PASSPHRASE)
        yield Server(cluster, "cloison", logged.getvalue)
    cluster.stop()


@pytest.fixture(scope="module")
def sessions(server) -> Callable[[str], Any]:
    made = {login: fresh_session(login) for login in ("amina", "claire")}
    return made.__getitem__


@pytest.fixture(scope="module")
def client(sessions) -> Callable[[str], Client]:
    def made(login: str) -> Client:
        browser = Client(raise_request_exception=False)
        browser.cookies[COOKIE] = sessions(login).cookie
        return browser

    return made


VISIT = {"reasons": ["3"], "answer": "1", "minutes": "10", "channel": "1"}
PERSON = {"family": FAMILY, "given": GIVEN, "phones": PHONE, "address": "12 rue des Églantiers"}


@pytest.fixture(scope="module")
def story(server, sessions, client) -> uuid.UUID:
    """The first thread, through the pages: typed at the counter, found again, handed over, accompanied, corrected."""
    acting = lambda login: working(sessions(login))  # noqa: E731
    amina, claire = client("amina"), client("claire")
    amina.post("/draft/", {"key": "counter", "body": json.dumps(PERSON)})
    sent = VISIT | PERSON | {"who": "new", "agreed": "on", "once": str(uuid.uuid4())}
    assert amina.post("/reception/", sent).status_code == 302
    found = amina.post("/reception/known/", {"search": FAMILY[:12]}, headers={"HX-Request": "true"})
    assert FAMILY in found.content.decode()
    handed = hand_over(acting, names_of(family=FAMILY, given=GIVEN, usage=""))
    file = accept(acting, handed)
    claire.post("/draft/", {"key": f"note:{file.id}", "body": json.dumps({"facts": FACTS})})
    note = {"facts": FACTS, "words": WORDS, "minutes": "30", "once": str(uuid.uuid4())}
    assert claire.post(f"/followup/files/{file.id}/notes/", note).status_code == 302
    page = claire.get(f"/files/{file.id}/").content.decode()
    assert FAMILY in page
    assert "Églantiers" in page
    corrected = claire.post(f"/files/{file.id}/identity/", PERSON | {"seen": "1.1"})
    assert corrected.status_code in (302, 409, 422)
    assert FAMILY in claire.post("/followup/files/", {"typed": folded(FAMILY)}).content.decode()
    return file.id


def test_nothing_typed_is_found_anywhere(server, story) -> None:
    server.absent_everywhere(CANARIES)


def test_nor_after_errors_of_every_kind(server, story, sessions, client, monkeypatch) -> None:
    with working(sessions("claire")) as claire:
        door.open_file(claire, story)
        taken = Draft.objects.create(member_id=claire.id, key="counter", sealed=b"")
        failures: list[tuple[Callable[[], Any], type[Exception]]] = [
            (lambda: Draft.objects.create(member_id=claire.id, key=FACTS * 9, sealed=b""), DatabaseError),
            (lambda: statement(DOUBLE, taken.id, FAMILY), IntegrityError),
            (lambda: Draft.objects.create(member_id=uuid.uuid4(), key=FAMILY, sealed=WORDS.encode()), DatabaseError),
            (lambda: statement("select %s::text, %s::text::integer", FACTS, FAMILY), DatabaseError),
            (lambda: statement("select %s::text, pg_sleep(9)", FACTS, timeout=20), DatabaseError),
        ]
        for failing, kind in failures:
            with pytest.raises(kind), transaction.atomic():
                failing()

    def broken(**told: Any) -> None:
        raise RuntimeError(f"{FAMILY} {told}")

    monkeypatch.setattr(views, "receive", broken)
    sent = VISIT | PERSON | {"who": "new", "agreed": "on", "once": str(uuid.uuid4())}
    assert client("amina").post("/reception/", sent).status_code == 500
    assert "ERROR" in server.logged()
    for path, form in (("/login/", {"name": FAMILY, "passphrase": FACTS}), (f"/files/{story}/identity/", PERSON)):
        Client(raise_request_exception=False).post(path, form)
    server.absent_everywhere(CANARIES)


# The name is a parameter, and what is written of it a hash: whoever stores a name in clear leaves it on the disk.
DOUBLE = """
insert into public.accounts_draft (id, member_id, key, sealed, saved_at)
values (%s, app.me(), 'counter', sha256(convert_to(%s, 'UTF8')), now())
"""


def statement(text: str, *parameters: Any, timeout: int = 0) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('statement_timeout', %s, true)", [str(timeout)])
        cursor.execute(text, parameters)


def test_nor_after_the_server_s_own_end(server, story) -> None:
    """A backend killed while a statement with the name runs: PostgreSQL restarts, and tells what ran."""
    web = psycopg.connect(server.cluster.conninfo("cloison_web", "cloison"), autocommit=True)
    pid = web.info.backend_pid
    with closing(web), psycopg.connect(server.cluster.conninfo("postgres", "cloison"), autocommit=True) as dba:
        web.pgconn.send_query_params(b"select $1::text, pg_sleep(9)", [FACTS.encode()])
        asleep = "select wait_event = 'PgSleep' from pg_stat_activity where pid = %s"
        while dba.execute(asleep, [pid]).fetchone() != (True,):
            pass
        assert FACTS not in str(dba.execute("select query from pg_stat_activity").fetchall())
        os.kill(pid, signal.SIGKILL)
    wait_for(server)
    server.absent_everywhere(CANARIES)


def wait_for(server: Server) -> None:
    connection.close()
    for _ in range(200):
        if server.cluster.answers():
            return
        time.sleep(0.05)
    raise AssertionError("the server did not come back")


# — the search itself can fail —

PLANTED = "Mélusine Archambault-Oméga"


@pytest.mark.parametrize("name", ENCODINGS)
@pytest.mark.parametrize("change", [str, str.upper, str.lower, folded], ids=["as is", "upper", "lower", "folded"])
def test_every_encoding_is_found(name, change) -> None:
    content = b"\x00\xff before " + ENCODINGS[name](change(PLANTED)) + b" after \xfe"
    assert [found for _, _, found in Planted(content).findings([PLANTED])]


@pytest.mark.parametrize("before", [0, 1, 2, 3, 4, 5])
def test_base64_is_found_wherever_the_text_begins(before) -> None:
    whole = base64.b64encode(b"x" * before + PLANTED.encode() + b" and more")
    assert aligned(PLANTED.encode(), before % 3) in whole
    assert Planted(whole).findings([PLANTED])


class Planted(Server):
    """Something that holds just one content."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def places(self) -> Iterator[tuple[str, bytes]]:
        yield "here", self.content


def test_what_is_packed_is_found() -> None:
    packed = b"header" + gzip.compress(b"x" * 1000 + PLANTED.encode("utf-16-le") + b"y" * 1000) + b"rest"
    assert Planted(packed).findings([PLANTED])
    assert not Planted(packed).findings(["Somebody else entirely"])


def test_every_place_is_searched(server, story, logged) -> None:
    with psycopg.connect(server.cluster.conninfo("postgres", "cloison"), autocommit=True) as dba:
        dba.execute("create table public.planted (x text)")
        dba.execute("insert into public.planted values (%s)", [PLANTED])
        dba.execute("update public.accounts_session set device = %s", [PLANTED])
        with (server.cluster.log).open("ab") as log:
            log.write(PLANTED.encode("latin-1"))
        (server.cluster.socket / "left").write_bytes(gzip.compress(PLANTED.encode()))
        logged.write(PLANTED)
        with psycopg.connect(server.cluster.conninfo("postgres", "cloison")) as other:
            other.execute(f"select '{PLANTED}'")
            found = {place for place, _, _ in server.findings([PLANTED])}
    (server.cluster.socket / "left").unlink()
    assert found >= {"server's activity", "sessions", "application's log", "dump", "file postgresql.log", "file left"}
    assert any(place.startswith("file pg/base/") for place in found)
    assert any(place.startswith("file pg/pg_wal/") for place in found)
