"""Text being typed, sealed to its author. `key` names the form (such as "note:<file id>"), never what is in it."""

import json
import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from cloison.accounts.models import Draft
from cloison.accounts.reader import Reader
from cloison.vault.pairs import Unreadable

KEPT = timedelta(days=30)
LONGEST = 300_000
LONGEST_KEY = 80


class TooLong(Exception):
    """A draft of more than `LONGEST` bytes, or a key of more than `LONGEST_KEY` signs. Nothing was changed."""


def _purpose(key: str) -> str:
    return f"draft/{key}"


def read(reader: Reader, key: str) -> dict[str, Any] | None:
    """What the reader typed last in this form, by field; None when there is nothing, or nothing that can be opened."""
    found = Draft.objects.filter(member_id=reader.id, key=key, saved_at__gt=timezone.now() - KEPT)
    latest = found.order_by("-saved_at").first()
    if latest is None:
        return None
    try:
        typed: dict[str, Any] = json.loads(reader.keyring.read_own(_purpose(key), bytes(latest.sealed)))
    except Unreadable:
        # Sealed under a former key pair: gone with it.
        return None
    return typed


def save(reader: Reader, key: str, typed: dict[str, Any]) -> None:
    """Replaces the draft of this form; nothing but blanks empties it. Drafts too old go as well. TooLong."""
    plain = json.dumps(typed, ensure_ascii=False).encode("utf8")
    if len(plain) > LONGEST or not 0 < len(key) <= LONGEST_KEY:
        raise TooLong
    forget(reader, key)
    Draft.objects.filter(member_id=reader.id, saved_at__lte=timezone.now() - KEPT).delete()
    if any(str(value).strip() for value in typed.values()):
        Draft.objects.create(
            id=uuid.uuid4(), member_id=reader.id, key=key, sealed=reader.keyring.keep_own(_purpose(key), plain)
        )


def forget(reader: Reader, key: str) -> None:
    """Removes the draft of this form: what was typed has been sent."""
    Draft.objects.filter(member_id=reader.id, key=key).delete()
