"""One unit around the whole answer: nothing protected is read before it begins or rendered after it ends."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import get_resolver
from django.utils.http import urlencode

from cloison.accounts import resume
from cloison.accounts.reader import Refused
from cloison.accounts.sessions import NOBODY, arrive
from cloison.database.unit import current, unit
from cloison.vault.cookie import SessionSecret

COOKIE = "cloison"
# Addresses of the design system, which knows of no accounts: taste and language are chosen before the login too.
BELOW_ACCOUNTS = frozenset({"/language/", "/appearance/", "/catalogue/"})
View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Marks a view that answers without a session. Every other one asks for the login."""
    view.public = True  # type: ignore[attr-defined]
    return view


def unestablished(view: View) -> View:
    """Marks a view that answers while the second factor is awaited."""
    view.unestablished = True  # type: ignore[attr-defined]
    return view


class session:
    """Binds the request to its session, and asks for the login where a view is not public."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/health/":
            return self.get_response(request)
        secret = SessionSecret.read(request.COOKIES.get(COOKIE, ""))
        with unit(None if secret else ""):
            arrival = arrive(secret) if secret else NOBODY
            request.secret, request.arrival = secret, arrival  # type: ignore[attr-defined]
            request.reader = arrival.reader if arrival.state == "open" else None  # type: ignore[attr-defined]
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        # No copy of any page stays on a shared machine; also alike for those with and without a session.
        response.headers["Cache-Control"] = "no-store"
        return response

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        if getattr(view, "public", False) or request.reader is not None:  # type: ignore[attr-defined]
            return None
        state = request.arrival.state  # type: ignore[attr-defined]
        if request.path in BELOW_ACCOUNTS:
            return None
        if state == "second_factor":
            return None if getattr(view, "unestablished", False) else HttpResponseRedirect("/second-factor/")
        return ask_login(request) or self._carry(request, view, args, kwargs)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What a post does not allow is, to its holder, an address that does not exist."""
        if not isinstance(error, Refused):
            return None
        # What was written goes; the page of what is absent may still read.
        transaction.set_rollback(True)
        current().renew()
        absent: Callable[..., HttpResponse] = get_resolver().resolve_error_handler(404)
        return absent(request, exception=error)

    def _carry(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse:
        """Only forms of our own pages are carried: another site's would be sent in the name of whoever logs in."""
        forged = CsrfViewMiddleware(self.get_response).process_view(request, view, args, kwargs)
        return forged or resume.ask(request)


def asked_by_script(request: HttpRequest) -> bool:
    """Whether a script of ours waits for the answer, rather than a reader for a page."""
    return bool(
        request.headers.get("HX-Request")
        or request.headers.get("X-Requested-With") == "fetch"
        or request.headers.get("X-Cloison-Fetch")
    )


def ask_login(request: HttpRequest) -> HttpResponse | None:
    """The way back in; None for a form, whose text is to be carried along."""
    if asked_by_script(request):
        return HttpResponse(status=401, headers={"X-Cloison-Locked": "1"})
    if request.method == "POST":
        return None
    place = "/unlock/?" if request.arrival.state == "locked" else "/login/?"  # type: ignore[attr-defined]
    return HttpResponseRedirect(place + urlencode({"next": request.get_full_path()}))


def keep_cookie(response: HttpResponse, secret: SessionSecret) -> None:
    """The session secret, for this browser only, until it closes."""
    response.set_cookie(COOKIE, secret.cookie, httponly=True, samesite="Lax", secure=settings.SECURE_COOKIES)
