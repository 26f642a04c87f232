"""A database administrator who alters rows: what they bring in opens nothing, what they change is refused or reported.

Each test has a house of its own, copied from one; the administrator is a superuser, whom no policy stops.
"""

import itertools
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from tests.conftest import PASSPHRASE
from tests.walls import rows
from tests.walls.scene import fresh_session, write_person

from cloison.access import audit, queries
from cloison.access.actions import Seat, add_member, end_membership, open_new_file, personal_file
from cloison.access.compartments import Compartment
from cloison.access.door import open_file
from cloison.access.models import Membership, Reason
from cloison.accounts.sessions import working
from cloison.database import roles, walls
from cloison.database.schema import acting_as
from cloison.demo import cast
from cloison.followup.actions import Text, amend, write_note
from cloison.followup.models import Note
from cloison.journal import commands, verifier
from cloison.people.names import Names, PersonName
from cloison.people.queries import names, sheet
from cloison.vault import circles, custodians
from cloison.vault.circles import KeyMismatch
from cloison.vault.keyring import NoKey, circle_context
from cloison.vault.pairs import SUITE_X25519, Unreadable, new_private, wrap
from cloison.vault.sealing import Place

MODEL = "hostile_model"
numbers = itertools.count()


@pytest.fixture(scope="module")
def secrets_of(cluster, django_db_setup) -> Callable[[str], Any]:
    """The model of the houses: the cast, and a session of each of those who act here."""
    roles.prepare(cluster.conninfo("postgres", "postgres"), database=MODEL)
    with acting_as(cluster.conninfo("cloison_owner", MODEL)):
        call_command("migrate", verbosity=0)
        walls.install()
        token = cast.found()
    with acting_as(cluster.conninfo("cloison_web", MODEL)):
        cast.people(token, PASSPHRASE)
        found = {login: fresh_session(login) for login in ("claire", "david", "emma", "hugo")}
    return found.__getitem__


class House:
    """One database, its administrator, and a file of Claire's with a name, a sheet and two notes."""

    def __init__(self, secrets: Callable[[str], Any], dba: psycopg.Connection[Any], auditor: str) -> None:
        self._secrets, self.dba, self._auditor = secrets, dba, auditor
        self.notes: list[uuid.UUID] = [uuid.uuid4(), uuid.uuid4()]
        with self.acting("claire") as claire:
            self.file = personal_file(by=claire, post=claire.posts[0], compartment=Compartment.SOCIAL)
            write_person(claire, self.file, Names((PersonName("Durand", "Lise"),)), phones=["06"])
            for text, row in zip(("un", "deux"), self.notes, strict=True):
                write_note(by=claire, file=self.file, text=Text(facts=text), minutes=5, row_id=row)
            self.circle = self.file.circle_id

    def acting(self, login: str) -> AbstractContextManager[Any]:
        return working(self._secrets(login))

    def read(self, login: str, row: uuid.UUID) -> dict[str, Any]:
        """What a note says to somebody, after its file was opened."""
        with self.acting(login) as reader:
            open_file(reader, self.file.id)
            note = Note.objects.get(pk=row)
            place = Place("followup_note", "sealed", note.id, note.file_id, note.version)
            return reader.keyring.unseal(place, bytes(note.sealed))

    def verify(self) -> str:
        """What `journal verify` says, as the auditor's role; nothing when all is well."""
        with psycopg.connect(self._auditor) as auditor:
            report = verifier.verify(auditor, [], checks=audit.CHECKS)
        return report.fault.sentence() if report.fault else ""

    def one(self, statement: str, *parameters: Any) -> Any:
        found = self.dba.execute(statement, parameters).fetchone()
        assert found
        return found[0]

    def member(self, login: str) -> uuid.UUID:
        return self.one("select id from public.accounts_member where login = %s", login)

    def post(self, login: str) -> uuid.UUID:
        return self.one("select id from public.accounts_post where member_id = %s", self.member(login))

    def slip_in(self, login: str) -> uuid.UUID:
        """A row of the ledger written by hand, as like the others as can be."""
        return rows.write(
            self.dba, Membership, circle_id=self.circle, member_id=self.member(login), post_id=self.post(login),
            basis="casf_l411_3", reason="stand_in", granted_by=self.member("claire"),
            entry=self.one("select entry from public.access_membership where circle_id = %s", self.circle),
        )["id"]  # fmt: skip

    def bring_in(self, login: str) -> uuid.UUID:
        """A colleague brought in by Claire. Returns the row of the ledger."""
        with self.acting("claire") as claire:
            seat = Seat(self.member(login), self.post(login), Reason.STAND_IN)
            add_member(by=claire, circle_id=self.circle, seat=seat)
        return self.one(
            "select id from public.access_membership where circle_id = %s and member_id = %s order by starts_at desc",
            self.circle, self.member(login),
        )  # fmt: skip

    def holds_a_key(self, login: str) -> bool:
        return self.one(
            "select exists (select from keys.circle_wrap where circle_id = %s and member_id = %s)",
            self.circle, self.member(login),
        )  # fmt: skip


@contextmanager
def house_of(cluster: Any, secrets: Callable[[str], Any]) -> Iterator[House]:
    name = f"hostile_{next(numbers)}"
    with psycopg.connect(cluster.conninfo("postgres", "postgres"), autocommit=True) as server:
        server.execute(f"create database {name} template {MODEL}")
        with (
            acting_as(cluster.conninfo("cloison_web", name)),
            psycopg.connect(cluster.conninfo("postgres", name), autocommit=True) as dba,
        ):
            yield House(secrets, dba, cluster.conninfo("cloison_auditor", name))
        server.execute(f"drop database {name} with (force)")


@pytest.fixture
def house(cluster, secrets_of) -> Iterator[House]:
    with house_of(cluster, secrets_of) as made:
        yield made


def test_an_honest_house_is_in_order(house) -> None:
    house.bring_in("david")
    assert house.read("david", house.notes[0])["facts"] == "un"
    assert house.verify() == ""


def test_the_command_brings_these_checks() -> None:
    assert set(audit.CHECKS) <= set(commands._checks())


# — what is sealed —


def test_two_ciphertexts_swapped_in_a_file_are_refused_and_reported(house) -> None:
    first, second = house.notes
    sealed = {row: house.one("select sealed from public.followup_note where id = %s", row) for row in house.notes}
    for row, other in ((first, second), (second, first)):
        house.dba.execute("update public.followup_note set sealed = %s where id = %s", [sealed[other], row])
        with pytest.raises(Unreadable):
            house.read("claire", row)
    assert "a été remplacé" in house.verify()


def test_a_ciphertext_of_another_file_is_refused(house) -> None:
    with house.acting("claire") as claire:
        other = personal_file(by=claire, post=claire.posts[0], compartment=Compartment.SOCIAL)
        write_person(claire, other, Names((PersonName("Petit", "Jean"),)), phones=["07"])
    for table in ("people_name", "people_identity"):
        house.dba.execute(
            f"update public.{table} t set sealed = o.sealed from public.{table} o "
            "where (o.file_id, t.file_id) = (%s, %s)",
            [other.id, house.file.id],
        )
    with house.acting("claire") as claire:
        open_file(claire, house.file.id)
        with pytest.raises(Unreadable):
            sheet(claire, house.file.id)
        # In a list, what was altered is left out and the others are still read.
        assert set(names(claire, [house.file.id, other.id])) == {other.id}
    assert "a été remplacé" in house.verify()


def amended(house: House) -> uuid.UUID:
    """The row of a second version of the first note."""
    row = uuid.uuid4()
    with house.acting("claire") as claire:
        open_file(claire, house.file.id)
        first = Note.objects.get(pk=house.notes[0])
        amend(by=claire, file=house.file, amended=first, text=Text(facts="corrigé"), minutes=5, row_id=row)
    return row


def test_an_old_version_replayed_into_the_newest_is_refused_and_reported(house) -> None:
    newest = amended(house)
    house.dba.execute(
        "update public.followup_note t set sealed = o.sealed from public.followup_note o where (o.id, t.id) = (%s, %s)",
        [house.notes[0], newest],
    )
    with pytest.raises(Unreadable):
        house.read("claire", newest)
    assert "a été remplacé" in house.verify()


def test_an_old_row_renumbered_as_the_newest_is_refused(house) -> None:
    newest = amended(house)
    house.dba.execute("delete from public.followup_note where id = %s", [newest])
    house.dba.execute("update public.followup_note set version = 2 where id = %s", [house.notes[0]])
    with pytest.raises(Unreadable):
        house.read("claire", house.notes[0])
    assert "a disparu" in house.verify()


@pytest.mark.parametrize("table", ["followup_note", "people_name", "people_identity"])
def test_the_newest_version_taken_away_is_reported(house, table) -> None:
    amended(house)
    last = f"select id from public.{table} where file_id = %s order by version desc limit 1"
    house.dba.execute(f"delete from public.{table} where id = ({last})", [house.file.id])
    assert "a disparu" in house.verify()


# — the ledger —


def test_a_row_of_the_ledger_slipped_in_opens_nothing_and_is_reported(house) -> None:
    house.slip_in("david")
    with pytest.raises(NoKey):
        house.read("david", house.notes[0])
    with house.acting("david") as david:
        assert names(david, [house.file.id]) == {}
    with house.acting("claire") as claire:
        told = {line.member_id: line.journalled for line in queries.ledger(claire, house.circle)}
    assert told == {house.member("claire"): True, house.member("david"): False}
    assert "ajoutée ou modifiée à la main" in house.verify()


def test_a_row_slipped_in_is_given_no_key_by_those_who_share(house) -> None:
    house.slip_in("david")
    with house.acting("claire") as claire:
        circles.share_again(claire.keyring, house.circle)
        circles.turn(claire.keyring, house.circle, 1)
    house.bring_in("emma")
    assert not house.holds_a_key("david")
    assert house.holds_a_key("emma")


def test_a_row_slipped_in_is_given_no_key_by_the_custodians(house) -> None:
    with house.acting("hugo"):
        custodians.name(tuple(house.member(login) for login in ("emma", "hugo", "claire")))
    house.slip_in("david")
    with house.acting("claire") as claire:
        circles.share_with_custodians(claire.keyring)
        recovery = house.one("select id from keys.recovery_key")
    with house.acting("hugo"):
        assert custodians.give_back(recovery, b"", house.member("david")) == 0


def test_a_row_that_ended_and_is_opened_again_is_reported_and_turns_the_key(house) -> None:
    row = house.bring_in("david")
    with house.acting("claire") as claire:
        end_membership(by=claire, membership_id=row)
    house.dba.execute(
        "update public.access_membership set ended_at = null, ended_by = null, end_reason = null where id = %s", [row]
    )
    later = uuid.uuid4()
    with house.acting("claire") as claire:
        write_note(by=claire, file=house.file, text=Text(facts="après"), minutes=5, row_id=later)
    with pytest.raises(NoKey):
        house.read("david", later)
    assert "ajoutée ou modifiée à la main" in house.verify()


ALTERATIONS = [
    "ends_at = now() + interval '9 years'",
    "starts_at = now()",
    "basis = 'none'",
    "ended_at = now(), end_reason = 'left'",
    "member_id = gen_random_uuid()",
    "granted_by = gen_random_uuid()",
]


@pytest.mark.parametrize("change", ALTERATIONS)
def test_a_row_altered_is_reported(house, change) -> None:
    row = house.bring_in("david")
    house.dba.execute(f"update public.access_membership set {change} where id = %s", [row])
    assert "ajoutée ou modifiée à la main" in house.verify()


def test_a_row_taken_away_is_reported(house) -> None:
    house.dba.execute("delete from public.access_membership where id = %s", [house.bring_in("david")])
    assert "a été retirée" in house.verify()


# — keys —


def test_a_replaced_public_key_stops_the_sharing_and_is_reported(house) -> None:
    _, public = new_private()
    house.dba.execute("update keys.member_key set public = %s where member_id = %s", [public, house.member("david")])
    with pytest.raises(KeyMismatch):
        house.bring_in("david")
    assert not house.holds_a_key("david")
    assert "n'est pas celle que son titulaire a publiée" in house.verify()


def test_a_second_public_key_slipped_in_is_not_used_and_is_reported(house) -> None:
    david = house.member("david")
    house.dba.execute(
        "insert into keys.member_key "
        "(id, organisation_id, member_id, suite, public, salt, proof, wrapped, entry, made_at) "
        "select %s, organisation_id, member_id, suite, %s, salt, proof, wrapped, entry, now() "
        "from keys.member_key where member_id = %s", [slipped := uuid.uuid4(), new_private()[1], david],
    )  # fmt: skip
    with suppress(KeyMismatch):
        house.bring_in("david")
    assert not house.one("select exists (select from keys.circle_wrap where key_id = %s)", slipped)
    assert "n'est pas celle que son titulaire a publiée" in house.verify()


def test_a_replaced_recovery_key_is_given_nothing_and_is_reported(house) -> None:
    with house.acting("hugo"):
        custodians.name(tuple(house.member(login) for login in ("emma", "hugo", "david")))
    house.dba.execute("update keys.recovery_key set public = %s", [new_private()[1]])
    with pytest.raises(KeyMismatch), house.acting("claire") as claire:
        personal_file(by=claire, post=claire.posts[0], compartment=Compartment.SOCIAL)
    with pytest.raises(KeyMismatch), house.acting("claire") as claire:
        circles.share_with_custodians(claire.keyring)
    assert house.one("select count(*) from keys.recovery_wrap") == 0
    assert "dépositaires" in house.verify()


def test_a_replaced_wrapped_key_is_refused(house) -> None:
    house.dba.execute("update keys.circle_wrap set sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1)")
    with pytest.raises(Unreadable):
        house.read("claire", house.notes[0])


def test_a_replaced_file_key_is_refused(house) -> None:
    house.dba.execute("update keys.file_key set sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)")
    with pytest.raises(Unreadable):
        house.read("claire", house.notes[0])


def slip_in_key(house: House, epoch: int, secret: bytes) -> None:
    """A circle key of the administrator's own, wrapped for Claire as anybody can who knows her public key."""
    key, public = house.dba.execute(
        "select id, public from keys.member_key where member_id = %s", [house.member("claire")]
    ).fetchone()
    house.dba.execute(
        "insert into keys.circle_wrap (id, circle_id, epoch, member_id, key_id, suite, sealed, made_by, made_at) "
        "values (gen_random_uuid(), %s, %s, %s, %s, %s, %s, %s, now())",
        [house.circle, epoch, house.member("claire"), key, SUITE_X25519,
         wrap(public, secret, circle_context(house.circle, epoch, key)), house.member("claire")],
    )  # fmt: skip


@pytest.mark.parametrize("secret", [os.urandom(32), os.urandom(64)], ids=["alone", "with a false proof"])
@pytest.mark.parametrize("epoch", [2, 3])
def test_nothing_is_sealed_with_a_circle_key_slipped_in(house, epoch, secret) -> None:
    slip_in_key(house, epoch, secret)
    before = house.one("select count(*) from public.followup_note")
    with pytest.raises((Unreadable, NoKey)), house.acting("claire") as claire:
        write_note(by=claire, file=house.file, text=Text(facts="secret"), minutes=5, row_id=uuid.uuid4())
    with pytest.raises((Unreadable, NoKey)), house.acting("claire") as claire:
        open_new_file(by=claire, circle_id=house.circle, compartment=Compartment.SOCIAL)
    assert house.one("select count(*) from public.followup_note") == before


def test_a_first_circle_key_replaced_seals_no_new_file(house) -> None:
    house.dba.execute("delete from keys.circle_wrap where circle_id = %s", [house.circle])
    slip_in_key(house, 1, os.urandom(32))
    with pytest.raises(Unreadable), house.acting("claire") as claire:
        open_new_file(by=claire, circle_id=house.circle, compartment=Compartment.SOCIAL)


def test_an_honest_turn_is_read_by_all_and_given_to_newcomers(house) -> None:
    row = house.bring_in("david")
    with house.acting("claire") as claire:
        end_membership(by=claire, membership_id=row)
        write_note(by=claire, file=house.file, text=Text(facts="tournée"), minutes=5, row_id=(third := uuid.uuid4()))
    assert house.read("claire", third)["facts"] == "tournée"
    house.bring_in("emma")
    assert [house.read("emma", note)["facts"] for note in (house.notes[0], third)] == ["un", "tournée"]
    assert house.verify() == ""


# — sessions —


def test_a_session_moved_to_another_professional_opens_nothing(house) -> None:
    """David's session row is given to Claire: the rows of her circles appear, sealed; his key opens none of them."""
    house.dba.execute(
        "update public.accounts_session set member_id = %s where member_id = %s and closed_at is null",
        [house.member("claire"), house.member("david")],
    )
    with pytest.raises(NoKey):
        house.read("david", house.notes[0])
    with house.acting("david") as false_claire:
        assert names(false_claire, [house.file.id]) == {}


def test_a_session_whose_key_is_replaced_does_not_begin(house) -> None:
    claire = house.one(
        "select vault from public.accounts_session where member_id = %s and closed_at is null", house.member("claire")
    )
    house.dba.execute("update public.accounts_session set vault = %s where closed_at is null", [claire])
    with pytest.raises(Unreadable), house.acting("david"):
        pass
