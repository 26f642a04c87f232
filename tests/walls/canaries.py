"""Looks for what somebody typed in everything that a server leaves behind, in every way it could be written."""

import base64
import json
import subprocess
import unicodedata
import urllib.parse
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from cloison.database.binaries import find
from cloison.database.embedded import Cluster

GZIP = b"\x1f\x8b\x08"
UNPACKED = 64 * 1024 * 1024


def folded(text: str) -> str:
    """Without accents, as searches compare."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def texts(canary: str) -> Iterator[str]:
    """The ways the canary could have been normalised before it was kept."""
    for text in (canary, folded(canary), unicodedata.normalize("NFD", canary)):
        yield from (text, text.upper(), text.lower())


def aligned(raw: bytes, before: int) -> bytes:
    """The part of a base64 text that stands for `raw` alone, when `before` other bytes come first (0, 1 or 2)."""
    encoded = base64.b64encode(bytes(before) + raw)
    return encoded[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6]


ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "utf-8": lambda text: text.encode(),
    "utf-16 le": lambda text: text.encode("utf-16-le"),
    "utf-16 be": lambda text: text.encode("utf-16-be"),
    "latin-1": lambda text: text.encode("latin-1", "ignore"),
    "base64 0": lambda text: aligned(text.encode(), 0),
    "base64 1": lambda text: aligned(text.encode(), 1),
    "base64 2": lambda text: aligned(text.encode(), 2),
    "base64 url": lambda text: aligned(text.encode(), 0).translate(bytes.maketrans(b"+/", b"-_")),
    "hexadecimal": lambda text: text.encode().hex().encode(),
    "hexadecimal of latin-1": lambda text: text.encode("latin-1", "ignore").hex().encode(),
    "quoted": lambda text: urllib.parse.quote(text).encode(),
    "quoted form": lambda text: urllib.parse.quote_plus(text).encode(),
    "json": lambda text: json.dumps(text)[1:-1].encode(),
}


def needles(canary: str) -> dict[bytes, str]:
    """Every writing of the canary with the name of its encoding, in lower case: so is what is searched."""
    return {
        encode(text).lower(): name
        for text in texts(canary)
        for name, encode in ENCODINGS.items()
        if len(encode(text)) >= min(8, len(canary))
    }


def members(content: bytes) -> Iterator[bytes]:
    """What is packed with gzip anywhere in a file."""
    at = content.find(GZIP)
    while at >= 0:
        with suppress(zlib.error):
            yield zlib.decompressobj(31).decompress(content[at:], UNPACKED)
        at = content.find(GZIP, at + 1)


@dataclass
class Server:
    """A running server: its cluster, its database, and what its pages logged."""

    cluster: Cluster
    database: str
    logged: Callable[[], str] = lambda: ""
    extra: list[Path] = field(default_factory=list)

    def places(self) -> Iterator[tuple[str, bytes]]:
        """Everything it leaves behind, piece by piece."""
        with psycopg.connect(self.cluster.conninfo("postgres", self.database), autocommit=True) as dba:
            dba.execute("checkpoint")
            dba.execute("select pg_switch_wal()")
            yield "server's activity", _rows(dba, "select * from pg_stat_activity where pid <> pg_backend_pid()")
            yield "sessions", _rows(dba, "select * from public.accounts_session")
        yield "application's log", self.logged().encode()
        yield "dump", self._dump()
        for folder in (self.cluster.folder, self.cluster.socket, *self.extra):
            for path in sorted(folder.rglob("*")):
                if path.is_file() and not path.is_symlink():
                    # What was set aside and not written yet is zeros.
                    yield f"file {path.relative_to(folder)}", path.read_bytes().rstrip(b"\0")

    def _dump(self) -> bytes:
        database = self.cluster.conninfo("postgres", self.database)
        return subprocess.run([find() / "pg_dump", database], check=True, capture_output=True).stdout

    def findings(self, canaries: list[str]) -> list[tuple[str, str, str]]:
        """(place, canary, encoding) of everything found."""
        wanted = {canary: needles(canary) for canary in canaries}
        found = []
        for place, content in self.places():
            for part in (content, *members(content)):
                plain = part.lower()
                found += [
                    (place, canary, name)
                    for canary, ways in wanted.items()
                    for needle, name in ways.items()
                    if needle in plain
                ]
        return found

    def absent_everywhere(self, canaries: list[str]) -> None:
        """Asserts that none of them is found anywhere."""
        found = self.findings(canaries)
        assert not found, found


def _rows(dba: psycopg.Connection[Any], statement: str) -> bytes:
    with dba.cursor() as cursor, cursor.copy(f"copy ({statement}) to stdout") as copy:
        return b"".join(copy)
