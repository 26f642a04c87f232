"""Two of three custodians give a professional's circles back. The recovery key's private half is never stored whole:
for each pair of custodians it is wrapped for the first, and that wrap again for the second."""

import base64
import itertools
import json
import uuid
from dataclasses import dataclass

from cloison.database.sql import named, one, rows
from cloison.vault.circles import KeyMismatch, recovery_context
from cloison.vault.keyring import circle_context
from cloison.vault.pairs import SUITE_X25519, new_private, unwrap, wrap


@dataclass(frozen=True)
class Custodian:
    """One of the three: member, current key pair, public key."""

    member_id: uuid.UUID
    key_id: uuid.UUID
    public: bytes


class NoRecovery(Exception):
    """No recovery key exists, or these two are not a pair of its custodians."""


def current_key(member: uuid.UUID) -> Custodian:
    """A member's published key. KeyMismatch when the journal does not know it; NoRecovery when there is none."""
    found = one(
        "select id, public, app.key_known(id) from keys.member_key where member_id = %s and ended_at is null", member
    )
    if found is None:
        raise NoRecovery
    if not found[2]:
        raise KeyMismatch
    return Custodian(member, found[0], bytes(found[1]))


def _context(recovery: uuid.UUID, holder: Custodian, order: str) -> str:
    return f"cloison/custodian/{recovery}/{holder.key_id}/{order}"


def _nested(recovery: uuid.UUID, private: bytes, first: Custodian, second: Custodian) -> list[str]:
    inner = wrap(first.public, private, _context(recovery, first, "inner"))
    outer = wrap(second.public, inner, _context(recovery, second, "outer"))
    ids = (first.member_id, second.member_id, first.key_id, second.key_id)
    return [*map(str, ids), base64.b64encode(outer).decode()]


def name(members: tuple[uuid.UUID, uuid.UUID, uuid.UUID]) -> uuid.UUID:
    """A new recovery key for three custodians; an earlier one ends. Returns its id."""
    recovery = uuid.uuid4()
    private, public = new_private()
    keys = [current_key(member) for member in members]
    pairs = [_nested(recovery, private, first, second) for first, second in itertools.combinations(keys, 2)]
    rows("select app.name_custodians(%s, %s::smallint, %s, %s)", recovery, SUITE_X25519, public, json.dumps(pairs))
    return recovery


def recovery_private(one_key: tuple[uuid.UUID, bytes], other: tuple[uuid.UUID, bytes]) -> tuple[uuid.UUID, bytes]:
    """(recovery id, its private key) from two custodians' (key id, private key). NoRecovery when they are no pair."""
    keys = dict([one_key, other])
    for pair in named(
        "select p.* from keys.recovery_pair p join keys.recovery_key r on r.id = p.recovery_id where r.ended_at is null"
    ):
        if {pair.first_key_id, pair.second_key_id} == set(keys):
            first = Custodian(pair.first_id, pair.first_key_id, b"")
            second = Custodian(pair.second_id, pair.second_key_id, b"")
            inner = unwrap(keys[pair.second_key_id], pair.sealed, _context(pair.recovery_id, second, "outer"))
            private = unwrap(keys[pair.first_key_id], inner, _context(pair.recovery_id, first, "inner"))
            return pair.recovery_id, private
    raise NoRecovery


def give_back(recovery: uuid.UUID, private: bytes, target: uuid.UUID) -> int:
    """Wraps for the target's new key pair every circle she is in now. Returns how many circle keys."""
    holder = current_key(target)
    found = rows("select circle_id, epoch, sealed from app.recovery_wraps(%s, %s)", recovery, target)
    for circle, epoch, sealed in found:
        key = unwrap(private, sealed, recovery_context(circle, epoch, recovery))
        wrapped = wrap(holder.public, key, circle_context(circle, epoch, holder.key_id))
        rows(
            "select app.recovered_wrap(%s, %s, %s, %s, %s::smallint, %s)",
            recovery, circle, epoch, holder.key_id, SUITE_X25519, wrapped,
        )  # fmt: skip
    return len(found)
