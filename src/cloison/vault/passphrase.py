"""From a passphrase to a proof and a key-encryption key (Argon2id, RFC 9106)."""

import os
import unicodedata

from argon2.low_level import Type, hash_secret_raw

# RFC 9106 §4, second recommended option: 64 MiB, three passes.
MEMORY_KIB = int(os.environ.get("CLOISON_ARGON2_KIB", 64 * 1024))
PASSES = 3
LANES = 4


def derive(passphrase: str, salt: bytes) -> tuple[bytes, bytes]:
    """(proof, key): 32 bytes that the database checks a hash of, and 32 bytes that open the private key."""
    # One form of each accented letter, whatever the keyboard made (RFC 8265 §4.2).
    plain = unicodedata.normalize("NFC", passphrase).encode("utf8")
    raw = hash_secret_raw(
        plain, salt, time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES, hash_len=64, type=Type.ID
    )
    return raw[:32], raw[32:]
