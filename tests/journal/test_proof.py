"""A proof is checked by somebody who has nothing of ours: one file, the standard library, an empty environment."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.journal.conftest import House

from cloison.database.trouble import Trouble
from cloison.journal import check_proof, notes, proofs

CHECKER = Path(check_proof.__file__)
# RFC 8032, 7.1: public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        "4a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_ed25519_of_the_rfc(public: str, message: str, signature: str) -> None:
    key, text, mark = (bytes.fromhex(part) for part in (public, message, signature))
    assert check_proof.signed(key, mark, text)
    assert not check_proof.signed(key, mark, text + b"x")
    assert not check_proof.signed(key, mark[:32] + bytes(32), text)


@settings(max_examples=15, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511))
def test_ed25519_agrees_with_cryptography(seed: bytes, message: bytes, bit: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert check_proof.signed(public, signature, message)
    flipped = bytearray(signature)
    flipped[bit // 8] ^= 1 << bit % 8
    assert not check_proof.signed(public, bytes(flipped), message)
    # The same signature with its scalar made larger by the group's order (RFC 8032, 5.1.7, step 1).
    larger = int.from_bytes(signature[32:], "little") + check_proof.Q
    assert not check_proof.signed(public, signature[:32] + larger.to_bytes(32, "little"), message)


def test_ed25519_refuses_what_is_no_point_or_no_signature() -> None:
    good = bytes.fromhex(VECTORS[0][2])
    for public in (b"\xff" * 32, bytes([2]) + bytes(31), b"", b"x" * 31):
        assert not check_proof.signed(public, good, b"")
    assert not check_proof.signed(bytes.fromhex(VECTORS[0][0]), good[:63], b"")


@pytest.fixture
def entries(house: House) -> list[Any]:
    file = uuid4()
    made = [house.append("file.opened", file, f'{{"n":{number}}}') for number in range(11)]
    house.seal()
    return made


def prove(house: House, entry: Any) -> dict[str, Any]:
    with psycopg.connect(house.conninfo("cloison_auditor")) as auditor:
        return proofs.prove(auditor, entry, house.outside.verifiers())


def run(folder: Path, proof: object, *more: str) -> tuple[int, str]:
    file = folder / "preuve.json"
    file.write_text(proof if isinstance(proof, str) else json.dumps(proof), "utf8")
    done = subprocess.run(
        [sys.executable, "-I", "-S", CHECKER, file, *more],
        env={},
        cwd="/",
        capture_output=True,
        timeout=60,
        check=False,
    )
    said = (done.stdout + done.stderr).decode()
    assert said.count("\n") == 1, said
    return done.returncode, said


def test_each_entry_is_proved(house: House, entries: list[Any], tmp_path: Path) -> None:
    key = str(house.outside.verifiers()[0])
    for position in (0, 7, 10):
        code, said = run(tmp_path, prove(house, entries[position]), key)
        assert code == 0
        assert said.startswith(f"Preuve valable : la ligne {entries[position]} (file.opened, ")
        assert said.endswith(
            f"à la place {position} d'un journal signé de 11 lignes, par la clé que vous avez donnée.\n"
        )


def test_without_a_key_it_says_what_is_believed(house: House, entries: list[Any], tmp_path: Path) -> None:
    code, said = run(tmp_path, prove(house, entries[3]))
    assert code == 0
    assert f"si la clé du journal est bien {house.outside.verifiers()[0]}" in said


def test_the_key_may_be_given_as_a_file(house: House, entries: list[Any], tmp_path: Path) -> None:
    assert run(tmp_path, prove(house, entries[3]), str(house.outside.public_key))[0] == 0


def test_any_change_of_the_proof_is_refused(house: House, entries: list[Any], tmp_path: Path) -> None:
    proof = prove(house, entries[4])
    other = notes.Signer.new(proof["key"].partition("+")[0])
    signed = other.sign(proof["checkpoint"].partition("\n\n")[0] + "\n")
    for change in (
        {"entry": proof["entry"].replace('"n": 4', '"n": 5')},
        {"entry": proof["entry"].replace("file.opened", "file.closed")},
        {"position": 5},
        {"position": 11},
        {"position": -1},
        {"path": proof["path"][:-1]},
        {"path": [*proof["path"], "00" * 32]},
        {"path": proof["path"][::-1]},
        {"checkpoint": proof["checkpoint"].replace("\n11\n", "\n12\n")},
        {"checkpoint": signed},
        {"key": str(other.verifier)},
    ):
        code, said = run(tmp_path, proof | change)
        assert (code, said.startswith("Preuve refusée : ")) == (1, True), (change, said)


def test_a_true_proof_of_another_key_is_refused(house: House, entries: list[Any], tmp_path: Path) -> None:
    other = notes.Signer.new(house.outside.signer().name)
    code, said = run(tmp_path, prove(house, entries[4]), str(other.verifier))
    assert (code, said) == (1, "Preuve refusée : la preuve porte une autre clé que celle que vous avez donnée.\n")


def test_what_is_no_proof_is_told(house: House, entries: list[Any], tmp_path: Path) -> None:
    proof = prove(house, entries[4])
    bad: list[object] = ["", "[]", "{}", "null", "[" * 100_000, {"format": proofs.FORMAT}]
    bad += [proof | change for change in (
        {"entry": "x"}, {"entry": 3}, {"entry": "\ud800"}, {"position": "4"}, {"position": True}, {"position": 4.0},
        {"path": ["zz"]}, {"path": 3}, {"path": ["00"]}, {"checkpoint": "x"}, {"checkpoint": None}, {"key": "x"},
        {"key": "a+b+c"}, {"entry": proof["entry"].replace("detail ", "detail 9")},
    )]  # fmt: skip
    for each in bad:
        code, said = run(tmp_path, each)
        assert (code, "Traceback" in said) == (2, False), (each, said)


def test_wrong_use_is_one_sentence(tmp_path: Path) -> None:
    for words in ([], [str(tmp_path / "absent.json")], ["a", "b", "c"]):
        done = subprocess.run([sys.executable, "-I", CHECKER, *words], capture_output=True, check=False)
        assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)


def test_the_checker_uses_nothing_but_the_standard_library() -> None:
    imported = {
        line.split()[1] for line in CHECKER.read_text("utf8").splitlines() if line.startswith(("import", "from"))
    }
    assert imported <= sys.stdlib_module_names


def test_what_cannot_be_proved(house: House, entries: list[Any]) -> None:
    waiting = house.append("search")
    for entry, told in ((uuid4(), "Aucune ligne"), (waiting, "n'est pas encore scellée")):
        with pytest.raises(Trouble, match=told):
            prove(house, entry)
    house.tamper(
        "set session_replication_role = replica", f"update journal.entry set actor = id where id = '{entries[2]}'"
    )
    with pytest.raises(Trouble, match="ne correspond plus au journal signé"):
        prove(house, entries[2])
    house.tamper(
        "set session_replication_role = replica",
        "alter table journal.entry drop constraint entry_time",
        f"update journal.entry set at = 'infinity' where id = '{entries[3]}'",
    )
    with pytest.raises(Trouble, match="ne correspond plus au journal signé"):
        prove(house, entries[3])
