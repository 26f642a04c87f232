"""Choosing and changing a passphrase."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from tests.accounts.conftest import PHRASE, enter, text_of, told

from cloison.accounts import actions
from cloison.accounts.forms import check_quality

NEW = "sept bateaux rentrent au port"


@pytest.mark.parametrize("weak", ["court", "123456789012345", "aaaaaaaaaaaaaaa", "claire.martel", "clairemartel1"])
def test_a_passphrase_that_could_be_guessed_is_refused(weak: str) -> None:
    with pytest.raises(ValidationError):
        check_quality(weak, "claire", "Claire Martel")


@pytest.mark.parametrize("good", [PHRASE, NEW, "claire aime la mer bleue", "T7!kdPq0z#Rm"])
def test_four_words_or_twelve_signs_are_enough(good: str) -> None:
    check_quality(good, "claire", "Claire Martel")


def test_a_new_passphrase_closes_the_other_sessions_and_says_so(somebody) -> None:
    login = somebody().login
    here, elsewhere = enter(login), enter(login)
    page = text_of(here.post("/passphrase/", {"old": PHRASE, "new": NEW}))
    assert "Vos autres sessions sont fermées" in page
    assert here.get("/sessions/").status_code == 200
    assert elsewhere.get("/sessions/").status_code == 302
    assert enter(login, NEW).get("/sessions/").status_code == 200
    assert Client().post("/login/", {"login": login, "passphrase": PHRASE}).status_code == 422


def test_without_the_present_passphrase_nothing_changes_and_guesses_are_counted(somebody) -> None:
    login = somebody().login
    client = enter(login)
    for _ in range(5):
        assert client.post("/passphrase/", {"old": "pas elle", "new": NEW}).status_code == 422
    assert "Attendez" in text_of(client.post("/passphrase/", {"old": PHRASE, "new": NEW}))


def test_what_was_sealed_before_is_read_after_the_change(somebody) -> None:
    from cloison.accounts import drafts
    from cloison.accounts.sessions import as_member, working

    login = somebody().login
    client = enter(login)
    client.post("/draft/", {"key": "note:1", "body": '{"facts": "gardé"}'})
    client.post("/passphrase/", {"old": PHRASE, "new": NEW})
    with as_member(login, NEW, device="test") as secret, working(secret) as reader:
        assert drafts.read(reader, "note:1") == {"facts": "gardé"}


def test_an_activation_link_works_once_and_as_copied_by_hand(acting) -> None:
    with acting("ines") as ines:
        _member, token = actions.add_member(by=ines, login="lien", name="Lina Ien")
    copied = token.upper().replace("-", "").replace("0", "O").replace("1", "I")
    page = Client().get(f"/activation/{copied}/")
    assert "Lina Ien" in page.content.decode()
    assert Client().post(f"/activation/{copied}/", {"new": "trop court"}).status_code == 422
    answer = Client().post(f"/activation/{copied}/", {"new": PHRASE})
    assert answer.headers["Location"] == "/login/?activated=&name=lien"
    assert enter("lien").get("/sessions/").status_code == 200


def test_used_expired_replaced_and_unknown_links_are_the_same_page(acting, dba) -> None:
    with acting("ines") as ines:
        used = actions.add_member(by=ines, login="lien-use", name="Un")[1]
        late_member, late = actions.add_member(by=ines, login="lien-tard", name="Deux")
        changed_member, changed = actions.add_member(by=ines, login="lien-change", name="Trois")
        actions.invite(by=ines, member_id=changed_member)
    Client().post(f"/activation/{used}/", {"new": PHRASE})
    dba.execute("update accounts_activation set expires_at = now() where member_id = %s", [late_member])
    answers = [Client().get(f"/activation/{token}/") for token in (used, late, changed, "jamais-vu")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({told(answer) for answer in answers}) == 1
