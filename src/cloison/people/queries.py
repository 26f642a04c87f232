"""Names for lists, the sheet behind the door, and search in memory among what the reader can open."""

import uuid
from collections.abc import Collection
from typing import Any

from cloison.accounts.reader import Reader
from cloison.database.sql import rows
from cloison.people.folding import matches
from cloison.people.models import Identity
from cloison.people.names import Names
from cloison.vault.keyring import NoKey, Unreadable
from cloison.vault.sealing import Place

LATEST = "select distinct on (file_id) id, file_id, version, sealed from public.people_name where "


def _opened(reader: Reader, found: list[tuple[Any, ...]]) -> dict[uuid.UUID, Names]:
    reader.keyring.load_files([file for _, file, _, _ in found])
    names = {}
    for row, file, version, sealed in found:
        try:
            payload = reader.keyring.unseal(Place("people_name", "sealed", row, file, version), sealed)
        except (NoKey, Unreadable):
            continue
        names[file] = Names.read(payload)
    return names


def names(reader: Reader, files: Collection[uuid.UUID]) -> dict[uuid.UUID, Names]:
    """The current names of these files; one whose key is awaited, or whose names were altered, is left out."""
    found = rows(LATEST + "file_id = any(%s) order by file_id, version desc", list(files)) if files else []
    return _opened(reader, found)


def names_in(reader: Reader, circles: Collection[uuid.UUID]) -> dict[uuid.UUID, Names]:
    """The current names of every file of these circles of the reader's."""
    found = rows(LATEST + "circle_id = any(%s) order by file_id, version desc", list(circles)) if circles else []
    return _opened(reader, found)


def search(reader: Reader, circles: Collection[uuid.UUID], typed: str) -> list[tuple[uuid.UUID, Names]]:
    """Files of these circles one of whose names holds every typed word, in alphabetical order."""
    found = names_in(reader, circles).items()
    kept = [(file, name) for file, name in found if matches(name.folded, typed)]
    return sorted(kept, key=lambda line: line[1].sort_key)


def sheet(reader: Reader, file_id: uuid.UUID) -> dict[str, Any]:
    """The identity sheet of an opened file; empty when none was written."""
    newest = Identity.objects.filter(file_id=file_id).order_by("-version").first()
    if newest is None:
        return {}
    place = Place("people_identity", "sealed", newest.id, file_id, newest.version)
    return reader.keyring.unseal(place, bytes(newest.sealed))
