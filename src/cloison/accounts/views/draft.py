"""Keeping what is being typed."""

import json
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from cloison.accounts import drafts
from cloison.accounts.reader import Request


@require_POST
@sensitive_post_parameters("body")
def draft(request: Request) -> HttpResponse:
    """204 once kept. 413 or 400 with a sentence: the text then stays in the page only."""
    typed = _typed(request.POST.get("body", ""))
    if typed is None:
        return HttpResponse(_("Ce brouillon n'a pas pu être lu : le texte reste dans votre page."), status=400)
    try:
        drafts.save(request.reader, request.POST.get("key", ""), typed)
    except drafts.TooLong:
        told = _("Ce texte est trop long pour le brouillon : il reste dans votre page, mais enregistrez-le bientôt.")
        return HttpResponse(told, status=413)
    return HttpResponse(status=204)


def _typed(body: str) -> dict[str, Any] | None:
    if not body.strip():
        return {}
    try:
        typed = json.loads(body)
    except ValueError:
        return None
    return typed if isinstance(typed, dict) else None
