"""Idle sessions lock; what was being typed is kept for its author and for nobody else."""

import html
import re

from django.test import Client
from tests.accounts.conftest import PHRASE, enter, text_of

from cloison.accounts.middleware import COOKIE

NOTE = "Ce que la personne a dit : « elle n'a plus de toit ».\nDeuxième ligne."


def idle(dba, somebody) -> None:
    dba.execute(
        "update accounts_session set seen_at = seen_at - interval '1 day' where member_id = %s and closed_at is null",
        [somebody.id],
    )


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return html.unescape(found[1])


def test_after_the_idle_time_no_row_is_visible(acting, secrets, somebody, dba, web, social_file) -> None:
    from cloison.accounts.sessions import log_in
    from cloison.database.unit import unit

    with unit():
        secret = log_in("claire", "une phrase de passe pour les essais", address="test", device="test")
    social_file("claire")
    see = "select set_config('cloison.token', %s, false), (select count(*) from access_file)"
    count = lambda: web.execute("select count(*) from access_file").fetchone()[0]  # noqa: E731
    web.execute(see, [secret.token])
    assert count() > 0
    dba.execute(
        "update accounts_session set seen_at = seen_at - interval '1 day' where token_hash = %s", [secret.token_hash]
    )
    assert count() == 0
    web.execute("select state from app.begin(%s)", [secret.token])
    assert count() == 0
    kept = dba.execute("select vault from accounts_session where token_hash = %s", [secret.token_hash]).fetchone()
    assert kept == (None,)


def test_a_locked_session_asks_only_for_the_passphrase_of_its_own_professional(somebody, dba) -> None:
    person = somebody()
    client = enter(person.login)
    idle(dba, person)
    away = client.get("/sessions/")
    assert away.headers["Location"] == "/unlock/?next=%2Fsessions%2F"
    page = text_of(client.get(away.headers["Location"]))
    assert person.name in page
    assert "pas moi" in page
    assert 'name="login"' not in page
    answer = client.post("/unlock/", {"passphrase": PHRASE, "next": "/sessions/"})
    assert answer.headers["Location"] == "/sessions/"
    assert client.get("/sessions/").status_code == 200


def test_a_script_gets_204_or_a_sentence(somebody) -> None:
    client = enter(somebody().login)
    script = {"X-Requested-With": "fetch"}
    assert client.post("/lock/", headers=script).status_code == 204
    assert client.post("/draft/", {"key": "a", "body": "{}"}, headers=script).headers["X-Cloison-Locked"] == "1"
    wrong = client.post("/unlock/", {"passphrase": "pas elle"}, headers=script)
    assert wrong.status_code == 422
    assert wrong.content.decode().startswith('<p class="error">')
    assert client.post("/unlock/", {"passphrase": PHRASE}, headers=script).status_code == 204
    assert client.get("/sessions/").status_code == 200


def test_an_open_session_still_asks_the_covered_page_for_the_passphrase(somebody) -> None:
    client = enter(somebody().login)
    assert (
        client.post("/unlock/", {"passphrase": "n'importe"}, headers={"X-Requested-With": "fetch"}).status_code == 422
    )


def test_a_page_of_one_professional_is_not_uncovered_by_another(somebody) -> None:
    one, other = somebody(), somebody()
    client = enter(one.login)
    enter(other.login, client=client)
    sent = {"username": one.login, "passphrase": PHRASE}
    assert client.post("/unlock/", sent, headers={"X-Requested-With": "fetch"}).status_code == 401


def test_a_form_sent_to_a_locked_session_is_given_back_after_the_passphrase(somebody, dba) -> None:
    person = somebody()
    client = enter(person.login)
    idle(dba, person)
    asked = client.post("/sessions/?from=here", {"facts": NOTE, "passphrase": "secret", "reason": ["a", "b"]})
    assert asked.status_code == 401
    assert "toit" not in asked.content.decode()
    carried = field(asked.content.decode(), "carried")
    wrong = client.post("/unlock/", {"passphrase": "pas elle", "carried": carried})
    assert field(wrong.content.decode(), "carried") == carried
    given = client.post("/unlock/", {"passphrase": PHRASE, "carried": carried}).content.decode()
    assert 'action="/sessions/?from=here"' in given
    assert f'<textarea name="facts" hidden>\n{html.escape(NOTE)}</textarea>' in given
    assert given.count('<textarea name="reason"') == 2
    assert "secret" not in given
    assert "csrfmiddlewaretoken" in given


def test_a_form_sent_after_the_session_ended_is_given_back_to_the_same_professional(somebody, dba) -> None:
    person = somebody()
    client = enter(person.login)
    client.post("/logout/")
    carried = field(client.post("/draft/", {"facts": NOTE}).content.decode(), "carried")
    given = client.post("/login/", {"login": person.login, "passphrase": PHRASE, "carried": carried})
    assert html.escape(NOTE) in given.content.decode()


def test_another_professional_gets_nothing_of_it_and_is_told_so(somebody) -> None:
    author, other = somebody(), somebody()
    client = enter(author.login)
    client.post("/logout/")
    carried = field(client.post("/draft/", {"facts": NOTE}).content.decode(), "carried")
    page = text_of(client.post("/login/", {"login": other.login, "passphrase": PHRASE, "carried": carried}))
    assert "toit" not in page
    assert "celle d'une autre personne" in page


def test_without_any_known_session_the_text_is_shown_to_its_sender_and_carried_nowhere() -> None:
    answer = Client().post("/draft/", {"facts": NOTE, "code": "secret"})
    page = answer.content.decode()
    assert answer.status_code == 401
    assert "elle n&#x27;a plus de toit" in page
    assert "carried" not in page
    assert "secret" not in page


def test_a_form_of_another_site_is_never_carried(somebody) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/members/new/", {"name": "Quelqu'un"}).status_code == 403


def test_the_same_professional_keeps_forms_of_other_tabs_good_and_another_does_not(somebody) -> None:
    person, other = somebody(), somebody()
    client = Client(enforce_csrf_checks=True)
    client.get("/login/")

    def log_in(login: str) -> str:
        token = client.cookies["csrftoken"].value
        sent = {"login": login, "passphrase": PHRASE, "csrfmiddlewaretoken": token}
        assert client.post("/login/", sent).status_code == 302
        return client.cookies["csrftoken"].value

    first = log_in(person.login)
    client.post("/logout/", {"csrfmiddlewaretoken": first})
    assert log_in(person.login) == first
    assert log_in(other.login) != first


def test_what_was_sealed_for_the_way_cannot_be_forged() -> None:
    from cloison.accounts import resume

    assert resume.unpack("AAAA") is None
    assert resume.unpack("é") is None


def test_pages_leave_no_copy_on_a_shared_machine(somebody) -> None:
    client = enter(somebody().login)
    assert client.get("/sessions/").headers["Cache-Control"] == "no-store"
    assert Client().get("/login/").headers["Cache-Control"] == "no-store"
    assert client.cookies[COOKIE]["max-age"] == ""


def test_the_next_login_leaves_no_private_key_in_sessions_left_behind(somebody, dba) -> None:
    person = somebody()
    enter(person.login)
    idle(dba, person)
    enter(person.login)
    kept = dba.execute(
        "select count(*) filter (where vault is not null), count(*) from accounts_session "
        "where member_id = %s and closed_at is null",
        [person.id],
    ).fetchone()
    assert kept == (1, 2)


def test_what_a_post_does_not_allow_is_rolled_back_and_absent(somebody) -> None:
    client = enter(somebody().login)
    assert client.post("/teams/new/", {"name": "Refusé"}).status_code == 404
    assert client.get("/sessions/").status_code == 200
