"""A département of 100,000 files in 200 desk circles, and one social worker who follows 300 people.

Written in bulk by the superuser, sealed with real keys: what the pages read is what they would read in service.
Its journal holds the cast only: these files were made by nobody.
"""

import os
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import psycopg

from cloison.demo.people import Fictional, person
from cloison.people.names import names_of
from cloison.vault.keyring import Keyring, circle_context, file_bound
from cloison.vault.pairs import SUITE_OWN, box
from cloison.vault.sealing import Place, seal

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Volumes:
    """How much of everything."""

    circles: int = 200
    files: int = 500
    visits: int = 200
    followed: int = 300
    notes: int = 5


@dataclass(frozen=True)
class Holder:
    """A professional of the cast for whom circle keys are wrapped."""

    member_id: uuid.UUID
    post_id: uuid.UUID
    keyring: Keyring


@dataclass
class Heap:
    """Rows by table, poured with COPY."""

    rows: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, row: Row) -> None:
        self.rows.setdefault(table, []).append(row)

    def pour(self, connection: psycopg.Connection[Any]) -> None:
        """Writes all of it and forgets it."""
        for table, lines in self.rows.items():
            with connection.cursor() as cursor, cursor.copy(f"copy {table} from stdin") as copy:
                for line in lines:
                    copy.write_row(line)
        self.rows.clear()


CIRCLE = "access_circle (id, organisation_id, team_id, compartment, kind, made_by, made_at)"
MEMBERSHIP = (
    "access_membership (id, circle_id, member_id, post_id, basis, reason, granted_by, starts_at, entry)"
)  # fmt: skip
WRAP = "keys.circle_wrap (id, circle_id, epoch, member_id, key_id, suite, sealed, made_by, made_at)"
FILE = "access_file (id, circle_id, compartment, lawful_basis, made_by, made_at)"
FILE_KEY = "keys.file_key (id, circle_id, file_id, epoch, sealed, made_at)"
NAME = "people_name (id, circle_id, file_id, made_by, made_at, version, sealed)"
NOTE = "followup_note (id, circle_id, file_id, made_by, made_at, note_id, version, minutes, sealed)"
VISIT = "reception_visit (id, circle_id, file_id, at, channel, reasons, answer, minutes, made_by, made_at)"


class Builder:
    """Makes circles and files of one organisation, sealed for the holders given."""

    def __init__(self, organisation: uuid.UUID, team: uuid.UUID, chance: Random) -> None:
        self.organisation, self.team, self.chance = organisation, team, chance
        self.heap = Heap()
        self.now = datetime.now(UTC)

    def circle(
        self, holder: Holder, kind: str, compartment: str, reason: str, team: uuid.UUID | None
    ) -> tuple[uuid.UUID, bytes]:
        """A circle of one holder, with its key."""
        circle, key = uuid.uuid4(), os.urandom(32)
        self.heap.add(CIRCLE, (circle, self.organisation, team, compartment, kind, holder.member_id, self.now))
        self.heap.add(MEMBERSHIP, (uuid.uuid4(), circle, holder.member_id, holder.post_id, "casf_l411_3", reason,
                                   holder.member_id, self.now, uuid.uuid4()))  # fmt: skip
        ring = holder.keyring
        sealed = ring.keep_own(circle_context(circle, 1, ring.key_id), key)
        self.heap.add(WRAP, (uuid.uuid4(), circle, 1, holder.member_id, ring.key_id, SUITE_OWN, sealed,
                             holder.member_id, self.now))  # fmt: skip
        return circle, key

    def file(self, circle: uuid.UUID, circle_key: bytes, compartment: str) -> tuple[uuid.UUID, bytes]:
        """A file with its key and its names."""
        file, key = uuid.uuid4(), os.urandom(32)
        self.heap.add(FILE, (file, circle, compartment, "6.1.e", uuid.uuid4(), self.now))
        sealed_key = box(circle_key, key, file_bound(file, circle, 1))
        self.heap.add(FILE_KEY, (uuid.uuid4(), circle, file, 1, sealed_key, self.now))
        row, who = uuid.uuid4(), person(self.chance)
        sealed = seal(key, 1, Place("people_name", "sealed", row, file), payload(who))
        self.heap.add(NAME, (row, circle, file, uuid.uuid4(), self.now, 1, sealed))
        return file, key

    def note(self, circle: uuid.UUID, file: uuid.UUID, key: bytes) -> None:
        """A note of about a page."""
        row = uuid.uuid4()
        text = {"v": 1, "facts": "Entretien. " * 60, "words": "« … » " * 30, "analysis": "À revoir. " * 30}
        sealed = seal(key, 1, Place("followup_note", "sealed", row, file), text)
        self.heap.add(NOTE, (row, circle, file, uuid.uuid4(), self.now, row, 1, 35, sealed))

    def visit(self, circle: uuid.UUID, file: uuid.UUID | None, days: float) -> None:
        """A coded visit so many days ago."""
        self.heap.add(VISIT, (uuid.uuid4(), circle, file, self.now - timedelta(days=days), 1, [3], 1, 10,
                              uuid.uuid4(), self.now))  # fmt: skip


def payload(who: Fictional) -> dict[str, Any]:
    """What a name row seals."""
    return names_of(family=who.family, given=who.given, usage=who.usage).payload()


def desks(builder: Builder, holder: Holder, strangers: Holder, volumes: Volumes) -> Iterator[int]:
    """Every desk circle with its files and visits: the first is the holder's, the others nobody's we measure."""
    for number in range(volumes.circles):
        who, team = (strangers, uuid.uuid4()) if number else (holder, builder.team)
        circle, key = builder.circle(who, "desk", "RECEPTION", "desk", team)
        files = [builder.file(circle, key, "RECEPTION")[0] for _ in range(volumes.files)]
        for nth in range(volumes.visits):
            builder.visit(circle, builder.chance.choice([None, *files[:3]]), days=nth / 40)
        yield number + 1


def followed(builder: Builder, holder: Holder, volumes: Volumes) -> list[uuid.UUID]:
    """The personal circles of one social worker, each with its file and notes. Returns the files."""
    made = []
    for _ in range(volumes.followed):
        circle, key = builder.circle(holder, "personal", "SOCIAL", "referent", builder.team)
        file, file_key = builder.file(circle, key, "SOCIAL")
        for _n in range(volumes.notes):
            builder.note(circle, file, file_key)
        made.append(file)
    return made


# What the journal does not know of is given no key.
LEDGER_LINES = """
update public.access_membership m
set entry = journal.append('member.granted', null, m.circle_id, core.membership_detail(m), m.granted_by, null)
where not exists (select from journal.entry e where e.id = m.entry)
"""


def pour(connection: psycopg.Connection[Any], builder: Builder, steps: Iterable[int]) -> None:
    """Writes as it goes, so that memory stays small; then lets the planner know the sizes."""
    for _ in steps:
        builder.heap.pour(connection)
    builder.heap.pour(connection)
    connection.execute(LEDGER_LINES)
    connection.commit()
    connection.autocommit = True
    connection.execute("vacuum analyze")
