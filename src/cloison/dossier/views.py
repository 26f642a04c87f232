"""A file's page and what is changed from it. Every view goes through the door first: hidden and absent are one."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cloison.access import actions as access
from cloison.access.actions import Seat
from cloison.access.door import Absent, open_file
from cloison.access.explain import declared
from cloison.access.models import File, Reason
from cloison.accounts import drafts
from cloison.accounts.reader import Reader, Request
from cloison.accounts.roles import Role
from cloison.dossier import presenters, queries
from cloison.dossier.forms import CorrectionForm, StandInForm
from cloison.dossier.policy import may_add, may_correct, may_end
from cloison.followup.drafting import changed, draft
from cloison.followup.notes import note_form
from cloison.followup.policy import may_write
from cloison.followup.queries import colleagues
from cloison.people.actions import write_identity, write_names
from cloison.people.forms import initial_of
from cloison.people.presenters import facts
from cloison.ui.forms import check_fragment
from cloison.vault.circles import KeyMismatch
from cloison.vault.keyring import NoKey

SHOWN = 30
TYPED = ("family", "given", "usage", "chosen", "born", "phones", "address")


def file(request: Request, file_id: uuid.UUID) -> HttpResponse:
    """The page of any file that the reader can read."""
    reader = request.reader
    opened = open_file(reader, file_id, why="desk" if reader.has_role(Role.RECEPTION) else "followup")
    page = queries.file_page(reader, opened)
    context = _told(reader, page) | {"history": _shown(request, page)}
    context["next_at"] = presenters.next_appointment(page, timezone.now())
    if may_write(reader, opened) and page.opened:
        context["form"] = note_form(reader, opened)
    return render(request, "dossier/file.html", context)


def _told(reader: Reader, page: queries.FilePage) -> dict[str, Any]:
    return {
        "page": page,
        "file": page.file,
        "opened": page.opened,
        "holders": page.holders(reader),
        "gestures": presenters.gestures(page.traces),
        "powers": declared(),
        "may_correct": may_correct(page.kind) and page.opened,
        "may_change": may_add(reader, page) or any(may_end(reader, page, line) for line in page.readers),
        **presenters.circle(page),
    }


def _shown(request: Request, page: queries.FilePage) -> dict[str, Any]:
    """The newest part of the history, or all of it."""
    events = presenters.history(page)
    whole = request.GET.get("history") == "all"
    return {"events": events if whole else events[:SHOWN], "more": 0 if whole else len(events[SHOWN:])}


def identity(request: Request, file_id: uuid.UUID) -> HttpResponse:
    """Corrects names and sheet, as a new version. When somebody was quicker both are shown: nothing typed is lost."""
    if answer := check_fragment(request, CorrectionForm(request.POST)):
        return answer
    file = open_file(request.reader, file_id, why="identity")
    try:
        now = queries.identity(request.reader, file)
    except NoKey:
        return redirect("dossier:file", file.id)
    if not may_correct(now.kind):
        raise Absent
    kept = {} if request.POST else draft(request.reader, f"identity:{file.id}", TYPED)
    form = CorrectionForm(request.POST or None, initial=initial_of(now.names, now.sheet) | {"seen": now.seen} | kept)
    if not form.is_valid():
        return _identity(request, file, form, now, status=422 if form.is_bound else 200)
    if form.cleaned_data["seen"] != now.seen and not _same(form, now):
        return _identity(request, file, _seen(form, now), now, status=409, meanwhile=facts(now.names, now.sheet))
    _correct(request.reader, file, form, now)
    drafts.forget(request.reader, f"identity:{file.id}")
    return redirect("dossier:file", file.id)


def _same(form: CorrectionForm, now: queries.Identity) -> bool:
    return form.names() == now.names and form.sheet(now.sheet) == now.sheet


def _seen(form: CorrectionForm, now: queries.Identity) -> CorrectionForm:
    """The same answers, by somebody who has now seen the versions that stand."""
    return CorrectionForm(changed(form.data, seen=now.seen))


def _correct(reader: Reader, file: File, form: CorrectionForm, now: queries.Identity) -> None:
    if form.names() != now.names:
        write_names(by=reader, file=file, names=form.names())
    told = {key: value for key, value in form.sheet(now.sheet).items() if key != "v"}
    if told != {key: value for key, value in now.sheet.items() if key != "v"}:
        write_identity(by=reader, file=file, sheet=told)


def _identity(
    request: Request, file: File, form: CorrectionForm, now: queries.Identity, *, status: int, **told: Any
) -> HttpResponse:
    form.focus_first_error()
    return render(request, "dossier/identity.html", {"file": file, "form": form, "now": now, **told}, status=status)


def circle(request: Request, file_id: uuid.UUID) -> HttpResponse:
    """Who can read, and the stand-ins that the referent names."""
    reader = request.reader
    file = open_file(reader, file_id, why="circle")
    page = queries.circle_page(reader, file)
    form = StandInForm(request.POST or None, colleagues=_free(reader, page)) if may_add(reader, page) else None
    if form and (answer := check_fragment(request, form)):
        return answer
    trouble = ""
    if form is None and request.method == "POST":
        raise Absent
    if form and form.is_valid():
        trouble = _added(reader, file, form)
        if not trouble:
            return redirect("dossier:circle", file.id)
    context = _told(reader, page) | {"form": form, "trouble": trouble, "endable": _endable(reader, page)}
    return render(request, "dossier/circle.html", context, status=422 if form and form.is_bound else 200)


def _free(reader: Reader, page: queries.FilePage) -> list[Any]:
    inside = {line.member_id for line in page.readers}
    return [colleague for colleague in colleagues(reader, page.team_id) if colleague.member_id not in inside]


def _added(reader: Reader, file: File, form: StandInForm) -> str:
    """Why the colleague could not be let in; empty when they were."""
    chosen = form.chosen
    seat = Seat(chosen.member_id, chosen.post_id, Reason.STAND_IN, form.ends_at)
    try:
        access.add_member(by=reader, circle_id=file.circle_id, seat=seat)
    except KeyMismatch:
        return "key_mismatch"
    return ""


def _endable(reader: Reader, page: queries.FilePage) -> set[uuid.UUID]:
    return {line.membership_id for line in page.readers if may_end(reader, page, line)}


@require_POST
def end(request: Request, file_id: uuid.UUID, membership_id: uuid.UUID) -> HttpResponse:
    """A stand-in leaves the circle. Sent twice, it ends once."""
    reader = request.reader
    file = open_file(reader, file_id, why="circle")
    page = queries.circle_page(reader, file)
    if membership_id in {line.membership_id for line in page.ledger} - {line.membership_id for line in page.readers}:
        return redirect("dossier:circle", file.id)
    if membership_id not in _endable(reader, page):
        raise Absent
    access.end_membership(by=reader, membership_id=membership_id)
    mine = next(line.member_id for line in page.ledger if line.membership_id == membership_id) == reader.id
    return redirect("followup:files") if mine else redirect("dossier:circle", file.id)
