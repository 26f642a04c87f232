"""A house with nothing but the catalogue, a lock and drafts, to try the pages and scripts alone."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

PASSPHRASE = "ouvre-toi"
WRONG = '<p class="error">Cette phrase de passe n\'ouvre pas la session.</p>'
told = SimpleNamespace(locked=False, drafts=[], sent=[])


def reader(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: Amina is at her desk, under the strict policy."""

    def answer(request: HttpRequest) -> HttpResponse:
        post = SimpleNamespace(role=SimpleNamespace(label="Accueil"), team="Les Tilleuls")
        request.reader = SimpleNamespace(name="Amina Benali", login="amina", posts=(post,))  # type: ignore[attr-defined]
        response = get_response(request)
        response.headers["Content-Security-Policy"] = "default-src 'self'; frame-ancestors 'none'"
        return response

    return answer


def navigation(request: HttpRequest) -> dict[str, Any]:
    entry = {"label": "Accueil", "url": "/catalogue/", "key": "a", "current": True, "count": 2}
    return {"navigation": [entry], "idle_seconds": int(request.GET.get("idle", 600))}


def lock(request: HttpRequest) -> HttpResponse:
    told.locked = True
    return HttpResponse(status=204)


def unlock(request: HttpRequest) -> HttpResponse:
    if request.POST.get("passphrase") != PASSPHRASE:
        return HttpResponse(WRONG, status=422)
    told.locked = False
    return HttpResponse(status=204)


def draft(request: HttpRequest) -> HttpResponse:
    if told.locked:
        return HttpResponse(status=401, headers={"X-Cloison-Locked": "1"})
    told.drafts.append((request.POST["key"], request.POST["body"]))
    return HttpResponse(status=204)


def slow(request: HttpRequest) -> HttpResponse:
    """Takes what is sent and stays on the page, as a slow network would."""
    told.sent.append(request.POST.get("once"))
    return HttpResponse(status=204)


urlpatterns = [
    path("", include("cloison.ui.urls")),
    path("lock/", lock),
    path("unlock/", unlock),
    path("draft/", draft),
    path("slow/", slow),
]

SETTINGS = {
    "ROOT_URLCONF": "tests.ui.house",
    "MIDDLEWARE": [
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "tests.ui.house.reader",
        "django.middleware.csrf.CsrfViewMiddleware",
    ],
    "TEMPLATES": [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.template.context_processors.i18n",
                    "tests.ui.house.navigation",
                ],
            },
        }
    ],
    "LANGUAGE_COOKIE_NAME": "language",
}
