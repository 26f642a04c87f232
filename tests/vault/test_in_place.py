"""Sealed fields in the database: what its administrator can move, and what comes of it."""

import uuid

import pytest

from cloison.database.sql import one, rows
from cloison.vault.circles import KeyMismatch, recipients
from cloison.vault.pairs import Unreadable
from cloison.vault.sealing import Place


def note(file, row=None, version=1):
    return Place("followup_note", "sealed", row or uuid.uuid4(), file.id, version)


def test_two_fields_swapped_by_the_administrator_are_refused(acting, social_file) -> None:
    file = social_file("claire")
    with acting("claire") as claire:
        one_place, other_place = note(file), note(file)
        first = claire.keyring.seal(file.circle_id, one_place, {"facts": "un"})
        second = claire.keyring.seal(file.circle_id, other_place, {"facts": "deux"})
        assert claire.keyring.unseal(one_place, first) == {"facts": "un"}
        for place, sealed in ((one_place, second), (other_place, first)):
            with pytest.raises(Unreadable):
                claire.keyring.unseal(place, sealed)


def test_an_old_version_put_back_is_refused(acting, social_file) -> None:
    file = social_file("claire")
    with acting("claire") as claire:
        row = uuid.uuid4()
        old = claire.keyring.seal(file.circle_id, note(file, row, 1), {"facts": "avant"})
        with pytest.raises(Unreadable):
            claire.keyring.unseal(note(file, row, 2), old)


def test_a_field_carried_into_another_file_of_the_same_circle_is_refused(acting, social_file) -> None:
    one_file, other_file = social_file("claire"), social_file("claire")
    with acting("claire") as claire:
        place = note(one_file)
        sealed = claire.keyring.seal(one_file.circle_id, place, {"facts": "un"})
        claire.keyring.seal(other_file.circle_id, note(other_file), {"facts": "deux"})
        with pytest.raises(Unreadable):
            claire.keyring.unseal(Place(place.table, place.column, place.row, other_file.id), sealed)


def test_a_circle_key_moved_to_another_circle_does_not_open(acting, social_file, dba) -> None:
    one_file, other_file = social_file("claire"), social_file("claire")
    wrap = dba.execute("select sealed from keys.circle_wrap where circle_id = %s", [one_file.circle_id]).fetchone()[0]
    kept = dba.execute("select sealed from keys.circle_wrap where circle_id = %s", [other_file.circle_id]).fetchone()[0]
    dba.execute("update keys.circle_wrap set sealed = %s where circle_id = %s", [wrap, other_file.circle_id])
    try:
        with acting("claire") as claire, pytest.raises(Unreadable):
            claire.keyring.circle_key(other_file.circle_id, 1)
    finally:
        dba.execute("update keys.circle_wrap set sealed = %s where circle_id = %s", [kept, other_file.circle_id])


def test_a_replaced_public_key_stops_every_sharing_of_the_circle(acting, social_file, dba) -> None:
    file = social_file("david")
    true = dba.execute("select k.public, k.id from keys.member_key k join accounts_member m on m.id = k.member_id "
                       "where m.login = 'david' and k.ended_at is null").fetchone()  # fmt: skip
    dba.execute("update keys.member_key set public = decode(repeat('09', 32), 'hex') where id = %s", [true[1]])
    try:
        with acting("david"), pytest.raises(KeyMismatch):
            recipients(file.circle_id)
    finally:
        dba.execute("update keys.member_key set public = %s where id = %s", true)


def test_the_web_role_reads_no_salt_proof_or_wrapped_private_key(acting) -> None:
    from django.db import ProgrammingError, transaction

    with acting("claire"):
        for column in ("salt", "proof", "wrapped"):
            with pytest.raises(ProgrammingError), transaction.atomic():
                rows(f"select {column} from keys.member_key")


def test_wrapped_keys_of_other_circles_do_not_exist(acting, social_file) -> None:
    file = social_file("claire")
    with acting("david"):
        assert one("select count(*) from keys.circle_wrap where circle_id = %s", file.circle_id) == (0,)
        assert one("select count(*) from keys.file_key where file_id = %s", file.id) == (0,)
        assert rows("select * from app.recipients(%s)", file.circle_id) == []
        assert rows("select * from app.epoch(%s)", file.circle_id) == []
