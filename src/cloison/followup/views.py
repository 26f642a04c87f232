"""The social worker's day: what was handed over, and my files."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cloison.access.contents import contents
from cloison.access.door import Absent, look, open_file
from cloison.access.models import File
from cloison.access.queries import ledger, reading_now
from cloison.accounts.reader import Reader, Request
from cloison.consent.contents import AGREEMENTS, agreements
from cloison.followup import actions, queries
from cloison.followup.forms import AcceptForm, SearchForm
from cloison.followup.policy import must_accompany
from cloison.handover.actions import AlreadyAnswered
from cloison.handover.contents import HANDOVER, demand
from cloison.handover.models import Handover
from cloison.people.contents import NAMES, SHEET, names, sheet
from cloison.people.presenters import facts
from cloison.ui.faces import face
from cloison.vault.keyring import NoKey

# A longer list is searched, or asked for whole: nobody reads three hundred names to find one.
FIRST_SHOWN = 60


def tray(request: Request) -> HttpResponse:
    """What was handed to me and waits; my appointments of the next weeks."""
    must_accompany(request.reader)
    look(request.reader, "tray")
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    handed = queries.handed_to(request.reader, start)
    context = {
        "waiting": queries.waiting(handed),
        "appointments": queries.appointments(request.reader, handed),
        "faces": [face(request.reader.name)],
        "done": request.GET.get("done", ""),
    }
    return render(request, "followup/tray.html", context)


def files(request: Request) -> HttpResponse:
    """My files, or those whose name holds what is typed: in the body of the request, since addresses are kept."""
    must_accompany(request.reader)
    form = SearchForm(request.POST or None)
    typed = form.cleaned_data["typed"] if form.is_bound and form.is_valid() else ""
    look(request.reader, "search" if typed else "my_files")
    found = queries.my_files(request.reader, typed)
    shown = found if "all" in request.GET else found[:FIRST_SHOWN]
    context = {"form": form, "typed": typed, "found": found, "shown": shown}
    part = bool(request.headers.get("HX-Request"))
    return render(request, "followup/_files.html" if part else "followup/files.html", context)


def handover(request: Request, file_id: uuid.UUID) -> HttpResponse:
    """One demand that was handed to me: to be accepted, or given back to the counter."""
    post = must_accompany(request.reader)
    file = open_file(request.reader, file_id, why="handover")
    form = AcceptForm(request.POST or None, colleagues=queries.colleagues(request.reader, post.team_id))
    if form.is_valid():
        return _accepted(request, file, form)
    return render(
        request, "followup/handover.html", _told(request.reader, file, form), status=422 if form.is_bound else 200
    )


def _told(reader: Reader, file: File, form: AcceptForm) -> dict[str, Any]:
    found = contents(reader, file.id, [NAMES, SHEET, HANDOVER, AGREEMENTS])
    asked = [demand(row) for row in found["handover"]]
    if not asked or asked[0].to_id != reader.id:
        raise Absent
    told = {"file": file, "form": form, "demand": asked[0], "agreements": agreements(found["agreement"])}
    reading = reading_now(ledger(reader, file.circle_id), timezone.now())
    return told | _identity(reader, file, found) | {"faces": [face(line.name) for line in reading]}


def _identity(reader: Reader, file: File, found: dict[str, Any]) -> dict[str, Any]:
    try:
        known, called = sheet(reader, file.id, found["sheet"]), names(reader, file.id, found["names"])
    except NoKey:
        return {"no_key": True}
    return {"names": called, "facts": facts(called, known or {}), "altered": known is None or called is None}


def _accepted(request: Request, file: File, form: AcceptForm) -> HttpResponse:
    chosen = form.colleague
    seat = actions.stand_in_seat(member_id=chosen.member_id, post_id=chosen.post_id) if chosen else None
    try:
        made = actions.accept(by=request.reader, handover=_of(request.reader, file), stand_in=seat)
    except AlreadyAnswered:
        return redirect("followup:handover", file.id)
    return redirect("dossier:file", made.id)


def _of(reader: Reader, file: File) -> Handover:
    found = Handover.objects.filter(file_id=file.id, to_member_id=reader.id).first()
    if found is None:
        raise Absent
    return found


@require_POST
def give_back(request: Request, file_id: uuid.UUID) -> HttpResponse:
    """Gives the demand back to the counter."""
    must_accompany(request.reader)
    file = open_file(request.reader, file_id, why="handover")
    try:
        actions.give_back(by=request.reader, handover=_of(request.reader, file))
    except AlreadyAnswered:
        return redirect("followup:handover", file.id)
    return redirect("/followup/?done=returned")
