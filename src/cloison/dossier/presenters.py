"""The words of a file's page: who can read and why, what was opened, what happened when."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cloison.access.contents import Row
from cloison.access.models import Reason
from cloison.access.queries import LedgerLine
from cloison.dossier.queries import FilePage
from cloison.journal.kinds import wording
from cloison.ui.faces import Face, face

WHY = {
    "followup": gettext_lazy("pour suivre la personne"),
    "handover": gettext_lazy("pour répondre à une transmission"),
    "desk": gettext_lazy("à l'accueil"),
    "circle": gettext_lazy("pour voir ou changer qui peut le lire"),
    "identity": gettext_lazy("pour corriger la fiche d'identité"),
}


@dataclass(frozen=True)
class Seat:
    """A row of the ledger in words."""

    id: uuid.UUID
    member_id: uuid.UUID
    name: str
    role: str
    team: str
    why: str
    basis: str
    granted_by: str
    since: datetime
    until: datetime | None
    ended_at: datetime | None
    ended_why: str
    key_awaited: bool
    unknown: bool
    is_stand_in: bool


def seat(line: LedgerLine) -> Seat:
    """One row of the ledger. `unknown`: the journal did not write it."""
    return Seat(
        line.membership_id, line.member_id, line.name, line.role_in_words, line.team, line.reason_in_words,
        line.basis_in_words, "" if line.granted_by == line.name else line.granted_by, line.starts_at, line.ends_at,
        line.ended_at, line.end_reason_in_words, not line.has_key, not line.journalled,
        line.reason == Reason.STAND_IN,
    )  # fmt: skip


def circle(page: FilePage) -> dict[str, Any]:
    """Who can read now and who could before, with their faces."""
    now = [seat(line) for line in page.readers]
    ids = {line.id for line in now}
    past = [seat(line) for line in page.ledger if line.membership_id not in ids]
    return {"readers": now, "past": past, "faces": faces(now), "unknown": [s for s in (*now, *past) if s.unknown]}


def faces(seats: Iterable[Seat]) -> list[Face]:
    """One face for each person, whatever the number of their seats."""
    return [face(name, why_url="#who") for name in dict.fromkeys(seat.name for seat in seats)]


def next_appointment(page: FilePage, now: datetime) -> datetime | None:
    """The nearest appointment to come, among those of the demands that were passed on."""
    demands = [page.demand, *(link.demand for link in page.linked)]
    times = (demand.appointment_at for demand in demands if demand and demand.status != "returned")
    return min((at for at in times if at and at > now), default=None)


@dataclass(frozen=True)
class Gesture:
    """What somebody did on one day, how many times, and when last."""

    day: date
    name: str
    what: str
    times: int
    at: datetime
    whys: list[str]


def gestures(traces: list[Row]) -> list[Gesture]:
    """The journal of a file, newest day first: one sentence for each person and kind of gesture of a day."""
    lines = sorted(traces, key=lambda row: (_day(row), row.by, row.told["kind"]))
    groups = (list(group) for _key, group in groupby(lines, key=lambda row: (_day(row), row.by, row.told["kind"])))
    return sorted((_gesture(rows) for rows in groups), key=lambda gesture: gesture.at, reverse=True)


def _day(row: Row) -> date:
    return timezone.localdate(row.at)


def _gesture(rows: list[Row]) -> Gesture:
    whys = dict.fromkeys(str(WHY[why]) for row in rows if (why := row.told["detail"].get("why")) in WHY)
    last = max(row.at for row in rows)
    return Gesture(
        _day(rows[0]), rows[0].by or _("Le système"), wording(rows[0].told["kind"]), len(rows), last, [*whys]
    )


@dataclass(frozen=True)
class Event:
    """Something of the file's history: `kind` names how it is told, `what` is what is told."""

    at: datetime
    kind: str
    what: Any


def history(page: FilePage) -> list[Event]:
    """What happened, newest first, as far as this reader may see it."""
    opened = page.opened
    events = [Event(note.first_at, "note", note) for note in (opened.notes if opened else ())]
    events += [Event(visit.at, "visit", visit) for visit in (opened.visits if opened else ())]
    handed = [page.demand, *(link.demand for link in page.linked)]
    events += [Event(demand.at, "handover", demand) for demand in handed if demand]
    events.append(Event(page.file.made_at, "opened", page.file))
    return sorted(events, key=lambda event: event.at, reverse=True)
