"""Second factor: time-based codes, each good once."""

import re

import pyotp
import pytest
from django.test import Client
from django.utils import timezone
from tests.accounts.conftest import PHRASE, enter, text_of

from cloison.accounts import actions


@pytest.fixture
def required(acting):
    with acting("ines") as ines:
        actions.set_security(by=ines, second_factor=True, idle_minutes=15)
    yield
    with acting("ines") as ines:
        actions.set_security(by=ines, second_factor=False, idle_minutes=15)


def secret_in(page: str) -> str:
    return re.search(r'<code class="copied">([A-Z2-7 ]+)</code>', page)[1].replace(" ", "")


def code(secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(timezone.now(), counter_offset=steps)


def enrolled(login: str) -> str:
    client = enter(login)
    secret = secret_in(client.get("/second-factor/").content.decode())
    assert client.post("/second-factor/", {"code": code(secret, -1)}).status_code == 302
    return secret


def test_the_first_time_a_telephone_is_linked_before_anything_is_read(somebody, required) -> None:
    client = enter(somebody().login)
    assert client.get("/sessions/").headers["Location"] == "/second-factor/"
    page = client.get("/second-factor/").content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    answer = client.post("/second-factor/", {"code": code(secret_in(page)), "next": "/sessions/"})
    assert answer.headers["Location"] == "/sessions/"
    assert client.get("/sessions/").status_code == 200


def test_later_the_code_is_asked_and_the_secret_is_not_shown_again(somebody, required) -> None:
    login = somebody().login
    secret = enrolled(login)
    client = enter(login)
    page = client.get("/second-factor/").content.decode()
    assert "data:image" not in page
    assert client.post("/second-factor/", {"code": code(secret)}).status_code == 302
    assert client.get("/sessions/").status_code == 200


def test_a_code_is_good_once(somebody, required) -> None:
    login = somebody().login
    secret = enrolled(login)
    now = code(secret)
    assert enter(login).post("/second-factor/", {"code": now}).status_code == 302
    again = enter(login)
    assert again.post("/second-factor/", {"code": now}).status_code == 422
    assert again.get("/sessions/").status_code == 302


def test_a_code_of_two_steps_ago_is_refused(somebody, required) -> None:
    client = enter(somebody().login)
    secret = secret_in(client.get("/second-factor/").content.decode())
    assert client.post("/second-factor/", {"code": code(secret, -2)}).status_code == 422
    assert client.post("/second-factor/", {"code": code(secret, 1)}).status_code == 302


def test_guessing_codes_makes_the_account_wait_from_every_address(somebody, required) -> None:
    login = somebody().login
    secret = enrolled(login)
    client = enter(login)
    for _ in range(5):
        client.post("/second-factor/", {"code": "000000"})
    elsewhere = enter(login, client=Client(REMOTE_ADDR="10.9.9.9"))
    page = text_of(elsewhere.post("/second-factor/", {"code": code(secret, 1)}))
    assert "Attendez une minute" in page


def test_whoever_has_the_passphrase_alone_cannot_link_another_telephone(somebody, required) -> None:
    login = somebody().login
    enrolled(login)
    thief = enter(login)
    thief.post("/second-factor/", {})
    assert "data:image" not in thief.get("/second-factor/").content.decode()


def test_a_telephone_being_added_is_not_shown_to_whoever_has_the_passphrase_alone(somebody) -> None:
    login = somebody().login
    owner = enter(login)
    owner.post("/second-factor/")
    first = secret_in(owner.get("/second-factor/").content.decode())
    assert owner.post("/second-factor/", {"code": code(first, -1)}).status_code == 302
    owner.post("/second-factor/")
    second = secret_in(owner.get("/second-factor/").content.decode())
    thief = enter(login)
    assert thief.post("/second-factor/", {"code": code(second)}).status_code == 422
    assert owner.post("/second-factor/", {"code": code(second)}).status_code == 302
    assert thief.post("/second-factor/", {"code": code(first)}).status_code == 422


def test_somebody_who_chose_a_second_factor_is_asked_for_it_where_nobody_must(somebody) -> None:
    login = somebody().login
    owner = enter(login)
    owner.post("/second-factor/")
    secret = secret_in(owner.get("/second-factor/").content.decode())
    owner.post("/second-factor/", {"code": code(secret, -1)})
    assert enter(login).get("/sessions/").headers["Location"] == "/second-factor/"


def test_a_carried_form_waits_for_the_code_too(somebody, required) -> None:
    login = somebody().login
    secret = enrolled(login)
    client = enter(login)
    client.post("/second-factor/", {"code": code(secret)})
    client.post("/logout/")
    asked = client.post("/draft/", {"facts": "un toit"}).content.decode()
    carried = re.search(r'name="carried" value="([^"]+)"', asked)[1]
    question = client.post("/login/", {"login": login, "passphrase": PHRASE, "carried": carried}).content.decode()
    assert "un toit" not in question
    kept = re.search(r'name="carried" value="([^"]+)"', question)[1]
    given = client.post("/second-factor/", {"code": code(secret, 1), "carried": kept}).content.decode()
    assert "un toit" in given


def test_the_administrator_takes_a_lost_telephone_away(somebody, required, client_of, acting) -> None:
    person = somebody()
    enrolled(person.login)
    with acting("ines") as ines:
        actions.remove_second_factor(by=ines, member_id=person.id)
    assert "data:image" in enter(person.login).get("/second-factor/").content.decode()


def test_the_secret_is_sealed_in_the_database(somebody, required, dba) -> None:
    person = somebody()
    secret = enrolled(person.login)
    kept = dba.execute("select sealed from accounts_secondfactor where member_id = %s", [person.id]).fetchone()[0]
    assert secret.encode() not in bytes(kept)
