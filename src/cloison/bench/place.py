"""A place to measure in: its own data folder, its own server, kept between runs."""

import json
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import psycopg

from cloison.accounts.sessions import as_member, log_in, working
from cloison.bench.world import Builder, Holder, Volumes, desks, followed, pour
from cloison.database import roles
from cloison.database.folder import write_privately
from cloison.database.schema import acting_as
from cloison.database.server import Server, available
from cloison.database.unit import unit
from cloison.demo import cast, week
from cloison.vault.cookie import SessionSecret

PASSPHRASE = secrets.token_urlsafe(12)
Said = Callable[[str], None]


class Place:
    """A built world and the way into it."""

    def __init__(self, server: Server, facts: dict[str, Any]) -> None:
        self.server, self.facts = server, facts

    def session(self, login: str) -> SessionSecret:
        """A fresh session of one of the cast."""
        with acting_as(self.server.conninfo(roles.WEB)), unit():
            return log_in(login, str(self.facts["passphrase"]), address="bench", device="bench")


@contextmanager
def place(folder: Path, volumes: Volumes | None, said: Said) -> Iterator[Place]:
    """The world of `volumes` (the demonstration's week when None) in `folder`, built the first time."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = folder / "world.json"
    with available(folder) as server:
        if not kept.exists():
            facts = _build(server, volumes, said)
            write_privately(kept, json.dumps(facts))
        yield Place(server, json.loads(kept.read_text()))


def _build(server: Server, volumes: Volumes | None, said: Said) -> dict[str, Any]:
    with acting_as(server.conninfo(roles.OWNER)):
        token = cast.found()
    with acting_as(server.conninfo(roles.WEB)):
        cast.people(token, PASSPHRASE)
        if volumes is None:
            week.fill(PASSPHRASE, said)
            return {"passphrase": PASSPHRASE}
    return {"passphrase": PASSPHRASE} | _pour(server, volumes, said)


def _pour(server: Server, volumes: Volumes, said: Said) -> dict[str, Any]:
    with psycopg.connect(server.conninfo("postgres")) as admin:
        team = admin.execute(
            "select id, organisation_id from accounts_team where name = %s", [cast.TEAMS[0]]
        ).fetchone()
        if team is None:
            raise RuntimeError("the cast has no team")
        builder = Builder(team[1], team[0], Random(7))  # noqa: S311 — volumes, not secrecy
        steps = desks(builder, _holder(server, "amina"), _holder(server, "bruno"), volumes)
        files = followed(builder, _holder(server, "claire"), volumes)
        pour(admin, builder, _told(steps, volumes.circles, said))
    return {"files": [str(file) for file in files]}


def _told(steps: Iterator[int], total: int, said: Said) -> Iterator[int]:
    for step in steps:
        said(f"{step}/{total}")
        yield step


def _holder(server: Server, login: str) -> Holder:
    web = server.conninfo(roles.WEB)
    with acting_as(web), as_member(login, PASSPHRASE, device="bench") as secret, working(secret) as by:
        return Holder(by.id, by.posts[0].id, by.keyring)


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    """The whole house on this world, as in service; gives its port."""
    command = [sys.executable, "-m", "cloison", "serve", "--port", "0", "--data", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            if not line.startswith("ready "):
                raise RuntimeError("the server did not start")
            yield int(line.rsplit(":", 1)[1])
        finally:
            process.terminate()
            process.wait(30)
