"""Home, the sign of life, and the pages of errors: sentences that reveal nothing."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from cloison.accounts.middleware import public
from cloison.site.navigation import entries


def home(request: HttpRequest) -> HttpResponse:
    """The first place of the reader's menu; a calm page for those who have none."""
    places = entries(request)
    return HttpResponseRedirect(places[0]["url"]) if places else render(request, "site/home.html")


@public
def health(request: HttpRequest) -> HttpResponse:
    """Answers when pages do."""
    return HttpResponse("ok", content_type="text/plain")


def absent(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Hidden and absent are the same page, to the byte: nothing of the request or the reader is in it."""
    return render(request, "site/absent.html", status=404)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from one of our pages, or from one that was open too long."""
    return render(request, "site/forged.html", {"typed": typed(request)}, status=403)


def failed(request: HttpRequest) -> HttpResponse:
    """Something broke on our side."""
    return render(request, "site/failed.html", {"typed": typed(request)}, status=500)


NOT_SHOWN = ("csrfmiddlewaretoken", "passphrase", "carried", "once", "code", "next")


def typed(request: HttpRequest) -> list[str]:
    """The words of the form that could not be taken, given back to whoever sent it so that nothing is lost."""
    if request.method != "POST":
        return []
    names = [name for name in request.POST if not name.startswith(NOT_SHOWN)]
    return [value for name in names for value in request.POST.getlist(name) if " " in value.strip()]
