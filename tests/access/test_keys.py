"""Keys of circles: newcomers, new key pairs, replaced keys, departures."""

import re
import uuid
from contextlib import contextmanager

import pytest
from django.test import Client
from tests.accounts.conftest import PHRASE, enter, text_of

from cloison.access import actions, queries
from cloison.access.actions import Seat
from cloison.access.compartments import Compartment
from cloison.access.models import File, Reason
from cloison.accounts import actions as accounts
from cloison.accounts.roles import Role
from cloison.accounts.sessions import as_member, working
from cloison.database.sql import one
from cloison.database.unit import unit
from cloison.vault.keyring import NoKey
from cloison.vault.sealing import Place

NEW = "sept bateaux rentrent au port"


@contextmanager
def as_(person, phrase=PHRASE):
    with as_member(person.login, phrase, device="test") as secret, working(secret) as reader:
        yield reader


@pytest.fixture
def desk(acting, somebody):
    """A centre of its own: its first receptionist, and the circle of its desk."""
    name = f"Centre {uuid.uuid4().hex[:6]}"
    with acting("ines") as ines:
        accounts.add_team(by=ines, name=name)
    first = somebody(Role.RECEPTION, name)
    with as_(first) as reader:
        circle = actions.desk_circle(by=reader, post=reader.posts[0])
    return name, first, circle


def forgets(person, acting) -> None:
    """A forgotten passphrase: a new link, a new passphrase, a new key pair."""
    with acting("ines") as ines:
        token = accounts.invite(by=ines, member_id=person.id)
    with unit():
        assert accounts.activate(token=token, passphrase=NEW)


def seal_something(person, circle, phrase=PHRASE):
    """A sealed field in a file of the circle; what is needed to read it again."""
    with as_(person, phrase) as reader:
        file = actions.open_new_file(by=reader, circle_id=circle, compartment=Compartment.RECEPTION)
        place = Place("followup_note", "sealed", uuid.uuid4(), file.id)
        return place, reader.keyring.seal(circle, place, {"facts": "un toit"})


def reads(person, place, sealed, phrase=PHRASE):
    with as_(person, phrase) as reader:
        return reader.keyring.unseal(place, sealed)


def test_a_newcomer_of_the_desk_enters_by_one_button_that_shows_the_fingerprint(desk, somebody) -> None:
    team, first, circle = desk
    sealed = seal_something(first, circle)
    newcomer = somebody(Role.RECEPTION, team)
    theirs = fingerprint_on(enter(newcomer.login))
    client = enter(first.login)
    page = text_of(client.get("/keys/"))
    assert newcomer.name in page
    assert theirs in page
    assert press(client, page).status_code == 302
    assert reads(newcomer, *sealed) == {"facts": "un toit"}
    assert newcomer.name not in text_of(client.get("/keys/")).split("Qui vous attend")[-1].split("Mes cercles")[0]


def fingerprint_on(client: Client) -> str:
    page = text_of(client.get("/keys/"))
    return re.search(r"Mon empreinte</h2> <p><code[^>]*>([0-9a-f ]+)</code>", page)[1]


def press(client: Client, page: str, **changed: str):
    """Presses the first « Faire entrer » or « Rendre l'accès » of the page."""
    form = re.search(r'action="(/keys/people/[0-9a-f-]+/)".*?</form>', page)
    fields = dict(re.findall(r'name="(key|post|circle)" value="([^"]+)"', form[0]))
    return client.post(form[1], fields | changed)


def test_after_a_forgotten_passphrase_a_colleague_gives_the_access_back(desk, somebody, acting) -> None:
    team, first, circle = desk
    colleague = somebody(Role.RECEPTION, team)
    press(enter(first.login), text_of(enter(first.login).get("/keys/")))
    sealed = seal_something(first, circle)
    forgets(first, acting)
    with pytest.raises(NoKey):
        reads(first, *sealed, NEW)
    assert "attend que sa clé vous soit rendue" in text_of(enter(first.login, NEW).get("/keys/"))
    client = enter(colleague.login)
    page = text_of(client.get("/keys/"))
    assert "a de nouvelles clés" in page
    assert fingerprint_on(enter(first.login, NEW)) in page
    assert press(client, page).status_code == 302
    assert reads(first, *sealed, NEW) == {"facts": "un toit"}
    with as_(first, NEW) as reader:
        assert all(circle.opens for circle in queries.circles(reader))


def test_a_replaced_public_key_gets_nothing_and_the_refusal_is_red(desk, somebody, dba) -> None:
    team, first, circle = desk
    newcomer = somebody(Role.RECEPTION, team)
    client = enter(first.login)
    page = text_of(client.get("/keys/"))
    dba.execute(
        "update keys.member_key set public = decode(repeat('09', 32), 'hex') where member_id = %s", [newcomer.id]
    )
    answer = press(client, page)
    assert answer.status_code == 422
    assert "Rien n'a été partagé" in text_of(answer)
    assert "notice-danger" in text_of(answer)
    with as_(newcomer):
        assert not File.objects.filter(circle_id=circle).exists()
    assert "Faire entrer" not in text_of(client.get("/keys/")).split("Mes cercles")[0].split("Qui vous attend")[1]


def test_a_key_that_changed_while_it_was_compared_gets_nothing(desk, somebody, acting) -> None:
    team, first, _circle = desk
    newcomer = somebody(Role.RECEPTION, team)
    client = enter(first.login)
    page = text_of(client.get("/keys/"))
    forgets(newcomer, acting)
    assert "a changé pendant que vous lisiez" in text_of(press(client, page))


def test_nobody_outside_a_desk_lets_anybody_in(desk, somebody) -> None:
    team, first, _circle = desk
    newcomer, stranger = somebody(Role.RECEPTION, team), somebody(Role.RECEPTION, "Le Port")
    page = text_of(enter(first.login).get("/keys/"))
    assert press(enter(stranger.login), page).status_code == 404
    assert press(enter(first.login), page, circle=str(uuid.uuid4())).status_code == 404
    assert press(enter(first.login), page, key="not an id").status_code == 404
    with as_(newcomer) as reader:
        assert queries.circles(reader) == []


def test_the_page_of_a_circle_is_absent_for_those_outside(desk, client_of) -> None:
    _team, first, circle = desk
    assert enter(first.login).get(f"/keys/{circle}/").status_code == 200
    for login in ("amina", "claire", "ines", "hugo"):
        hidden, absent = client_of(login).get(f"/keys/{circle}/"), client_of(login).get(f"/keys/{uuid.uuid4()}/")
        assert hidden.status_code == absent.status_code == 404


def test_somebody_who_leaves_a_circle_reads_nothing_written_later(somebody) -> None:
    one_worker, stand_in = somebody(), somebody()
    with as_(stand_in) as reader:
        seat = Seat(stand_in.id, reader.posts[0].id, Reason.STAND_IN)
    with as_(one_worker) as reader:
        file = actions.personal_file(
            by=reader, post=reader.posts[0], compartment=Compartment.SOCIAL, stand_in=seat
        )  # fmt: skip
    client = enter(one_worker.login)
    page = text_of(client.get(f"/keys/{file.circle_id}/"))
    leave = re.search(
        rf'href="([^"]+/end/)"[^>]*><span>Faire sortir</span><span class="unseen"> : {stand_in.name}', page
    )[1]
    assert "changera" not in text_of(client.get(leave))
    assert client.post(leave).status_code == 302
    assert client.get(leave).status_code == 404
    with as_(one_worker) as reader:
        before = reader.keyring.epoch(file.circle_id)
        place = Place("followup_note", "sealed", uuid.uuid4(), file.id)
        reader.keyring.seal(file.circle_id, place, {"facts": "après"})
        held = one("select count(*) from keys.circle_wrap where circle_id = %s and epoch = %s", file.circle_id, before)
        assert held == (1,)
    with as_(stand_in) as reader:
        assert queries.circles(reader) == []


def test_the_last_one_who_holds_the_key_cannot_leave(somebody) -> None:
    worker = somebody()
    with as_(worker) as reader:
        file = actions.personal_file(by=reader, post=reader.posts[0], compartment=Compartment.SOCIAL)
        line = queries.ledger(reader, file.circle_id)[0]
    client = enter(worker.login)
    assert "Quitter ce cercle" not in text_of(client.get(f"/keys/{file.circle_id}/"))
    assert client.post(f"/keys/{file.circle_id}/members/{line.membership_id}/end/").status_code == 404


def test_circles_with_the_same_people_are_one_sentence(somebody) -> None:
    worker = somebody()
    for _ in range(3):
        with as_(worker) as reader:
            actions.personal_file(by=reader, post=reader.posts[0], compartment=Compartment.SOCIAL)
    page = text_of(enter(worker.login).get("/keys/"))
    assert "3 dossiers" in page
    assert "personne d'autre que vous" in page
