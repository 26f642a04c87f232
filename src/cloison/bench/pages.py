"""The five everyday pages: how long they take, how many statements they need, and what each wall costs."""

import itertools
import random
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cloison.accounts.middleware import COOKIE
from cloison.bench.measure import Browser, ratio, spread, throughput
from cloison.bench.place import Place, Said, place, serving
from cloison.bench.world import Volumes
from cloison.database import roles
from cloison.database.schema import acting_as
from cloison.vault.keyring import Keyring
from cloison.vault.sealing import Place as SealedPlace

TIMES = 120
CLIENTS = 8
SECONDS = 8.0
Line = dict[str, Any]
Page = tuple[str, str, Callable[[], tuple[str, str, dict[str, str] | None]]]


def pages(files: list[str]) -> list[Page]:
    """(name, account, how to ask for it) of each page; notes and files are asked for in turn."""
    turn = itertools.cycle(random.Random(3).sample(files, min(40, len(files))))  # noqa: S311 — an order, not a secret

    def note() -> tuple[str, str, dict[str, str]]:
        told = {"facts": "Entretien.", "words": "", "analysis": "", "minutes": "30", "once": str(uuid.uuid4())}
        return "POST", f"/followup/files/{next(turn)}/notes/", told

    return [
        ("counter", "amina", lambda: ("GET", "/reception/", None)),
        ("my_files", "claire", lambda: ("GET", "/followup/files/", None)),
        ("open_file", "claire", lambda: ("GET", f"/files/{next(turn)}/", None)),
        ("search", "claire", lambda: ("POST", "/followup/files/", {"typed": "dia"})),
        ("save_note", "claire", note),
    ]


def run(data: Path, said: Said) -> Iterator[Line]:
    """Both worlds, a line a page and a line of ratios each."""
    for name, volumes in (("demo", None), ("large", Volumes())):
        yield from world(data / "bench" / name, name, volumes, said)


def world(folder: Path, name: str, volumes: Volumes | None, said: Said) -> Iterator[Line]:
    """The lines of one world."""
    with place(folder, volumes, said) as built:
        files = built.facts.get("files") or _own_files(built)
        said(f"{name} : statements")
        counted = _statements(built, files)
        ratios = _ratios(built, files)
    with serving(folder) as port, place(folder, volumes, said) as built:
        for line in _timed(port, built, files, said):
            yield {"bench": "pages", "world": name, **line, "queries": counted[line["page"]]}
        yield {"bench": "pages", "world": name, "page": "mixed", **_mixed(port, built, files)}
    yield {"bench": "pages", "world": name, "page": "walls", **ratios}


def _own_files(built: Place) -> list[str]:
    with psycopg.connect(built.server.conninfo("postgres")) as admin:
        found = admin.execute(
            "select f.id from access_file f join access_circle c on c.id = f.circle_id join access_membership m "
            "on m.circle_id = c.id join accounts_member w on w.id = m.member_id where w.login = 'claire' "
            "and c.kind = 'personal'"
        ).fetchall()
    return [str(file) for (file,) in found]


def _browsers(port: int, built: Place) -> dict[str, Browser]:
    found = {login: Browser(port, built.session(login).cookie) for login in ("amina", "claire")}
    for login, path in (("amina", "/reception/"), ("claire", "/followup/files/")):
        found[login].ask("GET", path)
    return found


def _timed(port: int, built: Place, files: list[str], said: Said) -> Iterator[Line]:
    browsers = _browsers(port, built)
    for page, login, ask in pages(files):
        said(page)
        for _ in range(8):
            browsers[login].timed(*ask())
        taken = [browsers[login].timed(*ask()) for _ in range(TIMES)]
        yield {"page": page, "clients": 1, "requests": TIMES, **spread(taken)}


def _mixed(port: int, built: Place, files: list[str]) -> Line:
    calls = [_caller(_browsers(port, built), files, number) for number in range(CLIENTS)]
    return {"clients": CLIENTS, "requests_per_second": throughput(calls, SECONDS)}


def _caller(browsers: dict[str, Browser], files: list[str], number: int) -> Callable[[], object]:
    asked = itertools.cycle(pages(files)[number % 5 :] + pages(files)[: number % 5])

    def call() -> object:
        _, login, ask = next(asked)
        return browsers[login].timed(*ask())

    return call


@contextmanager
def _inside(built: Place) -> Iterator[dict[str, Client]]:
    clients = {}
    for login in ("amina", "claire"):
        clients[login] = Client()
        clients[login].cookies[COOKIE] = built.session(login).cookie
    with acting_as(built.server.conninfo(roles.WEB)):
        yield clients


def _statements(built: Place, files: list[str]) -> dict[str, int]:
    counted = {}
    with _inside(built) as clients:
        for page, login, ask in pages(files):
            with CaptureQueriesContext(connection) as captured:
                _ask(clients[login], ask)
            counted[page] = len(captured)
    return counted


def _ask(client: Client, ask: Callable[[], tuple[str, str, dict[str, str] | None]]) -> None:
    method, path, fields = ask()
    answer = client.post(path, fields) if method == "POST" else client.get(path)
    if answer.status_code >= 400:
        raise RuntimeError(f"{path.split('/')[1]} answered {answer.status_code}")


def _ratios(built: Place, files: list[str]) -> Line:
    return {"policies_database_time_ratio": _policies(built, files), "sealing_page_time_ratio": _sealing(built, files)}


def _sealing(built: Place, files: list[str]) -> dict[str, float]:
    """Each page as it is, over the same page with every content already open."""
    found = {}
    with _inside(built) as clients:
        for page, login, ask in pages(files)[1:3]:
            opened: dict[Any, dict[str, Any]] = {}
            with _remembering(opened):
                for _ in range(45):
                    _ask(clients[login], ask)

            def clear(client: Client = clients[login], ask: Any = ask, opened: Any = opened) -> None:
                with _unsealed(opened):
                    _ask(client, ask)

            found[page] = ratio(lambda c=clients[login], a=ask: _ask(c, a), clear, 60)  # type: ignore[misc]
    return found


@contextmanager
def _remembering(opened: dict[Any, dict[str, Any]]) -> Iterator[None]:
    real = Keyring.unseal

    def unseal(ring: Keyring, at: SealedPlace, sealed: bytes) -> dict[str, Any]:
        return opened.setdefault((at.row, at.column), real(ring, at, sealed))

    with patch.object(Keyring, "unseal", unseal):
        yield


@contextmanager
def _unsealed(opened: dict[Any, dict[str, Any]]) -> Iterator[None]:
    """The same statements, no cryptography: keys are fetched and left closed, contents are those remembered."""

    def unseal(ring: Keyring, at: SealedPlace, sealed: bytes) -> dict[str, Any]:
        return opened[at.row, at.column]

    with (
        patch.object(Keyring, "unseal", unseal),
        patch("cloison.vault.keyring.unwrap", lambda *told: b""),
        patch("cloison.vault.keyring.unbox", lambda *told: b""),
    ):
        yield


READS = (
    ("visits of the day", "select id, at, reasons from reception_visit where circle_id = %(desk)s and at > now() - "
     "interval '1 day' order by at desc", "amina"),
    ("names of my files", "select distinct on (file_id) id, file_id, sealed from people_name where "
     "circle_id = any(%(circles)s) order by file_id, version desc", "claire"),
    ("keys of my files", "select file_id, epoch, sealed from keys.file_key where file_id = any(%(files)s)"
     "{and_mine}", "claire"),
    ("notes of a file", "select id, sealed from followup_note where file_id = %(file)s{and_mine}", "claire"),
)  # fmt: skip


def _policies(built: Place, files: list[str]) -> dict[str, float]:
    """Each read under the policies, over the same read by a role that bypasses them with the filter written out."""
    admin = built.server.conninfo("postgres")
    with psycopg.connect(admin, autocommit=True) as free, psycopg.connect(built.server.conninfo(roles.WEB)) as held:
        known = _known(free, files)
        found = {}
        for name, statement, login in READS:
            token = built.session(login).token
            held.execute("select set_config('cloison.token', %s, true)", [token])
            if "note" in statement:
                held.execute("select app.open_file(%s, 'followup')", [known["file"]])
                held.commit()
                held.execute("select set_config('cloison.token', %s, true)", [token])
            found[name] = _one_ratio(held, free, statement, known)
            held.rollback()
    return found


def _one_ratio(held: Any, free: Any, statement: str, known: dict[str, Any]) -> float:
    under = statement.format(and_mine="")
    without = statement.format(and_mine=" and circle_id = any(%(circles)s)")
    same = [len(c.execute(s, known).fetchall()) for c, s in ((held, under), (free, without))]
    if same[0] != same[1] or not same[0]:
        raise RuntimeError("the two ways do not read the same rows")
    return ratio(
        lambda: held.execute(under, known, prepare=False).fetchall(),
        lambda: free.execute(without, known, prepare=False).fetchall(),
        200,
    )


def _known(free: psycopg.Connection[Any], files: list[str]) -> dict[str, Any]:
    circles = free.execute("select circle_id from access_file where id = any(%s)", [files]).fetchall()
    desk = free.execute(
        "select c.id from access_circle c join access_membership m on m.circle_id = c.id join accounts_member w "
        "on w.id = m.member_id where w.login = 'amina' and c.kind = 'desk'"
    ).fetchone()
    return {
        "files": files,
        "file": files[0],
        "circles": [circle for (circle,) in circles],
        "desk": desk[0] if desk else None,
    }
