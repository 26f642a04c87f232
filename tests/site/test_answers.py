"""What every answer has: error pages reveal nothing and give back what was typed; the language is a choice."""

import uuid

from django.test import Client

from cloison.site.views import typed


def test_an_unknown_address_answers_the_same_whatever_is_asked_and_whoever_asks(client_of) -> None:
    answers = set()
    for login in ("amina", "farid", "ines"):
        for address in ("/nothing/", f"/files/{uuid.uuid4()}/", f"/keys/{uuid.uuid4()}/"):
            answer = client_of(login).get(address)
            kept = {name: value for name, value in answer.headers.items() if name != "Date"}
            answers.add((answer.status_code, answer.content, str(kept), str(answer.cookies)))
    assert len(answers) == 1
    assert next(iter(answers))[0] == 404


def test_a_form_from_elsewhere_is_refused_and_its_words_are_given_back() -> None:
    client = Client(enforce_csrf_checks=True)
    told = {"login": "amina", "passphrase": "une phrase secrète", "facts": "ce qui <b> est dit"}
    answer = client.post("/login/", told)
    assert answer.status_code == 403
    assert "ce qui &lt;b&gt; est dit" in answer.content.decode()
    assert "phrase secrète" not in answer.content.decode()


def test_only_words_are_given_back(rf) -> None:
    assert typed(rf.post("/", {"reasons": "3", "facts": "une phrase", "passphrase_again": "autre secret long"})) == [
        "une phrase"
    ]


def test_pages_are_french_until_another_language_is_chosen_here() -> None:
    client = Client(headers={"accept-language": "en-GB,en"})
    assert '<html lang="fr"' in client.get("/login/").content.decode()
    client.cookies["language"] = "en"
    assert '<html lang="en"' in client.get("/login/").content.decode()
    client.cookies["language"] = "xx"
    assert '<html lang="fr"' in client.get("/login/").content.decode()
