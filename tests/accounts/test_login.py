"""Coming in, being refused, going out."""

import pytest
from django.test import Client
from django.utils.http import urlencode
from tests.accounts.conftest import PHRASE, enter, text_of

from cloison.accounts.middleware import COOKIE
from cloison.accounts.requests import local


def refused(login: str, phrase: str, address: str = "10.1.0.1") -> str:
    answer = Client(REMOTE_ADDR=address).post("/login/", {"login": login, "passphrase": phrase})
    assert answer.status_code == 422
    return answer.content.decode()


def test_the_right_passphrase_opens_a_session_that_lives_in_one_cookie(somebody) -> None:
    client = enter(somebody().login)
    cookie = client.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert client.get("/sessions/").status_code == 200


def test_a_wrong_passphrase_and_an_unknown_name_get_the_same_answer(somebody) -> None:
    known, unknown = somebody().login, "personne-de-connu"
    one, other = refused(known, "pas la bonne phrase"), refused(unknown, "pas la bonne phrase")
    assert unmarked(one, known) == unmarked(other, unknown)


def unmarked(page: str, login: str) -> str:
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page).replace(login, "NAME")


def test_the_name_stays_and_the_passphrase_is_never_sent_back(somebody) -> None:
    login = somebody().login
    page = refused(login, "pas la bonne phrase du tout")
    assert login in page
    assert "pas la bonne phrase du tout" not in page


def test_after_five_refusals_even_the_right_passphrase_waits_and_the_page_says_how_long(somebody) -> None:
    login = somebody().login
    for _ in range(5):
        refused(login, "non", "10.1.0.2")
    assert "Attendez une minute" in refused(login, PHRASE, "10.1.0.2")


def test_the_lock_out_of_one_account_leaves_colleagues_behind_the_same_address_free(somebody) -> None:
    locked, colleague = somebody().login, somebody().login
    for _ in range(6):
        refused(locked, "non", "10.1.0.3")
    answer = Client(REMOTE_ADDR="10.1.0.3").post("/login/", {"login": colleague, "passphrase": PHRASE})
    assert answer.status_code == 302


def test_an_unknown_name_is_locked_out_like_a_known_one(somebody) -> None:
    known, unknown = somebody().login, "encore-personne"
    for _ in range(5):
        refused(known, "non", "10.1.0.4")
        refused(unknown, "non", "10.1.0.4")
    assert unmarked(refused(known, "non", "10.1.0.4"), known) == unmarked(refused(unknown, "non", "10.1.0.4"), unknown)


def test_behind_a_trusted_proxy_the_last_address_counts(somebody, monkeypatch) -> None:
    monkeypatch.setenv("CLOISON_TRUSTED_PROXY", "1")
    login = somebody().login
    for _ in range(5):
        Client(REMOTE_ADDR="10.1.0.5").post(
            "/login/", {"login": login, "passphrase": "non"}, headers={"X-Forwarded-For": "1.1.1.1, 7.7.7.7"}
        )
    free = Client(REMOTE_ADDR="10.1.0.5").post(
        "/login/", {"login": login, "passphrase": PHRASE}, headers={"X-Forwarded-For": "7.7.7.7, 8.8.8.8"}
    )
    assert free.status_code == 302


@pytest.mark.parametrize(
    "path", ["https://ailleurs.example/", "//ailleurs.example", "/\\ailleurs", "javascript:1", "x"]
)
def test_only_paths_of_this_house_are_followed(path: str) -> None:
    assert local(path) == "/"


def test_login_goes_on_to_the_page_that_was_asked_for(somebody) -> None:
    login = somebody().login
    asked = Client().get("/sessions/")
    assert asked.headers["Location"] == "/login/?" + urlencode({"next": "/sessions/"})
    answer = Client().post("/login/", {"login": login, "passphrase": PHRASE, "next": "/sessions/"})
    assert answer.headers["Location"] == "/sessions/"


def test_capitals_and_spaces_around_the_name_do_not_matter(somebody) -> None:
    assert enter(f" {somebody().login.upper()} ").get("/sessions/").status_code == 200


def test_an_accent_typed_in_another_form_is_the_same_passphrase(somebody) -> None:
    person = somebody(phrase="dix étés à la fenêtre")
    assert enter(person.login, "dix e\u0301te\u0301s a\u0300 la fene\u0302tre").get("/sessions/").status_code == 200


def test_after_logging_out_the_cookie_opens_nothing(somebody) -> None:
    client = enter(somebody().login)
    value = client.cookies[COOKIE].value
    assert client.post("/logout/").headers["Location"] == "/login/?closed"
    client.cookies[COOKIE] = value
    assert client.get("/sessions/").status_code == 302


def test_logging_in_gives_a_new_cookie_and_ends_the_session_before(somebody) -> None:
    person = somebody()
    client = enter(person.login)
    before = client.cookies[COOKIE].value
    client.post("/unlock/", {"passphrase": PHRASE})
    client.post("/lock/")
    enter(person.login, client=client)
    assert client.cookies[COOKIE].value != before
    former = Client()
    former.cookies[COOKIE] = before
    assert former.get("/unlock/").headers["Location"].startswith("/login/")


def test_the_list_of_sessions_names_the_device_and_closes_the_one_asked_for(somebody) -> None:
    login = somebody().login
    first = Client(headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"})
    enter(login, client=first)
    second = enter(login)
    page = text_of(second.get("/sessions/"))
    assert "Firefox · Linux" in page
    other = [line.split("/close/")[0] for line in page.split("/sessions/") if "/close/" in line][1]
    assert second.post(f"/sessions/{other}/close/").status_code == 302
    assert first.get("/sessions/").status_code == 302
    assert second.get("/sessions/").status_code == 200


def test_nobody_closes_the_session_of_another(somebody) -> None:
    import re
    import uuid

    one, other = enter(somebody().login), enter(somebody().login)
    session = re.search(r"/sessions/([0-9a-f-]{36})/close/", text_of(one.get("/sessions/")))[1]
    hidden, absent = other.post(f"/sessions/{session}/close/"), other.post(f"/sessions/{uuid.uuid4()}/close/")
    assert hidden.status_code == absent.status_code == 404
    assert one.get("/sessions/").status_code == 200
