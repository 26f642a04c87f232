"""My files, and the notes of an opened one."""

import uuid
from dataclasses import dataclass

from cloison.access.models import CircleKind, File
from cloison.accounts.reader import Reader
from cloison.database.sql import rows
from cloison.followup.actions import Text
from cloison.followup.models import Note
from cloison.people.names import Names
from cloison.people.queries import search
from cloison.vault.sealing import Place


@dataclass(frozen=True)
class MyFile:
    """A file of mine, as a line of a list."""

    file: File
    names: Names


def my_circles(reader: Reader) -> list[uuid.UUID]:
    """The circles of the files that this reader follows, as referent or stand-in."""
    found = rows(
        "select id from public.access_circle where kind = %s and compartment = %s", CircleKind.PERSONAL.value, "SOCIAL"
    )
    return [circle for (circle,) in found]


def my_files(reader: Reader, typed: str = "") -> list[MyFile]:
    """The files this reader follows one of whose names holds what was typed, in alphabetical order."""
    found = search(reader, my_circles(reader), typed)
    files = {file.id: file for file in File.objects.filter(id__in=[file_id for file_id, _ in found])}
    return [MyFile(files[file_id], names) for file_id, names in found]


@dataclass(frozen=True)
class Written:
    """A note as read: its newest version, and how many came before."""

    note: Note
    text: Text
    earlier: tuple[Note, ...]


def text_of(reader: Reader, note: Note) -> Text:
    """One version's text. Unreadable when it was altered."""
    place = Place("followup_note", "sealed", note.id, note.file_id, note.version)
    payload = reader.keyring.unseal(place, bytes(note.sealed))
    return Text(payload["facts"], payload["words"], payload["analysis"])


def notes(reader: Reader, file_id: uuid.UUID) -> list[Written]:
    """The notes of an opened file, newest first, each with its newest version."""
    versions: dict[uuid.UUID, list[Note]] = {}
    for note in Note.objects.filter(file_id=file_id).order_by("note_id", "-version"):
        versions.setdefault(note.note_id, []).append(note)
    read = [Written(found[0], text_of(reader, found[0]), tuple(found[1:])) for found in versions.values()]
    return sorted(read, key=lambda line: line.earlier[-1].made_at if line.earlier else line.note.made_at, reverse=True)
