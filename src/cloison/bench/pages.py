"""The five everyday pages: how long they take, how many statements they need, and what each wall costs."""

import itertools
import random
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg

from cloison.bench import walls
from cloison.bench.measure import Browser, spread, throughput
from cloison.bench.place import Place, Said, place, serving
from cloison.bench.walls import Page
from cloison.bench.world import Volumes

TIMES = 120
CLIENTS = 8
SECONDS = 8.0
Line = dict[str, Any]


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
        costs = walls.costs(built, pages(files), alone=volumes is not None)
    with serving(folder) as port, place(folder, volumes, said) as built:
        for line in _timed(port, built, files, said):
            yield {"bench": "pages", "world": name, **line, "queries": costs[line["page"]].pop("queries")}
        yield {"bench": "pages", "world": name, "page": "mixed", **_mixed(port, built, files)}
    for page, cost in costs.items():
        yield {"bench": "walls", "world": name, "page": page, **cost}


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
