"""Writing the visits of an old export, as somebody of the centre: in batches, each whole or not at all.

A line leaves a keyed mark with the file its person was put in. Run again after any interruption, the marks say what
is already there and who was grouped with whom, so the end is the same as without the interruption.
"""

import hashlib
import hmac
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from cloison.access.actions import open_new_file
from cloison.access.compartments import Compartment
from cloison.access.door import gathered, note
from cloison.access.models import File
from cloison.accounts.reader import Reader
from cloison.accounts.sessions import working
from cloison.consent.actions import record
from cloison.consent.models import Subject, Value
from cloison.people.actions import write_identity, write_names
from cloison.people.names import names_of
from cloison.reception.actions import Came, desk, write_visit
from cloison.reception.legacy.dates import Precision
from cloison.reception.legacy.mapping import team_key
from cloison.reception.legacy.outcomes import Outcome, Rejected, Visit, rejected
from cloison.reception.legacy.persons import People, Person
from cloison.reception.legacy.remarks import Motive
from cloison.reception.models import Remark, Taken
from cloison.vault.cookie import SessionSecret
from cloison.vault.sealing import Place

BATCH = 250
NOTICE = "import"


@dataclass(frozen=True)
class Desk:
    """Where this importer may write: the desk circle, the centre's name as exports write it, the key of the marks."""

    circle_id: uuid.UUID
    team: str
    others: frozenset[str]
    marking: bytes

    def place(self, visit: Visit) -> Motive | None:
        """Why a visit is not for this desk; None when it is. A line that names no centre is for the importer's."""
        if visit.team_key in (None, self.team):
            return None
        return Motive.NOT_YOUR_TEAM if visit.team_key in self.others else Motive.UNKNOWN_TEAM

    def mark(self, text: str) -> bytes:
        return hmac.digest(self.marking, text.encode("utf8", "surrogatepass"), "sha256")


def desk_of(by: Reader, teams: Iterable[str]) -> Desk:
    """The importer's desk. Refused without a reception post; NoDeskYet."""
    post, circle = desk(by)
    mine = team_key(post.team or "") or ""
    others = frozenset(team_key(name) or "" for name in teams) - {mine}
    # The first epoch's key: every member of the desk holds it, and it never changes.
    marking = hashlib.sha256(b"cloison/import-mark" + by.keyring.circle_key(circle, 1)).digest()
    return Desk(circle, mine, others, marking)


@dataclass
class Tally:
    """What the import did, so far."""

    recorded: int = 0
    files: int = 0
    texts: int = 0
    texts_left: int = 0
    already: int = 0
    refused: Counter[Motive] = field(default_factory=Counter)


class Importer:
    """One run over an export. `refuse` receives each row that is not taken."""

    def __init__(self, secret: SessionSecret, place: Desk, refuse: Callable[[Rejected], None]) -> None:
        self.secret, self.desk, self.refuse = secret, place, refuse
        self.tally = Tally()
        self._people: People[uuid.UUID] = People()
        self._taken: dict[bytes, tuple[bytes, uuid.UUID | None]] = {}

    def run(self, outcomes: Iterable[Outcome]) -> Iterator[Tally]:
        """Writes batch after batch; gives the tally after each."""
        with working(self.secret) as by:
            self._remember(by)
            note("import.started", circle_id=self.desk.circle_id)
        waiting = iter(outcomes)
        while batch := list(islice(waiting, BATCH)):
            with working(self.secret) as by, gathered():
                for outcome in batch:
                    self._one(by, outcome)
            yield self.tally
        with working(self.secret):
            note("import.ended", circle_id=self.desk.circle_id, recorded=self.tally.recorded)

    def _remember(self, by: Reader) -> None:
        taken = Taken.objects.filter(circle_id=self.desk.circle_id).values_list("mark", "says", "file_id")
        self._taken = {bytes(mark): (bytes(says), file) for mark, says, file in taken}

    def _one(self, by: Reader, outcome: Outcome) -> None:
        if isinstance(outcome, Rejected):
            self._refuse(outcome)
        elif isinstance(outcome, Visit):
            motive = self.desk.place(outcome)
            if motive:
                self._refuse(rejected(outcome, motive))
            else:
                self._visit(by, outcome)

    def _refuse(self, outcome: Rejected) -> None:
        self.tally.refused[outcome.motive] += 1
        self.refuse(outcome)

    def _visit(self, by: Reader, visit: Visit) -> None:
        mark, says = self.desk.mark(visit.fingerprint), self.desk.mark(visit.content)
        if before := self._taken.get(mark):
            self._again(visit, before, says)
            return
        file_id = self._file(by, visit.person) if visit.person else None
        self._write(by, visit, mark, says, file_id)
        self._taken[mark] = (says, file_id)

    def _again(self, visit: Visit, before: tuple[bytes, uuid.UUID | None], says: bytes) -> None:
        if before[0] != says:
            self._refuse(rejected(visit, Motive.NUMBER_REUSED))
            return
        self.tally.already += 1
        if visit.person and before[1]:
            self._people.add(self.desk.team, visit.person, before[1])

    def _write(self, by: Reader, visit: Visit, mark: bytes, says: bytes, file_id: uuid.UUID | None) -> None:
        row = uuid.uuid4()
        came = Came(visit.channel, list(visit.reasons), visit.answer, visit.minutes, visit.at)
        write_visit(by=by, circle_id=self.desk.circle_id, came=came, row_id=row, file_id=file_id)
        if visit.free_text:
            self._text(by, visit.free_text, row, file_id)
        Taken.objects.create(circle_id=self.desk.circle_id, file_id=file_id, mark=mark, says=says)
        self.tally.recorded += 1

    def _text(self, by: Reader, text: str, visit_id: uuid.UUID, file_id: uuid.UUID | None) -> None:
        if file_id is None:
            self.tally.texts_left += 1
            return
        row = uuid.uuid4()
        place = Place("reception_remark", "sealed", row, file_id)
        sealed = by.keyring.seal(self.desk.circle_id, place, {"v": 1, "text": text})
        Remark.objects.create(
            id=row, circle_id=self.desk.circle_id, file_id=file_id, made_by=by.id, visit_id=visit_id, sealed=sealed
        )  # fmt: skip
        self.tally.texts += 1

    def _file(self, by: Reader, person: Person) -> uuid.UUID:
        found = self._people.find(self.desk.team, person)
        if found is None:
            found = self._new_file(by, person).id
            self.tally.files += 1
        self._people.add(self.desk.team, person, found)
        return found

    def _new_file(self, by: Reader, person: Person) -> File:
        file = open_new_file(by=by, circle_id=self.desk.circle_id, compartment=Compartment.RECEPTION)
        names = names_of(family=person.family or "", given=person.given or "", usage=person.usage or "")
        write_names(by=by, file=file, names=names, first=True)
        if sheet := sheet_of(person):
            write_identity(by=by, file=file, sheet=sheet, first=True)
        record(
            by=by, file=file, subject=Subject.REGISTER, value=Value.NOT_ASKED, notice=NOTICE, said_at=file.made_at
        )  # fmt: skip
        return file


# How much of an ISO date is known: 1984, 1984-03, 1984-03-12.
KNOWN = {Precision.YEAR: 4, Precision.MONTH: 7, Precision.DAY: 10, Precision.UNKNOWN: 0}


def sheet_of(person: Person) -> dict[str, Any]:
    """What an identity sheet keeps of an old system's person."""
    town = " ".join(part for part in (person.address.postcode, person.address.town) if part)
    address = ", ".join(part for part in (person.address.street, town) if part)
    found = {
        "birth": person.birth.value.isoformat()[: KNOWN[person.birth.precision]] if person.birth.value else "",
        "birth_precision": person.birth.precision.value if person.birth.value else "",
        "birth_written": person.birth.written or "",
        "birth_place": person.birth_place or "",
        "phones": list(person.phones),
        "email": person.email or "",
        "address": address,
    }
    return {key: value for key, value in found.items() if value}
