"""Every entry of the menu, as data: who sees it, in which order."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cloison.accounts.roles import Role


@dataclass(frozen=True)
class Entry:
    """One place of the menu, for those who hold one of `roles`."""

    label: str | Promise
    url: str
    key: str
    roles: frozenset[Role]


ENTRIES = (
    Entry(_("Accueil"), "/reception/", "a", frozenset({Role.RECEPTION})),
    Entry(_("À recevoir"), "/followup/", "r", frozenset({Role.SOCIAL_WORKER})),
    Entry(_("Mes dossiers"), "/followup/files/", "d", frozenset({Role.SOCIAL_WORKER})),
    Entry(_("Comptes et postes"), "/members/", "c", frozenset({Role.TECHNICAL_ADMIN})),
    Entry(_("Journal"), "/journal/", "j", frozenset({Role.DPO, Role.TECHNICAL_ADMIN})),
)


def entries(request: HttpRequest) -> list[dict[str, Any]]:
    """The menu of this reader."""
    reader = getattr(request, "reader", None)
    if reader is None:
        return []
    mine = [entry for entry in ENTRIES if reader.has_role(*entry.roles)]
    here = max((entry.url for entry in mine if request.path.startswith(entry.url)), key=len, default="")
    return [{"label": entry.label, "url": entry.url, "key": entry.key, "current": entry.url == here} for entry in mine]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the menu, and how long the page may stay untouched before it covers itself."""
    reader = getattr(request, "reader", None)
    return {"navigation": entries(request), "idle_seconds": reader.idle_seconds if reader else 0}
