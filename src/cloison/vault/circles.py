"""Making, sharing and turning the keys of circles."""

import os
import uuid
from dataclasses import dataclass

from cloison.database.sql import insert_many, named, one, rows
from cloison.vault.keyring import KEY, Keyring, circle_context, turning
from cloison.vault.pairs import SUITE_OWN, SUITE_X25519, wrap

INSERT_WRAP = (
    "insert into keys.circle_wrap (id, circle_id, epoch, member_id, key_id, suite, sealed, made_by, made_at) "
    "values (%s, %s, %s, %s, %s, %s, %s, app.me(), now())"
)


class KeyMismatch(Exception):
    """A public key is not the one that the journal published: it may have been replaced. Nothing was shared."""


@dataclass(frozen=True)
class Recipient:
    """A professional now in a circle: current key pair and the epochs it can already open."""

    member_id: uuid.UUID
    key_id: uuid.UUID
    public: bytes
    epochs: frozenset[int]


def recipients(circle: uuid.UUID) -> list[Recipient]:
    """Those whom the journal brought into the circle and who have a key pair. KeyMismatch when it is not theirs."""
    found = named("select * from app.recipients(%s)", circle)
    if not all(line.known for line in found):
        raise KeyMismatch
    return [Recipient(line.member_id, line.key_id, bytes(line.public), frozenset(line.epochs)) for line in found]


def _share(keyring: Keyring, circle: uuid.UUID, epoch: int, secret: bytes, to: list[Recipient]) -> None:
    lines = [
        (uuid.uuid4(), circle, epoch, who.member_id, who.key_id, *_wrapped(keyring, circle, epoch, secret, who))
        for who in to
    ]
    insert_many(INSERT_WRAP, lines)


def _wrapped(keyring: Keyring, circle: uuid.UUID, epoch: int, secret: bytes, who: Recipient) -> tuple[int, bytes]:
    """(suite, wrap): for oneself without the key pair, which opens thirty times faster."""
    context = circle_context(circle, epoch, who.key_id)
    if who.key_id == keyring.key_id:
        return SUITE_OWN, keyring.keep_own(context, secret)
    return SUITE_X25519, wrap(who.public, secret, context)


def recovery_context(circle: uuid.UUID, epoch: int, recovery: uuid.UUID) -> str:
    """What a circle key wrapped for the custodians is bound to."""
    return f"cloison/recovery/{circle}/{epoch}/{recovery}"


def _share_recovery(circle: uuid.UUID, epoch: int, secret: bytes) -> None:
    """Wraps for the custodians, where there are any. KeyMismatch when their public key was replaced."""
    recovery = one("select id, public, app.recovery_known(id) from keys.recovery_key where ended_at is null")
    if recovery is not None:
        if not recovery[2]:
            raise KeyMismatch
        sealed = wrap(bytes(recovery[1]), secret, recovery_context(circle, epoch, recovery[0]))
        rows("select app.wrap_for_recovery(%s, %s, %s, %s)", circle, epoch, recovery[0], sealed)


def begin(keyring: Keyring, circle: uuid.UUID) -> None:
    """The first key of a circle."""
    _give(keyring, circle, 1, os.urandom(KEY))


def _give(keyring: Keyring, circle: uuid.UUID, epoch: int, secret: bytes) -> None:
    """A fresh circle key for all those in the circle and for the custodians."""
    _share(keyring, circle, epoch, secret, recipients(circle))
    _share_recovery(circle, epoch, secret)
    keyring.remember_circle(circle, epoch, secret)


def turn(keyring: Keyring, circle: uuid.UUID, epoch: int) -> int:
    """A new epoch after somebody left; returns its number. What was sealed before stays as it was. NoKey."""
    key = os.urandom(KEY)
    before = keyring.circle_key(circle, epoch)
    _give(keyring, circle, epoch + 1, key + turning(before, circle, epoch + 1, key))
    rows("select app.note_key('epoch.started', %s, %s)", circle, epoch + 1)
    return epoch + 1


def share_again(keyring: Keyring, circle: uuid.UUID, *, only: uuid.UUID | None = None) -> int:
    """Wraps every epoch for those in the circle who lack it (a newcomer, a new key pair), or for one of them alone.

    Returns how many wraps. KeyMismatch when the key of anybody in the circle may have been replaced.
    """
    own = rows(
        "select distinct epoch from keys.circle_wrap where circle_id = %s and key_id = %s", circle, keyring.key_id
    )
    people = [who for who in recipients(circle) if only in (None, who.member_id)]
    lacking = [(epoch, who) for (epoch,) in own for who in people if epoch not in who.epochs]
    for epoch, who in lacking:
        _share(keyring, circle, epoch, keyring.secret(circle, epoch), [who])
    if lacking:
        rows("select app.note_key('key.rewrapped', %s, %s)", circle, max(epoch for epoch, _ in lacking))
    return len(lacking)


def share_with_custodians(keyring: Keyring) -> int:
    """Wraps for the recovery key what it does not hold yet of the circles this session can open."""
    recovery = one("select id from keys.recovery_key where ended_at is null")
    lacking = rows("select circle_id, epoch from app.unrecoverable(%s)", recovery[0]) if recovery else []
    keyring.load_circles({circle for circle, _ in lacking})
    reachable = [(circle, epoch) for circle, epoch in lacking if keyring.holds(circle, epoch)]
    for circle, epoch in reachable:
        _share_recovery(circle, epoch, keyring.secret(circle, epoch))
    return len(reachable)
