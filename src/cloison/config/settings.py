"""Settings of every process. What differs between machines comes from the environment (docs/operations.md)."""

import os
import secrets
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

PACKAGE = Path(__file__).resolve().parent.parent

# A process that gets no key signs for itself only; `serve` hands one to all its workers.
SECRET_KEY = os.environ.get("CLOISON_SECRET_KEY") or secrets.token_urlsafe(48)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("CLOISON_HOSTS", "*").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("CLOISON_ORIGINS", "").split(",") if origin]
SECURE_COOKIES = os.environ.get("CLOISON_HTTPS") == "1"

INSTALLED_APPS = [
    "cloison.site",
    "cloison.dossier",
    "cloison.reception",
    "cloison.followup",
    "cloison.handover",
    "cloison.agenda",
    "cloison.linkage",
    "cloison.people",
    "cloison.consent",
    "cloison.access",
    "cloison.accounts",
    "cloison.vault",
    "cloison.journal",
    "cloison.database",
    "cloison.ui",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cloison.site.middleware.headers",
    "cloison.site.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "cloison.accounts.middleware.session",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "cloison.config.urls"
WSGI_APPLICATION = "cloison.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "cloison.site.navigation.navigation",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"


def _database() -> dict[str, object]:
    """The one alias. Its role is whatever the process was given: the web never holds the owner's."""
    told = conninfo_to_dict(os.environ.get("CLOISON_DSN", ""))
    pool = {"min_size": 1, "max_size": 8, "timeout": 10} if os.environ.get("CLOISON_POOL") else False
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": told.get("dbname", "cloison"),
        "USER": told.get("user", ""),
        "PASSWORD": told.get("password", ""),
        "HOST": told.get("host", ""),
        "PORT": told.get("port", ""),
        # Values must never be spliced into statements: a failing one would show them in the server's log.
        "OPTIONS": {"server_side_binding": True, "pool": pool},
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "fr"
# Each language names itself.
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "language"
FORMAT_MODULE_PATH = ["cloison.ui.formats"]
TIME_ZONE = os.environ.get("CLOISON_TIME_ZONE", "Europe/Paris")
USE_TZ = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 600

CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = SECURE_COOKIES
CSRF_FAILURE_VIEW = "cloison.site.views.forged"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Three boxes of 200,000 accented signs, escaped for the way, so that the sentence about their length can be said.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

# Nothing a user typed may reach a log: no request bodies, no settings, no local variables.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"reserved": {"()": "cloison.site.logs.Reserved"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "reserved"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
