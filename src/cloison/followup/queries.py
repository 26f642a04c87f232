"""The tray, my files, and the notes of an opened file."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from cloison.access.models import File, Reason
from cloison.accounts.models import Post
from cloison.accounts.reader import Reader
from cloison.accounts.roles import Role
from cloison.agenda.queries import HORIZON_DAYS, busy
from cloison.database.sql import named, rows
from cloison.followup.actions import Text
from cloison.followup.models import Note
from cloison.handover.contents import in_words
from cloison.people.folding import matches
from cloison.people.names import Names
from cloison.people.queries import names
from cloison.vault.keyring import Unreadable
from cloison.vault.sealing import Place

HANDED = """
select h.file_id, h.made_at, w.name, h.reasons, h.appointment_at, a.status,
  (select l.other_file_id from public.linkage_link l join public.access_file f on f.id = l.other_file_id
    where l.file_id = h.file_id and f.compartment = 'SOCIAL' limit 1) as social
from public.handover_handover h
left join public.handover_handoveranswer a on a.file_id = h.file_id
left join public.accounts_member w on w.id = h.made_by
where h.to_member_id = %s and (a.id is null or (a.status = 'accepted' and h.appointment_at >= %s))
order by h.made_at, h.file_id
"""


@dataclass(frozen=True)
class Handed:
    """Something handed to this reader: from whom, about what, for when. `social` is the file it became."""

    file_id: uuid.UUID
    at: datetime
    by: str
    reasons: list[str]
    appointment_at: datetime | None
    status: str
    social: uuid.UUID | None
    names: Names | None


@dataclass(frozen=True)
class Appointment:
    """A taken span of this reader's own time; `handed` is None when nobody gave a name for it."""

    starts_at: datetime
    ends_at: datetime
    handed: Handed | None


def handed_to(reader: Reader, since: datetime) -> list[Handed]:
    """What waits for an answer, and what was accepted with an appointment since then; oldest first."""
    found = named(HANDED, reader.id, since)
    known = names(reader, [line.file_id for line in found])
    return [
        Handed(line.file_id, line.made_at, line.name or "", in_words(line.reasons), line.appointment_at,
               line.status or "", line.social, known.get(line.file_id))
        for line in found
    ]  # fmt: skip


def waiting(handed: list[Handed]) -> list[Handed]:
    """What waits for an answer: nearest appointment first, then in the order of arrival."""
    far = timezone.now() + timedelta(days=10_000)
    return sorted((line for line in handed if not line.status), key=lambda line: (line.appointment_at or far, line.at))


def appointments(reader: Reader, handed: list[Handed]) -> list[Appointment]:
    """The reader's own appointments of the next three weeks."""
    now = timezone.now()
    whose = {line.appointment_at: line for line in handed if line.appointment_at}
    taken = busy(reader, reader.id, now, now + timedelta(days=HORIZON_DAYS))
    return [Appointment(start, end, whose.get(start)) for start, end in taken]


# Two scans put side by side and joined here: joined by the database, each row would search my circles again.
MINE = """
select f.circle_id, f.id as file_id, f.made_at, null::uuid as member_id, null as reason, null::timestamptz as ends_at,
  null as name
from public.access_file f where f.compartment = 'SOCIAL'
union all
select m.circle_id, null, null, m.member_id, m.reason, m.ends_at, w.name
from public.access_membership m join public.accounts_member w on w.id = m.member_id
where m.ended_at is null and (m.ends_at is null or m.ends_at > now())
"""


@dataclass(frozen=True)
class MyFile:
    """A file of mine, as a line of a list. `names` is None while they cannot be read."""

    file_id: uuid.UUID
    names: Names | None
    opened_at: datetime
    reason: str
    until: datetime | None
    referent: str

    @property
    def opened_on(self) -> date:
        return timezone.localdate(self.opened_at)

    @property
    def stands_in(self) -> bool:
        return self.reason == Reason.STAND_IN


def _files_and_seats() -> tuple[list[Any], dict[uuid.UUID, list[Any]]]:
    """The SOCIAL files that the reader can read, and who sits in each circle."""
    files, seats = [], defaultdict(list)
    for line in named(MINE):
        if line.file_id:
            files.append(line)
        else:
            seats[line.circle_id].append(line)
    return files, seats


def _my_file(reader: Reader, line: Any, seats: list[Any], known: Names | None) -> MyFile:
    own = min((seat for seat in seats if seat.member_id == reader.id), key=lambda seat: seat.reason != Reason.REFERENT)
    referent = next((seat.name for seat in seats if seat.reason == Reason.REFERENT), "")
    return MyFile(line.file_id, known, line.made_at, own.reason, own.ends_at, referent)


def my_files(reader: Reader, typed: str = "") -> list[MyFile]:
    """The files this reader follows one of whose names holds what was typed, in alphabetical order."""
    files, seats = _files_and_seats()
    known = names(reader, [line.file_id for line in files])
    mine = [_my_file(reader, line, seats[line.circle_id], known.get(line.file_id)) for line in files]
    kept = [line for line in mine if matches(line.names.folded if line.names else "", typed)]
    return sorted(
        kept, key=lambda line: (line.names is None, line.names.sort_key if line.names else "", line.opened_at)
    )


@dataclass(frozen=True)
class Colleague:
    """A social worker of the same centre, in the post that lets them into a circle."""

    member_id: uuid.UUID
    post_id: uuid.UUID
    name: str


def colleagues(reader: Reader, team_id: uuid.UUID | None) -> list[Colleague]:
    """The other social workers of a centre, in alphabetical order."""
    now = timezone.now()
    found = (
        Post.objects.filter(team=team_id, role=Role.SOCIAL_WORKER, ended_at=None, starts_at__lte=now)
        .exclude(ends_at__lte=now)
        .exclude(member_id=reader.id)
        .select_related("member")
        .order_by("member__name", "id")
    )
    return [Colleague(line.member_id, line.id, line.member.name) for line in found]


@dataclass(frozen=True)
class Version:
    """One version of a note; `text` is None when it was altered."""

    note: Note
    text: Text | None
    by: str


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


def versions(reader: Reader, file: File, note_id: uuid.UUID) -> list[Version]:
    """Every version of one note of an opened file, newest first; empty when there is no such note in it."""
    found = list(Note.objects.filter(file_id=file.id, note_id=note_id).order_by("-version"))
    who = dict(rows("select id, name from public.accounts_member where id = any(%s)", [line.made_by for line in found]))
    return [Version(line, _readable(reader, line), who.get(line.made_by, "")) for line in found]


def _readable(reader: Reader, note: Note) -> Text | None:
    try:
        return text_of(reader, note)
    except Unreadable:
        return None


def notes(reader: Reader, file_id: uuid.UUID) -> list[Written]:
    """The notes of an opened file, newest first, each with its newest version."""
    found: dict[uuid.UUID, list[Note]] = {}
    for note in Note.objects.filter(file_id=file_id).order_by("note_id", "-version"):
        found.setdefault(note.note_id, []).append(note)
    read = [Written(lines[0], text_of(reader, lines[0]), tuple(lines[1:])) for lines in found.values()]
    return sorted(read, key=lambda line: (line.earlier[-1] if line.earlier else line.note).made_at, reverse=True)
