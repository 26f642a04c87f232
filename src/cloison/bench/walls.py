"""What each wall costs a page: the same page with and without it, in turns within one run.

Policies are put aside by logging in as the superuser, whom they do not bind: for the pages whose statements name
their circle or their file, which then read the very same rows. Sealing is put aside by giving the contents already
open.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.test import Client

from cloison.accounts.middleware import COOKIE
from cloison.bench.measure import ratio
from cloison.bench.place import Place
from cloison.database import roles
from cloison.database.schema import acting_as
from cloison.vault.keyring import Keyring
from cloison.vault.sealing import Place as SealedPlace

Ask = Callable[[], tuple[str, str, dict[str, str] | None]]
Page = tuple[str, str, Ask]

BLOCKS, IN_A_BLOCK, TIMES = 8, 15, 60
# The list of my files and its search name no circle: the policies alone say which rows they read.
NAMED = frozenset({"counter", "open_file", "save_note"})


def costs(built: Place, asked: list[Page], *, alone: bool) -> dict[str, dict[str, Any]]:
    """By page: statements, milliseconds in the database, and the ratios with over without each wall.

    `alone`: the world holds no page's rows but the account's own, so that the policies can be put aside.
    """
    clients = {login: _client(built, login) for login in {login for _, login, _ in asked}}
    found: dict[str, dict[str, Any]] = {}
    for page, login, ask in asked:
        free_too = alone and page in NAMED
        held, free, statements = _database_time(built, clients[login], ask, alone=free_too)
        found[page] = {"queries": statements, "database_ms": round(held * 1000, 2)}
        if free_too:
            found[page]["policies_database_time_ratio"] = round(held / free, 3)
    with acting_as(built.server.conninfo(roles.WEB)):
        for page, login, ask in asked[1:4]:
            found[page]["sealing_page_time_ratio"] = _sealing(clients[login], ask)
    return found


def _client(built: Place, login: str) -> Client:
    client = Client()
    client.cookies[COOKIE] = built.session(login).cookie
    return client


def answered(client: Client, ask: Ask) -> int:
    """Asks for a page and gives the size of the answer. RuntimeError when it is not one."""
    method, path, fields = ask()
    answer = client.post(path, fields) if method == "POST" else client.get(path)
    if answer.status_code >= 400:
        raise RuntimeError(f"{path.split('/')[1]} answered {answer.status_code}")
    return len(answer.content)


def _database_time(built: Place, client: Client, ask: Ask, *, alone: bool) -> tuple[float, float, int]:
    """Median seconds in the database (under the policies, without them) and the number of statements."""
    taken: tuple[list[float], list[float]] = ([], [])
    statements = 0
    for turn in range(BLOCKS * 2):
        role = "postgres" if turn % 2 and alone else roles.WEB
        with acting_as(built.server.conninfo(role)), _clock() as clock:
            answered(client, ask)
            for _ in range(IN_A_BLOCK):
                clock.clear()
                answered(client, ask)
                taken[turn % 2].append(sum(clock))
            statements = max(statements, len(clock))
    return median(taken[0]), median(taken[1]), statements


@contextmanager
def _clock() -> Iterator[list[float]]:
    spent: list[float] = []

    def timed(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent.append(time.perf_counter() - started)

    with connection.execute_wrapper(timed):
        yield spent


def _sealing(client: Client, ask: Ask) -> float:
    """The page as it is, over the same page with every content already open."""
    opened: dict[Any, dict[str, Any]] = {}
    with _remembering(opened):
        for _ in range(45):
            answered(client, ask)

    def clear() -> None:
        with _unsealed(opened):
            answered(client, ask)

    return ratio(lambda: answered(client, ask), clear, TIMES)


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
