"""The keys that one unlocked session can reach: its own, its circles', their files'."""

import hashlib
import hmac
import os
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cloison.database.sql import insert_many, one, rows
from cloison.vault.pairs import SUITE_OWN, Unreadable, box, unbox, unwrap
from cloison.vault.sealing import Place, epoch_of, seal, unseal

KEY = 32


class NoKey(Exception):
    """In the circle, but its key has not been wrapped for this professional (again) yet."""


def circle_context(circle: uuid.UUID, epoch: int, key_id: uuid.UUID) -> str:
    """What a wrapped circle key is bound to."""
    return f"cloison/circle-key/{circle}/{epoch}/{key_id}"


def file_bound(file: uuid.UUID, circle: uuid.UUID, epoch: int) -> bytes:
    return f"cloison/file-key/{file}/{circle}/{epoch}".encode()


def turning(before: bytes, circle: uuid.UUID, epoch: int, key: bytes) -> bytes:
    """What only a holder of the key before could write beside the key of an epoch (32 bytes).

    Anybody can wrap a key for a public key: without this, whoever writes in the database could bring in one they know.
    """
    return hmac.digest(before, f"cloison/turn/{circle}/{epoch}/".encode() + key, hashlib.sha256)


class Keyring:
    """Opens lazily, remembers for as long as it lives: one request, one command."""

    def __init__(self, key_id: uuid.UUID, private: bytes) -> None:
        self.key_id = key_id
        self.private = private
        self._circles: dict[tuple[uuid.UUID, int], bytes] = {}
        self._files: dict[tuple[uuid.UUID, int], bytes] = {}
        self._epochs: dict[uuid.UUID, int] = {}
        self._compared: set[tuple[uuid.UUID, int]] = set()
        # Circles and files one of whose keys does not open: altered, moved, or made by no member.
        self._altered: set[uuid.UUID] = set()

    def circle_key(self, circle: uuid.UUID, epoch: int) -> bytes:
        """The key of one epoch of one circle. NoKey when none is wrapped for this key pair."""
        return self.secret(circle, epoch)[:KEY]

    def secret(self, circle: uuid.UUID, epoch: int) -> bytes:
        """What is wrapped for each member: the key of the epoch and, after the first, its `turning`. NoKey."""
        if not self.holds(circle, epoch):
            self.load_circles([circle])
        if not self.holds(circle, epoch):
            raise Unreadable if circle in self._altered else NoKey
        return self._circles[circle, epoch]

    def load_circles(self, circles: Iterable[uuid.UUID]) -> None:
        """Opens the wrapped keys of several circles in one query. One that was replaced or slipped in stays closed."""
        wraps = rows(
            "select circle_id, epoch, suite, sealed from keys.circle_wrap where circle_id = any(%s) and key_id = %s "
            "order by epoch",
            list(circles),
            self.key_id,
        )
        for circle, epoch, suite, sealed in wraps:
            if not self.holds(circle, epoch):
                with self._noting(circle):
                    self._admit(circle, epoch, self._opened(circle_context(circle, epoch, self.key_id), suite, sealed))

    @contextmanager
    def _noting(self, owner: uuid.UUID) -> Iterator[None]:
        """What is altered closes its own circle or file, and no other of the same list."""
        try:
            yield
        except Unreadable:
            self._altered.add(owner)

    def _opened(self, context: str, suite: int, sealed: bytes) -> bytes:
        if suite == SUITE_OWN:
            return self.read_own(context, sealed)
        return unwrap(self.private, sealed, context, suite)

    def _admit(self, circle: uuid.UUID, epoch: int, secret: bytes) -> None:
        before = self._circles.get((circle, epoch - 1))
        if before is not None:
            proof = turning(before[:KEY], circle, epoch, secret[:KEY])
            if not hmac.compare_digest(proof, secret[KEY:]):
                raise Unreadable
        self._circles[circle, epoch] = secret

    def holds(self, circle: uuid.UUID, epoch: int) -> bool:
        """Whether this key was opened already (`load_circles`)."""
        return (circle, epoch) in self._circles

    def remember_circle(self, circle: uuid.UUID, epoch: int, secret: bytes) -> None:
        """A circle key that this session just made."""
        self._circles[circle, epoch] = secret

    def load_files(self, files: Iterable[uuid.UUID]) -> None:
        """Opens the keys of several files in two queries. Files whose circle key is missing stay closed."""
        found = rows(
            "select file_id, circle_id, epoch, sealed from keys.file_key where file_id = any(%s)", list(set(files))
        )
        self.load_circles({circle for _, circle, epoch, _ in found if (circle, epoch) not in self._circles})
        for file, circle, epoch, sealed in found:
            with self._noting(file):
                if self.holds(circle, epoch):
                    key = unbox(self._circles[circle, epoch][:KEY], sealed, file_bound(file, circle, epoch))
                    self._files[file, epoch] = key
                elif circle in self._altered:
                    raise Unreadable

    def unseal(self, place: Place, sealed: bytes) -> dict[str, Any]:
        """A sealed field of a file. NoKey or Unreadable."""
        epoch = epoch_of(sealed)
        if (place.file, epoch) not in self._files:
            self.load_files([place.file])
        if (place.file, epoch) not in self._files:
            raise Unreadable if place.file in self._altered else NoKey
        return unseal(self._files[place.file, epoch], place, sealed)

    def seal(self, circle: uuid.UUID, place: Place, content: dict[str, Any]) -> bytes:
        """Seals for the circle's current epoch, making the file's key for that epoch when it is the first."""
        epoch = self._proven(circle)
        key = self._files.get((place.file, epoch)) or self._file_key(place.file, circle, epoch)
        return seal(key, epoch, place, content)

    def epoch(self, circle: uuid.UUID) -> int:
        """The current epoch of a circle of ours; turned first when somebody who left still holds its key."""
        if circle not in self._epochs:
            self._epochs[circle] = self._current_epoch(circle)
        return self._epochs[circle]

    def _proven(self, circle: uuid.UUID) -> int:
        """The current epoch, of which we know that a member made it. NoKey while an earlier key is awaited."""
        epoch = self.epoch(circle)
        if epoch > 1:
            self.secret(circle, epoch - 1)
        return epoch

    def _current_epoch(self, circle: uuid.UUID) -> int:
        from cloison.vault.circles import turn

        found = one("select epoch, stale from app.epoch(%s)", circle)
        if found is None:
            raise NoKey
        return turn(self, circle, found[0]) if found[1] else int(found[0])

    def forget_epochs(self) -> None:
        """Asks again which epoch is current: somebody left."""
        self._epochs.clear()

    def begin_file(self, file: uuid.UUID, circle: uuid.UUID) -> None:
        """The key of a file just made."""
        epoch = self._proven(circle)
        self._files[file, epoch] = self._new_file_key(file, circle, epoch)

    def _file_key(self, file: uuid.UUID, circle: uuid.UUID, epoch: int) -> bytes:
        self.load_files([file])
        if (file, epoch) not in self._files:
            if file in self._altered:
                raise Unreadable
            self._files[file, epoch] = self._new_file_key(file, circle, epoch)
        return self._files[file, epoch]

    def _new_file_key(self, file: uuid.UUID, circle: uuid.UUID, epoch: int) -> bytes:
        self._same_as_for_others(circle, epoch)
        key = os.urandom(KEY)
        sealed = box(self.circle_key(circle, epoch), key, file_bound(file, circle, epoch))
        insert_many(
            "insert into keys.file_key (id, circle_id, file_id, epoch, sealed, made_at) "
            "values (%s, %s, %s, %s, %s, now())",
            [(uuid.uuid4(), circle, file, epoch, sealed)],
        )
        return key

    def _same_as_for_others(self, circle: uuid.UUID, epoch: int) -> None:
        """Unreadable when our key of the circle does not open what is there: it was replaced, and must seal nothing."""
        if (circle, epoch) in self._compared:
            return
        found = one(
            "select file_id, sealed from keys.file_key where circle_id = %s and epoch = %s limit 1", circle, epoch
        )  # fmt: skip
        if found:
            unbox(self.circle_key(circle, epoch), found[1], file_bound(found[0], circle, epoch))
        self._compared.add((circle, epoch))

    def keep_own(self, purpose: str, content: bytes) -> bytes:
        """Something sealed to this professional alone (a draft, a TOTP secret)."""
        return box(self._own_key, content, f"cloison/own/{purpose}".encode())

    def read_own(self, purpose: str, kept: bytes) -> bytes:
        """What `keep_own` sealed for the same purpose. Unreadable otherwise."""
        return unbox(self._own_key, kept, f"cloison/own/{purpose}".encode())

    @cached_property
    def _own_key(self) -> bytes:
        return HKDF(SHA256(), 32, salt=None, info=b"cloison/own").derive(self.private)


__all__ = ["Keyring", "NoKey", "Unreadable"]
