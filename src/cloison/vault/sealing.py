"""Sealed fields: JSON under a file key, bound to its table, column, row, file and version.

Layout of the bytes: format (1), epoch (4, big endian), nonce (12), AES-256-GCM ciphertext and tag.
The plain JSON is padded with spaces to a multiple of 64 bytes so that its length tells little.
"""

import json
import struct
import uuid
from dataclasses import dataclass
from typing import Any

from cloison.vault.pairs import Unreadable, box, unbox

FORMAT = 1
HEADER = struct.Struct(">BI")
BLOCK = 64


@dataclass(frozen=True)
class Place:
    """Where a sealed field stands. A ciphertext moved anywhere else does not open."""

    table: str
    column: str
    row: uuid.UUID
    file: uuid.UUID
    version: int = 1

    def bound(self, epoch: int) -> bytes:
        return f"cloison/{self.table}/{self.column}/{self.row}/{self.file}/{self.version}/{epoch}".encode()


def seal(key: bytes, epoch: int, place: Place, content: dict[str, Any]) -> bytes:
    """The content as sealed bytes."""
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf8")
    padded = plain.ljust(-(-len(plain) // BLOCK) * BLOCK)
    return HEADER.pack(FORMAT, epoch) + box(key, padded, place.bound(epoch))


def epoch_of(sealed: bytes) -> int:
    """The epoch whose file key opens these bytes. Unreadable for another format."""
    try:
        form, epoch = HEADER.unpack_from(sealed)
    except struct.error as error:
        raise Unreadable from error
    if form != FORMAT:
        raise Unreadable
    return int(epoch)


def unseal(key: bytes, place: Place, sealed: bytes) -> dict[str, Any]:
    """The content again. Unreadable when altered, moved or replayed."""
    found: dict[str, Any] = json.loads(unbox(key, sealed[HEADER.size :], place.bound(epoch_of(sealed))))
    return found
