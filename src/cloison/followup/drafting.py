"""The draft of a form, as its author left it."""

import uuid
from typing import Any

from django.http import QueryDict

from cloison.accounts import drafts
from cloison.accounts.reader import Reader


def key_of_note(file_id: uuid.UUID) -> str:
    """The draft of a new note of a file."""
    return f"note:{file_id}"


def key_of_amendment(note_id: uuid.UUID) -> str:
    """The draft of an amendment, whichever version it began from."""
    return f"amend:{note_id}"


def draft(reader: Reader, key: str, names: tuple[str, ...]) -> dict[str, str]:
    """The named texts that were kept; empty when there is nothing worth giving back."""
    kept = drafts.read(reader, key) or {}
    texts = {name: str(kept[name]) for name in names if name in kept}
    return texts if any(text.strip() for text in texts.values()) else {}


def changed(sent: Any, **values: str) -> QueryDict:
    """What was sent in a form, but for these values."""
    data = QueryDict(mutable=True)
    for name in sent:
        data.setlist(name, sent.getlist(name))
    for name, value in values.items():
        data[name] = value
    return data
