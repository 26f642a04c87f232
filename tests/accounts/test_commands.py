"""The command line of accounts and custodians."""

import re

import pytest
from django.test import Client
from tests.accounts.conftest import PHRASE, enter
from tests.conftest import PASSPHRASE

from cloison.config.commandline import main


@pytest.fixture
def run(cluster, tmp_path, monkeypatch, capsys):
    """Runs a command as its web process would; (exit code, what it said)."""
    monkeypatch.setenv("CLOISON_DATA", str(tmp_path))
    monkeypatch.delenv("CLOISON_PASSPHRASE", raising=False)

    def ran(*words: str, phrase: str | None = None, role: str = "cloison_web"):
        monkeypatch.setenv("CLOISON_DSN", cluster.conninfo(role, "cloison"))
        if phrase:
            monkeypatch.setenv("CLOISON_PASSPHRASE", phrase)
        try:
            code = main(words)
        except SystemExit as stopped:
            code = stopped.code
        said = capsys.readouterr()
        return code, said.out + said.err

    return ran


def test_an_organisation_is_founded_with_a_link_for_its_administrator(run) -> None:
    words = ("accounts", "found", "--organisation", "Ville de l'Anse", "--admin", "odile", "--name", "Odile Anse")
    code, said = run(*words, role="cloison_owner")
    assert code == 0
    link = re.search(r"/activation/[0-9a-z-]+/", said)[0]
    assert Client().post(link, {"new": PHRASE}).status_code == 302
    assert enter("odile").get("/members/").status_code == 200
    assert run(*words, role="cloison_owner")[0] == 1


def test_custodians_are_named_shown_and_give_an_access_back(run, somebody, acting) -> None:
    from tests.access.test_custodians import alone_with_a_note
    from tests.access.test_keys import NEW, as_, forgets

    first, second, third = (somebody() for _ in range(3))
    names = (first.login, second.login, third.login)
    assert run("custodians", "name", *names, "--as", "hugo", phrase=PASSPHRASE)[0] == 0
    code, said = run("custodians", "status", "--as", "claire", phrase=PASSPHRASE)
    assert code == 0
    assert first.name in said
    worker = somebody()
    place, sealed = alone_with_a_note(worker)
    forgets(worker, acting)
    pair = ("--with", first.login, "--with", third.login)
    code, said = run("custodians", "recover", worker.login, *pair, phrase=PHRASE)
    assert (code, said) == (0, "Clés rendues : 1.\n")
    with as_(worker, NEW) as reader:
        assert reader.keyring.unseal(place, sealed)


def test_refusals_are_one_sentence(run, somebody) -> None:
    first, second, third = (somebody().login for _ in range(3))
    code, said = run("custodians", "name", first, second, third, "--as", "ines", phrase=PASSPHRASE)
    assert code == 1
    assert said.startswith("cloison : Seule la déléguée")
    code, said = run("custodians", "recover", "claire", "--with", first, "--with", second, phrase=PHRASE)
    assert code == 1
    assert said.startswith("cloison : Ces deux personnes ne sont pas")
    code, said = run("custodians", "name", first, second, third, "--as", "hugo", phrase="pas la bonne")
    assert code == 1
    assert "ne vont pas ensemble" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        ("custodians", "recover", "claire", "--with", "amina"),
        ("custodians", "recover", "claire", "--with", "amina", "--with", "AMINA"),
        ("custodians", "name", "amina", "claire", "claire", "--as", "hugo"),
        ("custodians", "name", "amina", "claire", "--as", "hugo"),
        ("custodians", "status", "--as", "hugo"),
        ("custodians",),
        ("accounts", "found", "--organisation", "X", "--admin", "é é", "--name", "Y"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_code_2(run, words) -> None:
    code, said = run(*words)
    assert code == 2
    assert said.startswith("cloison : ")
    assert said.count("\n") == 1
