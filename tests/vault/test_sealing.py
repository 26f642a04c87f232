"""Sealed fields open in their place and nowhere else."""

import os
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloison.vault import custodians, pairs
from cloison.vault.cookie import SessionSecret
from cloison.vault.pairs import Unreadable
from cloison.vault.passphrase import derive
from cloison.vault.sealing import Place, epoch_of, seal, unseal

KEY = os.urandom(32)
HERE = Place("followup_note", "sealed", uuid.uuid4(), uuid.uuid4(), 3)
TEXTS = st.dictionaries(st.text(max_size=12), st.text(max_size=200), max_size=4)


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.integers(1, 2**31))
def test_what_is_sealed_is_read_again(content, epoch) -> None:
    sealed = seal(KEY, epoch, HERE, content)
    assert unseal(KEY, HERE, sealed) == content
    assert epoch_of(sealed) == epoch


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.data())
def test_one_changed_byte_anywhere_is_refused(content, data) -> None:
    sealed = bytearray(seal(KEY, 1, HERE, content))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Unreadable):
        unseal(KEY, HERE, bytes(sealed))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=80))
def test_random_bytes_are_refused(found) -> None:
    with pytest.raises(Unreadable):
        unseal(KEY, HERE, found)


@pytest.mark.parametrize(
    "elsewhere",
    [
        Place("people_name", HERE.column, HERE.row, HERE.file, HERE.version),
        Place(HERE.table, "other", HERE.row, HERE.file, HERE.version),
        Place(HERE.table, HERE.column, uuid.uuid4(), HERE.file, HERE.version),
        Place(HERE.table, HERE.column, HERE.row, uuid.uuid4(), HERE.version),
        Place(HERE.table, HERE.column, HERE.row, HERE.file, 2),
        Place(HERE.table, HERE.column, HERE.row, HERE.file, 4),
    ],
    ids=["table", "column", "row", "file", "version before", "version after"],
)
def test_a_field_swapped_or_replayed_does_not_open(elsewhere) -> None:
    with pytest.raises(Unreadable):
        unseal(KEY, elsewhere, seal(KEY, 1, HERE, {"facts": "un toit"}))


def test_a_field_said_to_be_of_another_epoch_does_not_open() -> None:
    sealed = bytearray(seal(KEY, 1, HERE, {"facts": "un toit"}))
    sealed[4] = 2
    assert epoch_of(bytes(sealed)) == 2
    with pytest.raises(Unreadable):
        unseal(KEY, HERE, bytes(sealed))


def test_another_key_does_not_open() -> None:
    with pytest.raises(Unreadable):
        unseal(os.urandom(32), HERE, seal(KEY, 1, HERE, {"facts": "un toit"}))


def test_short_texts_have_the_same_length() -> None:
    assert len(seal(KEY, 1, HERE, {"a": "oui"})) == len(seal(KEY, 1, HERE, {"a": "non, pas encore"}))


@settings(max_examples=40, deadline=None)
@given(st.binary(min_size=1, max_size=64), st.text(max_size=40), st.text(max_size=40))
def test_a_wrap_opens_for_its_key_in_its_context_only(secret, context, other) -> None:
    private, public = pairs.new_private()
    stranger, _ = pairs.new_private()
    wrapped = pairs.wrap(public, secret, context)
    assert pairs.unwrap(private, wrapped, context) == secret
    with pytest.raises(Unreadable):
        pairs.unwrap(stranger, wrapped, context)
    if other != context:
        with pytest.raises(Unreadable):
            pairs.unwrap(private, wrapped, other)


def test_the_private_key_opens_with_the_passphrase_and_for_its_own_pair_only() -> None:
    pair = pairs.new_pair("quatre chaises sous un tilleul")
    _proof, key = derive("quatre chaises sous un tilleul", pair.salt)
    assert pairs.public_of(pairs.open_private(key, pair.id, pair.wrapped)) == pair.public
    with pytest.raises(Unreadable):
        pairs.open_private(key, uuid.uuid4(), pair.wrapped)
    with pytest.raises(Unreadable):
        pairs.open_private(derive("une autre phrase", pair.salt)[1], pair.id, pair.wrapped)


def test_the_proof_sent_to_the_database_is_not_the_key() -> None:
    proof, key = derive("quatre chaises sous un tilleul", b"0" * 16)
    assert proof != key
    assert derive("quatre chaises sous un tilleul", b"0" * 16) == (proof, key)
    assert derive("quatre chaises sous un tilleul", b"1" * 16)[0] != proof


def test_a_cookie_gives_back_the_private_key_only_to_its_own_session() -> None:
    here, elsewhere, key_id = SessionSecret.new(), SessionSecret.new(), uuid.uuid4()
    kept = here.keep(b"private", key_id)
    assert SessionSecret.read(here.cookie).private(kept, key_id) == b"private"
    for secret, which in ((elsewhere, key_id), (here, uuid.uuid4())):
        with pytest.raises(Unreadable):
            secret.private(kept, which)
    assert here.token not in here.cookie


@pytest.mark.parametrize("cookie", ["", "é", "a", "AAAA", "A" * 44, "!" * 43])
def test_a_cookie_that_is_not_ours_is_nobody(cookie: str) -> None:
    assert SessionSecret.read(cookie) is None


def test_the_recovery_key_opens_with_both_of_a_pair_in_their_order_only() -> None:
    recovery, private = uuid.uuid4(), os.urandom(32)
    (one_key, one_public), (two_key, two_public) = pairs.new_private(), pairs.new_private()
    first = custodians.Custodian(uuid.uuid4(), uuid.uuid4(), one_public)
    second = custodians.Custodian(uuid.uuid4(), uuid.uuid4(), two_public)
    import base64

    nested = base64.b64decode(custodians._nested(recovery, private, first, second)[4])
    inner = pairs.unwrap(two_key, nested, custodians._context(recovery, second, "outer"))
    assert pairs.unwrap(one_key, inner, custodians._context(recovery, first, "inner")) == private
    with pytest.raises(Unreadable):
        pairs.unwrap(one_key, nested, custodians._context(recovery, first, "inner"))
