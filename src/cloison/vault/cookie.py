"""One random secret in a cookie gives the session token and the vault key (HKDF, RFC 5869). It is never stored."""

import base64
import hashlib
import secrets
import uuid
from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cloison.vault.pairs import box, unbox


@dataclass(frozen=True)
class SessionSecret:
    """The secret of one session and what it derives."""

    secret: bytes

    @classmethod
    def new(cls) -> "SessionSecret":
        return cls(secrets.token_bytes(32))

    @classmethod
    def read(cls, cookie: str) -> "SessionSecret | None":
        """From a cookie value; None when it cannot be one of ours."""
        try:
            raw = base64.urlsafe_b64decode(cookie.encode("ascii") + b"=")
        except ValueError:
            return None
        return cls(raw) if len(raw) == 32 else None

    @property
    def cookie(self) -> str:
        return base64.urlsafe_b64encode(self.secret).decode("ascii").rstrip("=")

    def _derived(self, purpose: bytes) -> bytes:
        return HKDF(SHA256(), 32, salt=None, info=b"cloison/" + purpose).derive(self.secret)

    @property
    def token(self) -> str:
        """The database credential: 64 hexadecimal digits."""
        return self._derived(b"database-token").hex()

    @property
    def token_hash(self) -> bytes:
        return hashlib.sha256(self.token.encode("ascii")).digest()

    def keep(self, private: bytes, key_id: uuid.UUID) -> bytes:
        """The private key as the server keeps it while the session lasts."""
        return box(self._derived(b"vault"), private, f"cloison/session/{key_id}".encode())

    def private(self, kept: bytes, key_id: uuid.UUID) -> bytes:
        """The private key again. Unreadable when the row was altered."""
        return unbox(self._derived(b"vault"), kept, f"cloison/session/{key_id}".encode())
