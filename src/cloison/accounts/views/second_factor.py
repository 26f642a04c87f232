"""The second factor: asked after the passphrase, added or replaced later."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from cloison.accounts import second_factor as factors
from cloison.accounts.forms import CodeForm
from cloison.accounts.middleware import unestablished
from cloison.accounts.reader import Reader
from cloison.accounts.requests import local
from cloison.accounts.second_factor import Factor, WaitForCode
from cloison.accounts.sessions import arrive
from cloison.accounts.views import sentences
from cloison.accounts.views.login import onward


@unestablished
@sensitive_post_parameters("code")
def second_factor(request: HttpRequest) -> HttpResponse:
    """While it is awaited: the code, or a first telephone. In an open session: the reader's own, and a new one."""
    if request.reader is not None:  # type: ignore[attr-defined]
        return _own(request)
    source = request.POST if request.method == "POST" else request.GET
    kept = {"next": local(source.get("next", "/")), "carried": request.POST.get("carried", "")}
    return question(request, kept)


def question(request: HttpRequest, kept: dict[str, str]) -> HttpResponse:
    """Asks for the code; `kept` is where the reader was going and the form to give back."""
    reader: Reader = request.arrival.reader  # type: ignore[attr-defined]
    factor = factors.current(reader) or factors.begin(reader)
    form = CodeForm(request.POST if "code" in request.POST else None)
    if form.is_valid() and _passes(reader, form, factor):
        arrival = arrive(request.secret)  # type: ignore[attr-defined]
        request.arrival, request.reader = arrival, arrival.reader  # type: ignore[attr-defined]
        return onward(request)
    return _page(request, form, factor, kept)


def _passes(reader: Reader, form: CodeForm, factor: Factor | None) -> bool:
    try:
        passed = factors.passes(reader, form.cleaned_data["code"], factor)
    except WaitForCode as error:
        form.add_error("code", sentences.wait(error))
        return False
    if not passed:
        form.add_error("code", sentences.wrong_code())
    return passed


def _page(request: HttpRequest, form: CodeForm, factor: Factor | None, kept: dict[str, str]) -> HttpResponse:
    reader: Reader = request.arrival.reader  # type: ignore[attr-defined]
    adding = factor if factor and factor.confirmed_at is None else None
    context = {"form": form, "adding": adding, "picture": factors.picture(reader, adding) if adding else "", **kept}
    return render(request, "accounts/second_factor.html", context, status=422 if form.is_bound else 200)


def _own(request: HttpRequest) -> HttpResponse:
    reader: Reader = request.reader  # type: ignore[attr-defined]
    form = CodeForm(request.POST if "code" in request.POST else None)
    if request.method == "POST" and not form.is_bound:
        factors.begin(reader)
        return HttpResponseRedirect("/second-factor/")
    adding = factors.being_added(reader)
    if form.is_valid() and adding and _passes(reader, form, adding):
        return HttpResponseRedirect("/second-factor/")
    context = {
        "form": form,
        "adding": adding,
        "picture": factors.picture(reader, adding) if adding else "",
        "present": _confirmed(factors.current(reader)),
    }
    return render(request, "accounts/own_second_factor.html", context, status=422 if form.is_bound else 200)


def _confirmed(factor: Factor | None) -> Factor | None:
    return factor if factor and factor.confirmed_at else None
