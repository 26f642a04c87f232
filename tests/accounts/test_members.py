"""Accounts and posts: managed by the technical administrator, absent for everybody else."""

import re
import uuid

import pytest
from tests.accounts.conftest import enter, text_of, told

from cloison.accounts.models import Member, Team

PAGES = ["/members/", "/members/new/", "/teams/new/", "/organisation/"]


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_of_the_administrator_are_absent_for_everybody_else(client_of, path: str) -> None:
    ines = client_of("ines").get(path)
    assert ines.status_code == 200
    for login in ("amina", "claire", "farid", "gaelle", "hugo"):
        client = client_of(login)
        refused, unknown = client.get(path), client.get("/nowhere/")
        assert refused.status_code == unknown.status_code == 404
        assert told(refused) == told(unknown)


def test_the_page_of_an_account_is_absent_for_its_own_holder(client_of, somebody) -> None:
    person = somebody()
    assert client_of("ines").get(f"/members/{person.id}/").status_code == 200
    assert enter(person.login).get(f"/members/{person.id}/").status_code == 404
    assert client_of("ines").get(f"/members/{uuid.uuid4()}/").status_code == 404


def new_member(client, **changed):
    sent = {
        "name": "Nadia Verne",
        "login": "nadia",
        "role": "social_worker",
        "team": "",
        "basis": "",
        "until": "",
    } | changed
    return client.post("/members/new/", sent)


def test_a_new_account_shows_its_link_once_and_has_the_usual_basis(client_of, acting) -> None:
    ines = client_of("ines")
    with acting("ines"):
        team = str(Team.objects.get(name="Le Port").id)
    page = new_member(ines, team=team).content.decode().replace("<wbr>", "")
    link = re.search(r"/activation/([0-9a-z-]+)/", page)[1]
    assert re.fullmatch(r"([0-9a-hjkmnp-tv-z]{4}-){5}[0-9a-hjkmnp-tv-z]{4}", link)
    with acting("ines"):
        member = Member.objects.get(login="nadia").id
    person = ines.get(f"/members/{member}/").content.decode()
    assert link not in person
    assert "CASF L411-3" in person
    assert "pas encore activé" in person


def test_errors_are_sentences_and_nothing_typed_is_lost(client_of) -> None:
    answer = new_member(client_of("ines"), login="Émilie B", name="Émilie Bonnet")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "sans accent ni espace" in page
    assert "choisissez lequel" in page
    assert 'value="Émilie Bonnet"' in page


def test_an_answer_is_checked_as_one_leaves_the_field(client_of) -> None:
    answer = client_of("ines").post("/members/new/?check=login", {"login": "claire", "_check": "1"})
    assert "déjà pris" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_ending_a_post_says_what_ends_and_warns_of_circles_left_alone(client_of, somebody, acting) -> None:
    from tests.accounts.conftest import PHRASE

    from cloison.access.actions import personal_file
    from cloison.access.compartments import Compartment
    from cloison.accounts.sessions import as_member, working

    person = somebody()
    ines = client_of("ines")
    post = re.search(r"/posts/([0-9a-f-]{36})/end/", ines.get(f"/members/{person.id}/").content.decode())[1]
    assert "resterait sans personne" not in text_of(ines.get(f"/posts/{post}/end/"))
    with as_member(person.login, PHRASE, device="test") as secret, working(secret) as reader:
        personal_file(by=reader, post=reader.posts[0], compartment=Compartment.SOCIAL)
    assert "resterait sans personne" in text_of(ines.get(f"/posts/{post}/end/"))
    assert ines.post(f"/posts/{post}/end/").status_code == 302
    assert ines.get(f"/posts/{post}/end/").status_code == 404
    assert "sans poste" in ines.get(f"/members/{person.id}/").content.decode()
    assert "Vous n'êtes dans aucun cercle" in text_of(enter(person.login).get("/keys/"))


def test_a_post_may_have_a_last_day(client_of, somebody) -> None:
    person, ines = somebody(), client_of("ines")
    sent = {"role": "dpo", "team": "", "basis": "", "until": "31/12/2099"}
    assert ines.post(f"/members/{person.id}/", sent).status_code == 302
    assert "31 décembre 2099" in ines.get(f"/members/{person.id}/").content.decode()


def test_a_new_link_says_what_it_costs_before_it_is_made(client_of, somebody) -> None:
    person, ines = somebody(), client_of("ines")
    page = text_of(ines.get(f"/members/{person.id}/invite/"))
    assert "deux des trois dépositaires" in page
    assert "/activation/" not in page
    assert "/activation/" in text_of(ines.post(f"/members/{person.id}/invite/"))


def test_a_centre_is_created_once(client_of) -> None:
    ines = client_of("ines")
    assert ines.post("/teams/new/", {"name": "Les Halles"}).status_code == 302
    assert "porte déjà ce nom" in text_of(ines.post("/teams/new/", {"name": "les halles"}))


def test_the_idle_time_is_for_the_sessions_to_come(client_of, somebody, dba) -> None:
    ines = client_of("ines")
    assert ines.post("/organisation/", {"idle_minutes": "1"}).status_code == 422
    assert ines.post("/organisation/", {"idle_minutes": "20"}).status_code == 302
    person = somebody()
    enter(person.login)
    idle = dba.execute("select extract(epoch from idle) from accounts_session where member_id = %s", [person.id])
    assert int(idle.fetchone()[0]) == 1200
    ines.post("/organisation/", {"idle_minutes": "15"})


def test_the_journal_is_counted_for_the_officer_and_the_administrator_only(client_of) -> None:
    for login, status in (("hugo", 200), ("ines", 200), ("claire", 404), ("amina", 404)):
        assert client_of(login).get("/journal/").status_code == status


def test_the_administrator_sees_no_file_no_circle_and_no_key(acting) -> None:
    from cloison.access.models import Circle, File, Membership

    with acting("ines"):
        assert not File.objects.exists()
        assert not Circle.objects.exists()
        assert not Membership.objects.exists()
