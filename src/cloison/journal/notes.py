"""Checkpoints as signed notes: C2SP signed-note and tlog-checkpoint, with Ed25519 (RFC 8032).

A note is a text, an empty line, and signature lines `— NAME BASE64(key hash || signature)`. The text of a
checkpoint is three lines: origin, size in decimal, root in base64. The name of the key is the origin.
"""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
DASH = "\u2014 "
SIZE = re.compile("0|[1-9][0-9]{0,17}")


class BadNote(ValueError):
    """A text that is not a checkpoint, or not signed by an accepted key. Its text is a French sentence's end."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a note says: the log, its size in leaves, its root of 32 bytes."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The signed text."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key and its name, written `NAME+HASH+BASE64`."""

    name: str
    public: bytes

    @property
    def hash(self) -> bytes:
        """The four bytes by which signature lines name the key."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.hash.hex()}+{b64encode(ED25519 + self.public).decode()}"

    def accepts(self, signature: bytes, text: bytes) -> bool:
        """Whether this key signed the text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key (seed of 32 bytes) and its name, written `PRIVATE+KEY+NAME+HASH+BASE64`."""

    name: str
    seed: bytes

    @classmethod
    def new(cls, name: str) -> "Signer":
        """A fresh key."""
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def verifier(self) -> Verifier:
        """Its public half."""
        return Verifier(self.name, self._key().public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """The note of this text, which ends with a newline."""
        signature = self.verifier.hash + self._key().sign(text.encode())
        return f"{text}\n{DASH}{self.name} {b64encode(signature).decode()}\n"

    def __str__(self) -> str:
        return f"PRIVATE+KEY+{self.name}+{self.verifier.hash.hex()}+{b64encode(ED25519 + self.seed).decode()}"

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def read_verifier(text: str) -> Verifier:
    """Reads `NAME+HASH+BASE64`. Raises BadNote."""
    name, hashed, encoded = _parts(text, 3)
    found = Verifier(name, _key_bytes(encoded))
    if not name or found.hash.hex() != hashed:
        raise BadNote("la clé de vérification est mal écrite")
    return found


def read_signer(text: str) -> Signer:
    """Reads `PRIVATE+KEY+NAME+HASH+BASE64`. Raises BadNote."""
    private, key, name, hashed, encoded = _parts(text, 5)
    found = Signer(name, _key_bytes(encoded))
    if (private, key) != ("PRIVATE", "KEY") or found.verifier.hash.hex() != hashed:
        raise BadNote("la clé de signature est mal écrite")
    return found


def read(note: str, verifiers: Iterable[Verifier]) -> Checkpoint:
    """The checkpoint of a note signed by one of these keys, whose name is its origin. Raises BadNote."""
    text, found = parse(note)
    for verifier in verifiers:
        if verifier.name == found.origin and _signed(note, text, verifier):
            return found
    raise BadNote("la signature n'est pas celle de la clé du journal")


def parse(note: str) -> tuple[str, Checkpoint]:
    """The signed text of a note and what it says, its signature unchecked. Raises BadNote."""
    text, _, rest = note.partition("\n\n")
    lines = text.split("\n")
    if len(lines) < 3 or not rest.endswith("\n"):
        raise BadNote("la note est incomplète")
    if not SIZE.fullmatch(lines[1]):
        raise BadNote("la taille annoncée n'est pas un nombre")
    root = _decoded(lines[2])
    if len(root) != 32:
        raise BadNote("la racine annoncée n'a pas 32 octets")
    return text + "\n", Checkpoint(lines[0], int(lines[1]), root)


def _signed(note: str, text: str, verifier: Verifier) -> bool:
    return any(
        signature[:4] == verifier.hash and verifier.accepts(signature[4:], text.encode())
        for signature in _signatures(note, verifier.name)
    )


def _signatures(note: str, name: str) -> Iterator[bytes]:
    for line in note.partition("\n\n")[2].splitlines():
        if line.startswith(f"{DASH}{name} "):
            yield _decoded(line.rsplit(" ", 1)[1])


def _parts(text: str, count: int) -> list[str]:
    # Base64 may hold a plus: only the first ones separate.
    found = text.strip().split("+", count - 1)
    if len(found) != count:
        raise BadNote("la clé est mal écrite")
    return found


def _key_bytes(encoded: str) -> bytes:
    found = _decoded(encoded)
    if len(found) != 33 or found[:1] != ED25519:
        raise BadNote("la clé n'est pas une clé Ed25519")
    return found[1:]


def _decoded(encoded: str) -> bytes:
    """Bytes from base64; one text only for the same bytes."""
    try:
        found = b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadNote("un passage en base 64 est mal écrit") from error
    if b64encode(found).decode() != encoded:
        raise BadNote("un passage en base 64 est mal écrit")
    return found
