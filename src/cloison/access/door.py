"""The door. What is behind it is seen only after a committed journal line says who opened it, and why."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import Http404

from cloison.access.models import File
from cloison.accounts.reader import Reader
from cloison.database.sql import call, rows
from cloison.database.unit import current


class Absent(Http404):
    """No such file for this reader. Whether it exists elsewhere cannot be told, here or anywhere."""


def open_file(reader: Reader, file_id: uuid.UUID, *, why: str = "followup") -> File:
    """Opens a file: journal line and reading ticket, committed, then the file. `why` is a code, never a text.

    Called before anything is written in the same request, since it commits. Raises Absent.
    """
    if call("open_file", file_id, why) is None:
        raise Absent
    current().renew()
    file = File.objects.filter(pk=file_id).first()
    if file is None:
        # The session locked or the reader left the circle just now.
        raise Absent
    return file


def look(reader: Reader, what: str, *, circle_id: uuid.UUID | None = None) -> None:
    """One committed journal line for a list or a search, before it is read. `what` is a code, never a typed word."""
    note("list.seen", circle_id=circle_id, what=what)
    current().renew()


def note(kind: str, *, file_id: uuid.UUID | None = None, circle_id: uuid.UUID | None = None, **detail: object) -> None:
    """A journal line in the transaction of an action. `detail` holds random ids and codes only."""
    told = json.dumps({key: _plain(value) for key, value in detail.items()}, sort_keys=True)
    waiting = _gathered.get()
    if waiting is None:
        call("journal", kind, file_id, circle_id, told)
    else:
        waiting.append((kind, file_id, circle_id, told))


_gathered: ContextVar[list[tuple[str, uuid.UUID | None, uuid.UUID | None, str]] | None] = ContextVar(
    "gathered", default=None
)


@contextmanager
def gathered() -> Iterator[None]:
    """Lines noted in the block are written in one statement at its end, in order: for imports of many rows."""
    mark = _gathered.set([])
    try:
        yield
        kinds, files, circles, details = zip(*lines, strict=True) if (lines := _gathered.get()) else ((),) * 4
    finally:
        _gathered.reset(mark)
    rows(
        "select count(app.journal(l.kind, l.file, l.circle, l.detail)) from "
        "unnest(%s::text[], %s::uuid[], %s::uuid[], %s::text[]) as l (kind, file, circle, detail)",
        list(kinds), list(files), list(circles), list(details),
    )  # fmt: skip


def _plain(value: object) -> object:
    return value if isinstance(value, int | None) else str(value)
