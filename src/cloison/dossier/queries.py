"""One file as one of its readers may see it: all that hangs on it, within its compartment."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, LiteralString

from django.utils import timezone

from cloison.access.contents import CIRCLE, TRACES, Row, contents
from cloison.access.door import Absent
from cloison.access.models import CircleKind, File
from cloison.access.queries import LedgerLine, ledger, reading_now
from cloison.accounts.reader import Reader
from cloison.consent.contents import AGREEMENTS, Answered, agreements
from cloison.followup.contents import NOTES, Written, written
from cloison.handover.contents import HANDOVER, TOLD, Demand, demand
from cloison.people.contents import NAMES, SHEET, names, sheet
from cloison.people.names import Names
from cloison.people.presenters import Fact, facts
from cloison.reception.contents import REMARKS, VISITS, Came, visits
from cloison.vault.keyring import NoKey

# The other files of the same person that the reader can read too: the policies of both sides decide.
LINKED: LiteralString = (
    "select 'linked', o.id, 1, o.made_at, l.made_by, null::bytea, "
    "jsonb_build_object('compartment', o.compartment, 'kind', c.kind) || "
    "case when h.id is null then '{}'::jsonb else "
    + TOLD
    + """ end
from public.linkage_link l
join public.access_file o on o.id = case when l.file_id = %(file)s then l.other_file_id else l.file_id end
join public.access_circle c on c.id = o.circle_id
left join public.handover_handover h on h.file_id = o.id
where (l.file_id = %(file)s or l.other_file_id = %(file)s) and l.verdict = 'same'
"""
)
EVERYTHING = (NAMES, SHEET, CIRCLE, NOTES, VISITS, REMARKS, HANDOVER, AGREEMENTS, LINKED, TRACES)


@dataclass(frozen=True)
class Linked:
    """Another file of the same person, readable by the same reader; `demand` when it is a handover."""

    file_id: uuid.UUID
    compartment: str
    kind: str
    at: datetime
    demand: Demand | None


@dataclass(frozen=True)
class Opened:
    """What is sealed in a file, once opened."""

    names: Names | None
    facts: list[Fact]
    altered: bool
    notes: list[Written]
    visits: list[Came]


@dataclass(frozen=True)
class FilePage:
    """A file and all that its reader may see of it. `opened` is None while the reader's key is awaited."""

    file: File
    kind: str
    team_id: uuid.UUID | None
    opened: Opened | None
    demand: Demand | None
    agreements: list[Answered]
    linked: list[Linked]
    ledger: list[LedgerLine]
    traces: list[Row] = field(default_factory=list)

    @property
    def readers(self) -> list[LedgerLine]:
        return reading_now(self.ledger, timezone.now())

    @property
    def is_personal(self) -> bool:
        return self.kind == CircleKind.PERSONAL

    @property
    def is_handover(self) -> bool:
        return self.kind == CircleKind.HANDOVER

    def holders(self, reader: Reader) -> list[str]:
        """Who else can give the key back: those of the circle who hold it."""
        return list(dict.fromkeys(line.name for line in self.readers if line.has_key and line.member_id != reader.id))


def file_page(reader: Reader, file: File) -> FilePage:
    """The whole page of an opened file: one query for what hangs on it, two for its keys, one for its ledger."""
    found = contents(reader, file.id, EVERYTHING)
    return _page(reader, file, found, _opened(reader, file.id, found))


def circle_page(reader: Reader, file: File) -> FilePage:
    """The names and the circle of an opened file."""
    found = contents(reader, file.id, (NAMES, CIRCLE))
    return _page(reader, file, found, _opened(reader, file.id, found))


def _page(reader: Reader, file: File, found: dict[str, list[Row]], opened: Opened | None) -> FilePage:
    circle = _circle(found)
    return FilePage(
        file, circle["kind"], uuid.UUID(circle["team"]) if circle["team"] else None, opened,
        demand(found["handover"][0]) if found["handover"] else None, agreements(found["agreement"]),
        [_linked(row) for row in found["linked"]], ledger(reader, file.circle_id), found["trace"],
    )  # fmt: skip


def _circle(found: dict[str, list[Row]]) -> dict[str, Any]:
    """The circle of the file. Absent when the reader left it, or the session was locked, since the door was opened."""
    if not found["circle"]:
        raise Absent
    return found["circle"][0].told


def _linked(row: Row) -> Linked:
    told: dict[str, Any] = row.told
    return Linked(row.id, told["compartment"], told["kind"], row.at, demand(row) if told.get("demand") else None)


def _opened(reader: Reader, file_id: uuid.UUID, found: dict[str, list[Row]]) -> Opened | None:
    try:
        known, called = sheet(reader, file_id, found["sheet"]), names(reader, file_id, found["names"])
        return Opened(
            called, facts(called, known or {}), known is None or bool(found["names"] and called is None),
            [written(reader, file_id, row) for row in found["note"]],
            visits(reader, file_id, found["visit"], found["remark"]),
        )  # fmt: skip
    except NoKey:
        return None


@dataclass(frozen=True)
class Identity:
    """Names and sheet as they stand, and a mark of which versions these are."""

    names: Names | None
    sheet: dict[str, Any]
    seen: str
    kind: str


def identity(reader: Reader, file: File) -> Identity:
    """What can be corrected. NoKey."""
    found = contents(reader, file.id, (NAMES, SHEET, CIRCLE))
    seen = ".".join(str(found[kind][-1].version if found[kind] else 0) for kind in ("names", "sheet"))
    known = sheet(reader, file.id, found["sheet"])
    return Identity(names(reader, file.id, found["names"]), known or {}, seen, _circle(found)["kind"])
