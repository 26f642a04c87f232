"""What was typed when the session had died: carried through the login page, sealed, and given back to its author."""

import base64
import hashlib
import json
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cloison.vault.pairs import Unreadable, box, unbox

BOUND = b"cloison/carried"
NOT_CARRIED = frozenset({"csrfmiddlewaretoken", "passphrase"})


@dataclass(frozen=True)
class Carried:
    """A form that was sent too late: its address, its fields, and whose it is (None when that is not known)."""

    path: str
    fields: list[tuple[str, str]]
    member_id: uuid.UUID | None


def _key() -> bytes:
    return hashlib.sha256(b"carried" + settings.SECRET_KEY.encode()).digest()


def pack(carried: Carried) -> str:
    """Sealed for the way through the login page."""
    plain = json.dumps([carried.path, carried.fields, str(carried.member_id or "")]).encode()
    return base64.urlsafe_b64encode(box(_key(), plain, BOUND)).decode()


def unpack(packed: str) -> Carried | None:
    """What was packed; None when it is not ours."""
    try:
        path, fields, member = json.loads(unbox(_key(), base64.urlsafe_b64decode(packed), BOUND))
    except (Unreadable, ValueError):
        return None
    return Carried(path, [(name, value) for name, value in fields], uuid.UUID(member) if member else None)


def of(request: HttpRequest) -> Carried:
    """The form of this request."""
    fields = [
        (name, str(value))
        for name, values in request.POST.lists()
        if name not in NOT_CARRIED
        for value in values
    ]  # fmt: skip
    return Carried(request.get_full_path(), fields, request.arrival.member_id)  # type: ignore[attr-defined]


def ask(request: HttpRequest) -> HttpResponse:
    """The login page that keeps the text: 401, so that nobody takes it for the answer to the form."""
    context = {"carried": pack(of(request)), "arrival": request.arrival}  # type: ignore[attr-defined]
    return render(request, "accounts/resume.html", context, status=401)
