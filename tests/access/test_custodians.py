"""Two of three custodians give back what nobody else can."""

import pytest
from tests.access.test_keys import NEW, as_, forgets
from tests.accounts.conftest import PHRASE, enter, text_of

from cloison.access.actions import personal_file
from cloison.access.compartments import Compartment
from cloison.accounts import custody
from cloison.accounts.reader import Refused
from cloison.accounts.sessions import as_member, working
from cloison.vault.custodians import NoRecovery
from cloison.vault.keyring import NoKey
from cloison.vault.sealing import Place


@pytest.fixture
def custodians(somebody, acting):
    """Three custodians, named by the data protection officer."""
    three = [somebody() for _ in range(3)]
    with acting("hugo") as hugo:
        custody.name(by=hugo, logins=tuple(person.login for person in three))
    return three


def alone_with_a_note(person):
    import uuid

    with as_(person) as reader:
        file = personal_file(by=reader, post=reader.posts[0], compartment=Compartment.SOCIAL)
        place = Place("followup_note", "sealed", uuid.uuid4(), file.id)
        return place, reader.keyring.seal(file.circle_id, place, {"facts": "seule à le savoir"})


def recover(one, other, target) -> int:
    with (
        as_member(one.login, PHRASE, device="test") as first,
        as_member(other.login, PHRASE, device="test") as second,
    ):
        return custody.recover(first, second, target=target.login)


@pytest.mark.parametrize("pair", [(0, 1), (1, 2), (2, 0)])
def test_alone_in_a_circle_any_two_custodians_give_it_back(custodians, somebody, acting, pair) -> None:
    worker = somebody()
    place, sealed = alone_with_a_note(worker)
    forgets(worker, acting)
    with as_(worker, NEW) as reader, pytest.raises(NoKey):
        reader.keyring.unseal(place, sealed)
    assert recover(custodians[pair[0]], custodians[pair[1]], worker) == 1
    with as_(worker, NEW) as reader:
        assert reader.keyring.unseal(place, sealed) == {"facts": "seule à le savoir"}
    assert recover(custodians[pair[0]], custodians[pair[1]], worker) == 0


def test_one_custodian_with_a_stranger_or_twice_gives_nothing(custodians, somebody, acting) -> None:
    worker, stranger = somebody(), somebody()
    alone_with_a_note(worker)
    forgets(worker, acting)
    for one, other in ((custodians[0], stranger), (stranger, custodians[1]), (custodians[0], custodians[0])):
        with pytest.raises(NoRecovery):
            recover(one, other, worker)


def test_two_strangers_give_nothing(custodians, somebody, acting) -> None:
    worker = somebody()
    alone_with_a_note(worker)
    forgets(worker, acting)
    with pytest.raises(NoRecovery):
        recover(somebody(), somebody(), worker)


def test_circles_made_before_the_naming_are_shared_when_their_members_come_back(somebody, acting) -> None:
    worker = somebody()
    place, sealed = alone_with_a_note(worker)
    three = [somebody() for _ in range(3)]
    with acting("hugo") as hugo:
        custody.name(by=hugo, logins=tuple(person.login for person in three))
    enter(worker.login)
    forgets(worker, acting)
    assert recover(three[0], three[1], worker) == 1
    with as_(worker, NEW) as reader:
        assert reader.keyring.unseal(place, sealed)


def test_logging_in_before_an_access_is_given_back_breaks_nothing(custodians, somebody, acting) -> None:
    worker = somebody()
    alone_with_a_note(worker)
    forgets(worker, acting)
    three = [somebody() for _ in range(3)]
    with acting("hugo") as hugo:
        custody.name(by=hugo, logins=tuple(person.login for person in three))
    assert enter(worker.login, NEW).get("/keys/").status_code == 200


def test_former_custodians_keep_nothing_once_the_present_ones_have_it(custodians, somebody, acting, dba) -> None:
    worker = somebody()
    place, _sealed = alone_with_a_note(worker)
    three = [somebody() for _ in range(3)]
    with acting("hugo") as hugo:
        recovery = custody.name(by=hugo, logins=tuple(person.login for person in three))
    enter(worker.login)
    kept = dba.execute(
        "select recovery_id from keys.recovery_wrap r join access_file f on f.circle_id = r.circle_id where f.id = %s",
        [place.file],
    ).fetchall()
    assert kept == [(recovery,)]
    with pytest.raises(NoRecovery):
        recover(custodians[0], custodians[1], worker)


def test_a_recovery_key_slipped_in_by_hand_gets_nothing_and_is_shown(custodians, somebody, dba) -> None:
    worker = somebody()
    true = dba.execute("select public from keys.recovery_key where ended_at is null").fetchone()[0]
    dba.execute("update keys.recovery_key set public = decode(repeat('09', 32), 'hex') where ended_at is null")
    try:
        client = enter(worker.login)
        assert "n'est pas celle que le journal a publiée" in text_of(client.get("/keys/"))
    finally:
        dba.execute("update keys.recovery_key set public = %s where ended_at is null", [true])


def test_only_the_officer_names_custodians_and_never_an_administrator(somebody, acting) -> None:
    three = tuple(somebody().login for _ in range(3))
    for login in ("ines", "claire"):
        with acting(login) as reader, pytest.raises(Refused):
            custody.name(by=reader, logins=three)
    with acting("hugo") as hugo, pytest.raises(Refused):
        custody.name(by=hugo, logins=(*three[:2], "ines"))
    with acting("hugo") as hugo, pytest.raises(custody.NotOne):
        custody.name(by=hugo, logins=(*three[:2], "personne"))


def test_every_recovery_is_in_the_journal(custodians, somebody, acting, dba) -> None:
    worker = somebody()
    alone_with_a_note(worker)
    forgets(worker, acting)
    recover(custodians[0], custodians[1], worker)
    found = dba.execute(
        "select count(*) from journal.entry where kind = 'key.recovered' and detail like %s", [f"%{worker.id}%"]
    ).fetchone()
    assert found == (1,)


def test_a_session_that_ended_gives_nothing_back(custodians, somebody) -> None:
    from cloison.accounts.sessions import LoginRefused

    with as_member(custodians[0].login, PHRASE, device="test") as secret:
        pass
    with pytest.raises(LoginRefused), working(secret):
        pass
