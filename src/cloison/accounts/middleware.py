"""One unit around the whole answer: nothing protected is read before it begins or rendered after it ends."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode

from cloison.accounts import resume
from cloison.accounts.sessions import NOBODY, arrive
from cloison.database.unit import unit
from cloison.vault.cookie import SessionSecret

COOKIE = "cloison"
View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Marks a view that answers without a session. Every other one asks for the login."""
    view.public = True  # type: ignore[attr-defined]
    return view


def unestablished(view: View) -> View:
    """Marks a view that answers while the second factor is awaited."""
    view.unestablished = True  # type: ignore[attr-defined]
    return view


class session:  # noqa: N801  (read as a middleware name)
    """Binds the request to its session, and asks for the login where a view is not public."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/health/":
            return self.get_response(request)
        secret = SessionSecret.read(request.COOKIES.get(COOKIE, ""))
        with unit(secret.token if secret else ""):
            arrival = arrive(secret) if secret else NOBODY
            request.secret, request.arrival = secret, arrival  # type: ignore[attr-defined]
            request.reader = arrival.reader if arrival.state == "open" else None  # type: ignore[attr-defined]
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        if request.reader is not None or secret is not None:  # type: ignore[attr-defined]
            response.headers["Cache-Control"] = "no-store"
        return response

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        if getattr(view, "public", False) or request.reader is not None:  # type: ignore[attr-defined]
            return None
        state = request.arrival.state  # type: ignore[attr-defined]
        if state == "second_factor":
            return None if getattr(view, "unestablished", False) else HttpResponseRedirect("/second-factor/")
        return ask_login(request)


def ask_login(request: HttpRequest) -> HttpResponse:
    """The way back in. What was typed in a form is carried along, sealed, for the same professional."""
    if request.headers.get("HX-Request") or request.headers.get("X-Cloison-Fetch"):
        return HttpResponse(status=401, headers={"X-Cloison-Locked": "1"})
    if request.method == "POST":
        return resume.ask(request)
    return HttpResponseRedirect("/login/?" + urlencode({"next": request.get_full_path()}))


def keep_cookie(response: HttpResponse, secret: SessionSecret) -> None:
    """The session secret, for this browser only, until it closes."""
    response.set_cookie(COOKIE, secret.cookie, httponly=True, samesite="Lax", secure=settings.SECURE_COOKIES)
