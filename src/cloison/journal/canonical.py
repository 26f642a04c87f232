"""The bytes of an entry, which its leaf is the hash of. The same bytes are made by `journal.canonical` in SQL.

Version 1: UTF-8, one `name value` a line, each line ended by LF, in this order and with nothing else; an absent
value is `-`; the detail comes last, after its length in bytes, so that no detail can imitate another entry:

    cloison/journal/1
    id 4f9c…            uuid, lower case with hyphens; so are actor, session, file and circle
    at 2026-11-23T10:15:00.123456Z      UTC, six decimals
    actor …
    session …
    kind file.opened    letters, digits, `_`, `.`
    file …
    circle …
    seq 12              number of the entry in its file from 1, or `-` without a file
    previous …          64 hexadecimal digits: leaf of the entry before it in its file, or zeros
    salt …              32 hexadecimal digits
    detail 17
    {"reason":"desk"}
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from cloison.journal.merkle import leaf_hash

FORMAT = "cloison/journal/1"
NOTHING_BEFORE = bytes(32)

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_SHAPES = {
    "id": _UUID,
    "at": r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z",
    "actor": _UUID + "|-",
    "session": _UUID + "|-",
    "kind": r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*",
    "file": _UUID + "|-",
    "circle": _UUID + "|-",
    "seq": "[1-9][0-9]*|-",
    "previous": "[0-9a-f]{64}",
    "salt": "[0-9a-f]{32}",
}
_PATTERNS = {name: re.compile(shape, re.ASCII) for name, shape in _SHAPES.items()}


class Malformed(ValueError):
    """A value that no entry can have. Its text is the name of the field."""


@dataclass(frozen=True, slots=True)
class Written:
    """An entry as text, field by field, in canonical order. `at` is UTC text; hashes and salt are hexadecimal."""

    id: str
    at: str | None
    actor: str | None
    session: str | None
    kind: str
    file: str | None
    circle: str | None
    seq: int | None
    previous: str
    salt: str
    detail: str


NAMES = tuple(field.name for field in fields(Written))


def canonical(entry: Written) -> bytes:
    """The canonical bytes. Raises Malformed when a value is not of its shape."""
    lines = [FORMAT, *(_line(name, getattr(entry, name)) for name in NAMES[:-1])]
    detail = entry.detail.encode()
    return "\n".join([*lines, f"detail {len(detail)}\n"]).encode() + detail + b"\n"


def leaf(entry: Written) -> bytes:
    """The leaf of an entry. Raises Malformed."""
    return leaf_hash(canonical(entry))


def _line(name: str, value: object) -> str:
    text = "-" if value is None else str(value)
    if not _PATTERNS[name].fullmatch(text):
        raise Malformed(name)
    return f"{name} {text}"


def columns(alias: str) -> str:
    """The SQL columns that `Written` is made of, as text: what a hostile row holds never reaches a parser of dates."""
    plain = {name: f"{alias}.{name}" for name in NAMES}
    ids = {name: f"{alias}.{name}::text" for name in ("id", "actor", "session", "file", "circle")}
    hashes = {name: f"encode({alias}.{name}, 'hex')" for name in ("previous", "salt")}
    at = {"at": f"""to_char({alias}.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""}
    return ", ".join((plain | ids | hashes | at).values())


def written(row: Sequence[Any]) -> Written:
    """The entry of a row selected with `columns`."""
    return Written(*row)
