"""`cloison journal …` as it is typed."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.journal.conftest import House

from cloison.config.commandline import main
from cloison.journal import commands, notes
from cloison.journal.report import Fault

Typed = Callable[..., tuple[int, str, str]]


@pytest.fixture
def typed(house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    house.data.mkdir()

    @contextmanager
    def available(data: Path) -> Iterator[House]:
        assert data == house.data
        yield house

    monkeypatch.setattr(commands, "available", available)
    monkeypatch.delenv("CLOISON_DSN", raising=False)
    # This database holds the journal alone: what other areas hold against it is tried in tests/walls.
    monkeypatch.setattr(commands.apps.get_app_config("access"), "journal_checks", tuple)

    def run(*words: str) -> tuple[int, str, str]:
        try:
            code = main(["journal", *words, "--data", str(house.data)])
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_the_whole_way(house: House, typed: Typed, tmp_path: Path) -> None:
    assert typed("verify") == (0, "Le journal est intact : 0 ligne scellée et 0 point de contrôle signé vérifié.\n", "")
    assert typed("checkpoint") == (1, "", "cloison : Le journal n'a encore aucun point de contrôle signé.\n")
    entry = house.append("search")
    assert typed("sequence", "--once") == (0, "Lignes scellées : 1.\n", "")
    assert typed("verify") == (0, "Le journal est intact : 1 ligne scellée et 1 point de contrôle signé vérifié.\n", "")
    code, note, _ = typed("checkpoint")
    assert (code, notes.read(note, house.outside.verifiers()).size) == (0, 1)
    copy = tmp_path / "copie.txt"
    copy.write_text(note)
    assert typed("verify", "--witness", str(copy), "--key", str(house.outside.public_key))[0] == 0
    assert json.loads(typed("prove", str(entry))[1])["position"] == 0
    assert typed("prove", str(entry), "--output", str(tmp_path / "preuve.json")) == (0, "", "")


def test_a_fault_is_one_sentence_and_exit_1(house: House, typed: Typed) -> None:
    entry = house.append("search")
    typed("sequence", "--once")
    house.tamper("set session_replication_role = replica", "update journal.entry set kind = 'list.seen'")
    said = f"Le journal n'est pas intact à la place 0 (ligne {entry}) : son contenu a été modifié après coup.\n"
    assert typed("verify") == (1, said, "")


def test_a_key_kept_elsewhere_is_believed_rather_than_ours(house: House, typed: Typed) -> None:
    house.append("search")
    typed("sequence", "--once")
    other = notes.Signer.new(house.outside.signer().name).verifier
    code, said, _ = typed("verify", "--key", str(other))
    assert code == 1
    assert "la signature n'est pas celle de la clé du journal" in said


def test_a_lost_public_key_is_told(house: House, typed: Typed) -> None:
    house.append("search")
    typed("sequence", "--once")
    house.outside.public_key.unlink()
    code, _, said = typed("verify")
    assert (code, "ne peut pas être lue" in said) == (1, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["prove", "x"], "« x » n'est pas un numéro de ligne"),
        (["prove"], "il manque LIGNE"),
        (["sequence", "--every", "0"], "n'est pas un nombre de secondes"),
        (["sequence", "--every", "nan"], "n'est pas un nombre de secondes"),
        (["verify", "--witness", "/nowhere"], "ne peut pas être lu"),
        (["verify", "--key", "x"], "ni une clé de vérification ni un fichier"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_2(typed: Typed, words: list[str], told: str) -> None:
    code, _, said = typed(*words)
    assert (code, told in said, said.count("\n")) == (2, True, 1)


def test_a_proof_that_cannot_be_written_is_told(house: House, typed: Typed, tmp_path: Path) -> None:
    entry = house.append("search")
    typed("sequence", "--once")
    code, _, said = typed("prove", str(entry), "--output", str(tmp_path / "absent" / "x.json"))
    assert (code, "ne peut pas être écrite" in said) == (1, True)


def test_the_sequencer_started_by_serve_uses_the_connection_it_was_given(
    house: House, typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.append("search")
    monkeypatch.setenv("CLOISON_DSN", house.conninfo("cloison_sequencer"))
    monkeypatch.setattr(commands, "available", None)
    assert typed("sequence", "--once")[0] == 0


def test_areas_bring_their_checks(house: House, typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    def check(connection: Any) -> Fault:
        return Fault("une clé publique n'est pas au journal")

    monkeypatch.setattr(commands.apps.get_app_config("vault"), "journal_checks", lambda: [check], raising=False)
    said = "Le journal n'est pas intact : une clé publique n'est pas au journal.\n"
    assert typed("verify") == (1, said, "")
