"""My keys and my circles: who is in, who waits, who leaves."""

import uuid

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cloison.access import actions, policy, presenters, queries
from cloison.access.queries import CircleLine, LedgerLine
from cloison.accounts import custody
from cloison.accounts.reader import Refused, Request
from cloison.ui.faces import faces
from cloison.vault.circles import KeyMismatch
from cloison.vault.pairs import Unreadable


def keys(request: Request) -> HttpResponse:
    """The reader's circles in words, the key that others compare, and colleagues who wait."""
    return _keys(request)


def _keys(request: Request, refusal: str = "") -> HttpResponse:
    reader = request.reader
    circles = queries.circles(reader)
    context = {
        "groups": presenters.grouped(circles),
        "closed": [circle for circle in circles if not circle.opens],
        "fingerprint": queries.own_fingerprint(reader),
        "waiting": queries.waiting(reader),
        "custody": custody.present(reader),
        "refusal": refusal,
    }
    return render(request, "access/keys.html", context, status=422 if refusal else 200)


@require_POST
def share(request: Request, member_id: uuid.UUID) -> HttpResponse:
    """Lets a newcomer in, or gives an access back, for exactly the key that was shown."""
    try:
        key_id = uuid.UUID(request.POST.get("key", ""))
        if request.POST.get("post"):
            post_id, circle_id = uuid.UUID(request.POST["post"]), uuid.UUID(request.POST.get("circle", ""))
            actions.let_in(by=request.reader, member_id=member_id, post_id=post_id, circle_id=circle_id, key_id=key_id)
        else:
            actions.give_back(by=request.reader, member_id=member_id, key_id=key_id)
    except ValueError as error:
        raise Refused from error
    except (KeyMismatch, Unreadable):
        return _keys(request, _replaced())
    except actions.OtherKey:
        return _keys(request, _("La clé de cette personne a changé pendant que vous lisiez. Comparez-la de nouveau."))
    return HttpResponseRedirect("/keys/")


def _replaced() -> str:
    return _(
        "Une clé de ce cercle n'est pas celle que le journal a publiée : quelqu'un l'a peut-être remplacée. "
        "Rien n'a été partagé. Prévenez votre déléguée ou délégué à la protection des données."
    )


def circle(request: Request, circle_id: uuid.UUID) -> HttpResponse:
    """One circle of the reader's: its ledger, past and present."""
    found, lines = _circle(request, circle_id)
    present = queries.reading_now(lines, presenters.now())
    context = {
        "circle": found,
        "present": [(line, policy.may_leave(request.reader, line, present)) for line in present],
        "past": [line for line in lines if line not in present],
        "title": " · ".join(word for word in (str(found.kind.label), found.team) if word),
        "faces": faces([line.name for line in present]),
    }
    return render(request, "access/circle.html", context)


def _circle(request: Request, circle_id: uuid.UUID) -> tuple[CircleLine, list[LedgerLine]]:
    found = queries.circles(request.reader, circle_id)
    if not found:
        raise Http404
    return found[0], queries.ledger(request.reader, circle_id)


def end_membership(request: Request, circle_id: uuid.UUID, membership_id: uuid.UUID) -> HttpResponse:
    """Takes somebody out of a circle, after saying what it changes and what it cannot undo."""
    found, lines = _circle(request, circle_id)
    present = queries.reading_now(lines, presenters.now())
    line = next((line for line in present if line.membership_id == membership_id), None)
    if line is None or not policy.may_leave(request.reader, line, present):
        raise Http404
    if request.method == "POST":
        actions.end_membership(by=request.reader, membership_id=membership_id)
        own = line.member_id == request.reader.id
        return HttpResponseRedirect("/keys/" if own else f"/keys/{circle_id}/")
    context = {"circle": found, "line": line, "own": line.member_id == request.reader.id}
    return render(request, "access/end_membership.html", context)
