"""Signed notes: the known example of the Go implementation, and what must be refused."""

import string
from base64 import b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloison.journal import notes
from cloison.journal.notes import BadNote, Checkpoint, Signer

KNOWN_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
KNOWN_SIGNER = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
KNOWN_NOTE = """If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""
ROOT = bytes(range(32))
ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/"


def note_of(signer: Signer, size: int = 7, root: bytes = ROOT) -> str:
    return signer.sign(Checkpoint(signer.name, size, root).text())


def test_the_known_example() -> None:
    assert str(notes.read_verifier(KNOWN_KEY)) == KNOWN_KEY
    signer = notes.read_signer(KNOWN_SIGNER)
    assert str(signer) == KNOWN_SIGNER
    assert str(signer.verifier) == KNOWN_KEY
    assert signer.sign(KNOWN_NOTE.partition("\n\n")[0] + "\n") == KNOWN_NOTE


@settings(deadline=None)
@given(st.integers(0, 10**17), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_is_read_back(size: int, root: bytes) -> None:
    signer = Signer.new("journal/essai")
    found = notes.read(note_of(signer, size, root), [signer.verifier])
    assert found == Checkpoint("journal/essai", size, root)
    assert notes.read_signer(str(signer)) == signer


def test_any_change_is_refused() -> None:
    signer = Signer.new("journal/essai")
    note = note_of(signer)
    for place in range(len(note)):
        altered = note[:place] + ("x" if note[place] != "x" else "y") + note[place + 1 :]
        with pytest.raises(BadNote):
            notes.read(altered, [signer.verifier])


def test_base64_written_otherwise_is_refused() -> None:
    signer = Signer.new("journal/essai")
    note = note_of(signer)
    last = ALPHABET[ALPHABET.index(note[-3]) ^ 1]
    with pytest.raises(BadNote, match="base 64"):
        notes.read(f"{note[:-3]}{last}=\n", [signer.verifier])


def test_another_key_of_the_same_name_is_refused() -> None:
    with pytest.raises(BadNote, match="signature"):
        notes.read(note_of(Signer.new("journal/essai")), [Signer.new("journal/essai").verifier])


def test_a_note_of_another_log_is_refused() -> None:
    signer = Signer.new("journal/essai")
    foreign = signer.sign(Checkpoint("journal/autre", 7, ROOT).text())
    with pytest.raises(BadNote, match="signature"):
        notes.read(foreign, [signer.verifier])


def test_a_witness_may_sign_beside() -> None:
    signer, witness = Signer.new("journal/essai"), Signer.new("temoin")
    text = Checkpoint(signer.name, 7, ROOT).text()
    both = witness.sign(text) + signer.sign(text).partition("\n\n")[2]
    assert notes.read(both, [signer.verifier]).size == 7


@pytest.mark.parametrize("size", ["", "-1", "07", "x", "1" * 5000, "٣"])
def test_a_size_that_is_no_number_is_refused(size: str) -> None:
    signer = Signer.new("journal/essai")
    with pytest.raises(BadNote):
        notes.read(signer.sign(f"{signer.name}\n{size}\n{b64encode(ROOT).decode()}\n"), [signer.verifier])


@pytest.mark.parametrize("text", ["", "a", "a+b", "a+b+c", KNOWN_KEY + "AA", KNOWN_KEY.replace("c7", "c8"), "é+é+é"])
def test_a_key_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        notes.read_verifier(text)
    with pytest.raises(BadNote):
        notes.read_signer(f"PRIVATE+KEY+{text}")
