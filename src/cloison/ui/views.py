"""The reader's taste (light, shortcuts) and the live catalogue of components."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from cloison.ui.catalogue import context_of_catalogue, sample_form
from cloison.ui.forms import check_fragment

TASTES = {"theme": {"light", "dark", "auto"}, "keys": {"on", "off"}}
ONE_YEAR = 365 * 24 * 3600


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Keeps the choice in a cookie and goes back to the page; unknown values are ignored."""
    response = HttpResponseRedirect(_back(request))
    for taste, values in TASTES.items():
        if (chosen := request.POST.get(taste)) in values:
            response.set_cookie(taste, chosen, ONE_YEAR, secure=request.is_secure(), httponly=True, samesite="Lax")
    return response


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """French or English, kept in Django's own cookie."""
    return set_language(request)


# One may want another light or language before logging in. The layer above reads this mark.
for view in (appearance, language):
    view.public = True  # type: ignore[attr-defined]


def catalogue(request: HttpRequest) -> HttpResponse:
    """Every component in its states. The form answers checks and keeps nothing."""
    form = sample_form(request.POST or None)
    if answer := check_fragment(request, form):
        return answer
    return render(request, "ui/catalogue.html", context_of_catalogue(form))


def _back(request: HttpRequest) -> str:
    asked = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if safe else "/"
