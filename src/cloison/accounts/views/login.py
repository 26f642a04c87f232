"""Coming in and going out."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from cloison.accounts import resume
from cloison.accounts.forms import LoginForm
from cloison.accounts.middleware import keep_cookie, public
from cloison.accounts.reader import Reader
from cloison.accounts.requests import address_of, device_of, local
from cloison.accounts.sessions import LoginRefused, MustWait, arrive, close, log_in, replace
from cloison.accounts.views import sentences
from cloison.vault.circles import KeyMismatch, share_with_custodians
from cloison.vault.cookie import SessionSecret
from cloison.vault.pairs import Unreadable


@public
@sensitive_post_parameters("passphrase")
def login(request: HttpRequest) -> HttpResponse:
    """Name and passphrase; goes on to where the reader was going, or gives back a form that was sent too late."""
    if request.reader is not None and request.method == "GET":  # type: ignore[attr-defined]
        return HttpResponseRedirect(_next(request))
    form = LoginForm(request.POST or None, initial={"login": request.GET.get("name", "")})
    secret = _opened(request, form) if form.is_valid() else None
    if secret is not None:
        return _arrived(request, secret)
    context = {"form": form, "next": _next(request), "carried": request.POST.get("carried", ""), "told": _told(request)}
    return render(request, "accounts/login.html", context, status=422 if form.is_bound else 200)


def _told(request: HttpRequest) -> str:
    """Why the reader is here, where it deserves a sentence."""
    return next((reason for reason in ("closed", "activated", "changed") if reason in request.GET), "")


def _opened(request: HttpRequest, form: LoginForm) -> SessionSecret | None:
    try:
        return log_in(
            form.cleaned_data["login"],
            form.cleaned_data["passphrase"],
            address=address_of(request),
            device=device_of(request),
        )
    except LoginRefused:
        form.add_error(None, sentences.refused())
    except MustWait as error:
        form.add_error(None, sentences.wait(error))
    return None


def _arrived(request: HttpRequest, secret: SessionSecret) -> HttpResponse:
    """The new session takes the place of the one that this browser had."""
    former, before = request.arrival, request.secret  # type: ignore[attr-defined]
    if before is not None:
        replace(before)
    arrival = arrive(secret)
    # Kept for the same professional, so that forms open in other tabs can still be sent.
    if former.member_id != arrival.member_id:
        rotate_token(request)
    request.secret, request.arrival = secret, arrival  # type: ignore[attr-defined]
    request.reader = arrival.reader if arrival.state == "open" else None  # type: ignore[attr-defined]
    response = onward(request)
    keep_cookie(response, secret)
    return response


def onward(request: HttpRequest) -> HttpResponse:
    """Where somebody goes whose passphrase, or code, was good."""
    carried = resume.unpack(request.POST.get("carried", ""))
    reader = request.reader  # type: ignore[attr-defined]
    if reader is None:
        kept = {"next": _next(request), "carried": request.POST.get("carried", "")}
        return second_factor_page(request, kept)
    settle(reader)
    if carried is None:
        return HttpResponseRedirect(_next(request))
    if carried.member_id != reader.id:
        return render(request, "accounts/not_yours.html")
    return render(request, "accounts/carried.html", {"carried": carried})


def second_factor_page(request: HttpRequest, kept: dict[str, str]) -> HttpResponse:
    """The question of the second factor, after the passphrase."""
    if not kept["carried"]:
        return HttpResponseRedirect("/second-factor/?" + urlencode({"next": kept["next"]}))
    from cloison.accounts.views.second_factor import question

    return question(request, kept)


def settle(reader: Reader) -> None:
    """What a new session does for the others: circle keys that the custodians lack. A replaced key gets nothing."""
    try:
        share_with_custodians(reader.keyring)
    except (KeyMismatch, Unreadable):
        # Shown in red on the page of keys; nothing was shared.
        return


def _next(request: HttpRequest) -> str:
    return local(request.POST.get("next") or request.GET.get("next") or "/")


@public
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Ends the session. Its cookie stays: it opens nothing, and says whose text a page still open may send."""
    if request.secret is not None:  # type: ignore[attr-defined]
        close()
    response = HttpResponseRedirect("/login/?closed")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
