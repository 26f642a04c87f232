"""What was typed when the session had died: carried through the login page, sealed, and given back to its author.

Whose it is, the session's own row says, also after its end: the browser keeps the cookie of a closed session, which
opens nothing any more. Where no session is known (another browser, a cookie that was removed) nobody can be asked for:
the text is then shown to whoever just sent it, to be copied, and is carried nowhere.
"""

import base64
import hashlib
import json
import re
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cloison.accounts.forms import LoginForm, UnlockForm
from cloison.vault.pairs import Unreadable, box, unbox

BOUND = b"cloison/carried"
NOT_CARRIED = frozenset({"csrfmiddlewaretoken", "passphrase", "old", "new", "code", "carried"})
ID = re.compile(r"[0-9a-f-]{36}")


@dataclass(frozen=True)
class Carried:
    """A form that was sent too late: its address, its fields, and whose it is."""

    path: str
    fields: list[tuple[str, str]]
    member_id: uuid.UUID


def _key() -> bytes:
    return hashlib.sha256(b"carried" + settings.SECRET_KEY.encode()).digest()


def pack(carried: Carried) -> str:
    """Sealed for the way through the login page."""
    plain = json.dumps([carried.path, carried.fields, str(carried.member_id)]).encode()
    return base64.urlsafe_b64encode(box(_key(), plain, BOUND)).decode()


def unpack(packed: str) -> Carried | None:
    """What was packed; None when it is not ours."""
    try:
        path, fields, member = json.loads(unbox(_key(), base64.urlsafe_b64decode(packed), BOUND))
    except (Unreadable, ValueError):
        return None
    return Carried(path, [(name, value) for name, value in fields], uuid.UUID(member))


def fields_of(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form, secrets left out."""
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if name not in NOT_CARRIED
        for value in values
    ]  # fmt: skip


def ask(request: HttpRequest) -> HttpResponse:
    """The way back in that keeps the text: 401, so that nobody takes it for the answer to the form."""
    arrival = request.arrival  # type: ignore[attr-defined]
    fields = fields_of(request)
    if arrival.member_id is None:
        texts = [value for _, value in fields if len(value.strip()) > 3 and not ID.fullmatch(value)]
        return render(request, "accounts/unknown_author.html", {"texts": texts}, status=401)
    return again(request, pack(Carried(request.get_full_path(), fields, arrival.member_id)))


def again(request: HttpRequest, carried: str) -> HttpResponse:
    """The login, or the passphrase alone where the session is only locked, with what was carried."""
    arrival = request.arrival  # type: ignore[attr-defined]
    locked = arrival.state == "locked"
    context = {
        "carried": carried,
        "arrival": arrival,
        "form": UnlockForm() if locked else LoginForm(),
        "locked": locked,
    }
    return render(request, "accounts/resume.html", context, status=401)
