"""Locking a session and opening it again with the passphrase of its own professional."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from cloison.accounts import resume
from cloison.accounts.forms import UnlockForm
from cloison.accounts.middleware import asked_by_script, public
from cloison.accounts.requests import address_of, local
from cloison.accounts.sessions import LoginRefused, MustWait, arrive, unlock
from cloison.accounts.sessions import lock as lock_session
from cloison.accounts.views import sentences
from cloison.accounts.views.login import onward


@public
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Closes the vault; the session and what is typed in its pages stay. 204 for a script."""
    if request.secret is not None:  # type: ignore[attr-defined]
        lock_session()
    return HttpResponse(status=204) if asked_by_script(request) else HttpResponseRedirect("/unlock/")


@public
@sensitive_post_parameters("passphrase")
def unlock_page(request: HttpRequest) -> HttpResponse:
    """The passphrase of a locked session; the page that asks for it, and the answer to a page that is covered."""
    arrival = request.arrival  # type: ignore[attr-defined]
    if arrival.state == "none" or _other_than_covered(request):
        return _over(request)
    if request.method != "POST":
        return _asked(request, UnlockForm()) if arrival.state == "locked" else HttpResponseRedirect(_next(request))
    form = UnlockForm(request.POST)
    status = _unlocked(request, form) if form.is_valid() else 422
    return _answer_script(form, status) if asked_by_script(request) else _answer(request, form, status)


def _other_than_covered(request: HttpRequest) -> bool:
    """A page of one professional is never uncovered by the passphrase of another who logged in meanwhile."""
    covered = request.POST.get("username")
    return covered is not None and covered != request.arrival.login  # type: ignore[attr-defined]


def _over(request: HttpRequest) -> HttpResponse:
    """The session has ended: a script says so on its page, a reader gets the login with what was carried."""
    if asked_by_script(request):
        return HttpResponse(status=401)
    if carried := request.POST.get("carried"):
        return resume.again(request, carried)
    return HttpResponseRedirect("/login/?" + urlencode({"next": _next(request)}))


def _unlocked(request: HttpRequest, form: UnlockForm) -> int:
    """204, or 422 and 429 with the sentence in the form. An open session is asked as well: this page was covered."""
    try:
        unlock(
            request.secret,  # type: ignore[attr-defined]
            request.arrival.login,  # type: ignore[attr-defined]
            form.cleaned_data["passphrase"],
            address=address_of(request),
        )
    except LoginRefused:
        form.add_error("passphrase", sentences.wrong_passphrase())
        return 422
    except MustWait as error:
        form.add_error("passphrase", sentences.wait(error))
        return 429
    return 204


def _answer_script(form: UnlockForm, status: int) -> HttpResponse:
    told = " ".join(str(sentence) for sentence in form.errors.get("passphrase", []))
    return HttpResponse(format_html('<p class="error">{}</p>', told) if status != 204 else "", status=status)


def _answer(request: HttpRequest, form: UnlockForm, status: int) -> HttpResponse:
    if status != 204:
        return _asked(request, form, status)
    arrival = arrive(request.secret)  # type: ignore[attr-defined]
    request.arrival = arrival  # type: ignore[attr-defined]
    request.reader = arrival.reader if arrival.state == "open" else None  # type: ignore[attr-defined]
    return onward(request)


def _asked(request: HttpRequest, form: UnlockForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "next": _next(request),
        "carried": request.POST.get("carried", ""),
        "arrival": request.arrival,  # type: ignore[attr-defined]
    }
    return render(request, "accounts/unlock.html", context, status=status)


def _next(request: HttpRequest) -> str:
    return local(request.POST.get("next") or request.GET.get("next") or "/")
