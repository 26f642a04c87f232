"""What a request says of where it comes from and where it wants to go."""

import os

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

BROWSERS = (("Firefox/", "Firefox"), ("Edg", "Edge"), ("OPR/", "Opera"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def address_of(request: HttpRequest) -> str:
    """Where refused logins are counted. Behind a proxy of ours (env `CLOISON_TRUSTED_PROXY=1`) what it wrote last."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if os.environ.get("CLOISON_TRUSTED_PROXY") != "1":
        return direct
    return request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip() or direct


def device_of(request: HttpRequest) -> str:
    """Enough for people to know their own sessions again, and no more: such as "Firefox · Linux"."""
    told = request.headers.get("User-Agent", "")
    names = [next((name for mark, name in marks if mark in told), "") for marks in (BROWSERS, SYSTEMS)]
    return " · ".join(name for name in names if name) or _("navigateur inconnu")


def local(path: str) -> str:
    """A path of this house to go to next; the beginning for anything else."""
    return path if path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None) else "/"
