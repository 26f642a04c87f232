"""Key pairs of professionals, and what is wrapped for them (HPKE, RFC 9180)."""

import hashlib
import os
import uuid
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from cloison.vault.passphrase import derive

# Stored with each wrap, so that a later suite can stand beside this one.
SUITE_X25519 = 1
# What a member wraps for herself needs no key pair: AES-256-GCM under a key derived from her private one.
SUITE_OWN = 2
SUITES = {SUITE_X25519: Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)}
NONCE = 12


class Unreadable(Exception):
    """A wrap or a sealed field does not open: altered, moved, or not for this key."""


@dataclass(frozen=True)
class NewPair:
    """A key pair ready to be published: everything but the private key in clear."""

    id: uuid.UUID
    suite: int
    public: bytes
    salt: bytes
    proof: bytes
    wrapped: bytes


def fingerprint(public: bytes) -> str:
    """What two people read to one another to compare a public key: 128 bits of SHA-256, in groups of four."""
    digits = hashlib.sha256(bytes(public)).hexdigest()[:32]
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def box(key: bytes, plain: bytes, bound: bytes) -> bytes:
    """AES-256-GCM with a random nonce in front; `bound` is authenticated, not stored."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound)


def unbox(key: bytes, boxed: bytes, bound: bytes) -> bytes:
    """The content of a box. Unreadable when the key or the bound context is not the one it was made with."""
    try:
        return AESGCM(key).decrypt(bytes(boxed[:NONCE]), bytes(boxed[NONCE:]), bound)
    except (InvalidTag, ValueError) as error:
        raise Unreadable from error


def wrap(public: bytes, secret: bytes, context: str, suite: int = SUITE_X25519) -> bytes:
    """`secret` for the holder of the private half of `public`, good only in `context`."""
    return SUITES[suite].encrypt(secret, X25519PublicKey.from_public_bytes(bytes(public)), context.encode())


def unwrap(private: bytes, wrapped: bytes, context: str, suite: int = SUITE_X25519) -> bytes:
    """The secret of a wrap. Unreadable when it was made for another key or another context."""
    try:
        return SUITES[suite].decrypt(bytes(wrapped), X25519PrivateKey.from_private_bytes(private), context.encode())
    except (InvalidTag, ValueError) as error:
        raise Unreadable from error


def _bound(key_id: uuid.UUID) -> bytes:
    return f"cloison/private-key/{key_id}".encode()


def new_private() -> tuple[bytes, bytes]:
    """(private, public) raw X25519 keys, 32 bytes each."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def public_of(private: bytes) -> bytes:
    """The public half of a private key."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def new_pair(passphrase: str) -> NewPair:
    """A fresh key pair, its private half under the passphrase."""
    private, public = new_private()
    key_id = uuid.uuid4()
    salt, proof, wrapped = under_passphrase(passphrase, key_id, private)
    return NewPair(key_id, SUITE_X25519, public, salt, proof, wrapped)


def under_passphrase(passphrase: str, key_id: uuid.UUID, private: bytes) -> tuple[bytes, bytes, bytes]:
    """(salt, proof, wrapped private key) for a new or changed passphrase."""
    salt = os.urandom(16)
    proof, key = derive(passphrase, salt)
    return salt, proof, box(key, private, _bound(key_id))


def open_private(key: bytes, key_id: uuid.UUID, wrapped: bytes) -> bytes:
    """The private key, with the key that `passphrase.derive` gave."""
    return unbox(key, wrapped, _bound(key_id))
