"""The counter's pages. Each begins with the desk: nobody else's reader gets further than an unknown address."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cloison.access import door
from cloison.accounts import drafts
from cloison.accounts.reader import Request
from cloison.agenda.actions import TimeTaken
from cloison.agenda.queries import free_times
from cloison.handover.codes import Answer
from cloison.handover.queries import sent
from cloison.people.names import Names
from cloison.people.queries import sheet
from cloison.reception import presenters, queries
from cloison.reception.forms import NOTICES, WITH_SOMEBODY, HandoverForm, VisitForm, Who, WhomForm
from cloison.reception.gate import at_the_counter, for_reception
from cloison.reception.models import Visit
from cloison.reception.policy import FAR
from cloison.reception.queries import Desk
from cloison.reception.receiving import Person, Recipient, hand_over, receive, sent_of
from cloison.ui.faces import faces
from cloison.ui.forms import check_fragment
from cloison.vault.keyring import NoKey

DRAFT = "counter"
REMEMBERED = timedelta(days=14)
KEYLESS = gettext_lazy(
    "Votre clé de cet accueil doit d'abord vous être rendue : une personne de l'accueil le fait depuis « Mes clés ». "
    "Sans nom, le passage peut être noté dès maintenant."
)
LEAST_TYPED, MOST_TYPED = 2, 100
GET_OR_POST = ["GET", "HEAD", "POST"]


@at_the_counter
@require_http_methods(GET_OR_POST)
def counter(request: Request, desk: Desk) -> HttpResponse:
    """The page: a visit on one side, the day on the other."""
    if request.method != "POST":
        return _opened(request, desk)
    form = VisitForm(request.POST, colleagues=desk.colleagues)
    if answer := check_fragment(request, form):
        return answer
    if _asks_more(request, form):
        again = VisitForm(initial=form.as_typed(), colleagues=desk.colleagues)
        _complete(request, desk, again, search=True)
        again.focus("appointment" if "step" in request.POST else "file" if again.people else "search")
        return _shown(request, desk, again)
    _complete(request, desk, form)
    return _record(request, desk, form) if form.is_valid() else _mend(request, desk, form)


def _opened(request: Request, desk: Desk) -> HttpResponse:
    kept = drafts.read(request.reader, DRAFT)
    taken_up = kept if kept and "draft" in request.GET else {}
    form = VisitForm(colleagues=desk.colleagues, initial={**taken_up, **({"who": Who.NEW} if taken_up else {})})
    return _shown(request, desk, form, {"draft_waits": bool(kept) and not taken_up})


def _asks_more(request: Request, form: VisitForm) -> bool:
    """Free times, other times, or the people found by a name: something to choose before it is recorded."""
    searching = form["who"].value() == Who.KNOWN and form["search"].value() and not form["file"].value()
    return "step" in request.POST or bool(searching)


def _complete(request: Request, desk: Desk, form: VisitForm, *, search: bool = False) -> None:
    """Puts into the form what there is to choose from, given what was answered so far."""
    if form["who"].value() == Who.KNOWN:
        _complete_people(request, desk, form, str(form["search"].value() or "") if search else "")
    if str(form["answer"].value()) in {str(int(answer)) for answer in WITH_SOMEBODY}:
        _complete_times(request, form, str(request.POST.get("step", "")).removeprefix("later:"))


def _complete_people(request: Request, desk: Desk, form: VisitForm, typed: str) -> None:
    typed = typed.strip()[:MOST_TYPED]
    door.look(request.reader, "search" if typed else "desk", circle_id=desk.circle_id)
    if len(typed) >= LEAST_TYPED:
        form.know(queries.known_people(request.reader, desk.circle_id, typed))
    elif (chosen := _uuid(form["file"].value())) and (
        found := queries.person_of_desk(request.reader, desk.circle_id, chosen)
    ):
        form.know([(found[0].id, found[1])])


def _complete_times(request: Request, form: WhomForm, after: str = "") -> None:
    if form.chosen_colleague:
        form.offer(free_times(request.reader, form.chosen_colleague.member_id, after=_moment(after)))


def _record(request: Request, desk: Desk, form: VisitForm) -> HttpResponse:
    came = form.came()
    try:
        visit = receive(
            by=request.reader, post=desk.post, circle_id=desk.circle_id, came=came, row_id=form.cleaned_data["once"],
            person=_person(request, desk, form), to=_recipient(form),
        )  # fmt: skip
    except TimeTaken:
        return _taken(request, desk, form)
    except NoKey:
        form.add_error(None, KEYLESS)
        return _mend(request, desk, form)
    if (visit.reasons, visit.answer, visit.channel) != (came.reasons, came.answer, came.channel):
        return _served_before(request, desk, form)
    # Noted, or refused at last: a name that was typed here stays nowhere else. One begun for somebody else waits.
    if typed := form.holds_a_name():
        drafts.forget(request.reader, DRAFT)
    return _noted(request, desk, visit, draft_gone=typed)


def _person(request: Request, desk: Desk, form: VisitForm) -> Person | None:
    told = form.cleaned_data
    if told["who"] == Who.NEW:
        return Person(form.names(), form.sheet())
    if told["who"] == Who.KNOWN:
        return _known_person(request, desk, uuid.UUID(told["file"]), handing=told["answer"] == Answer.HANDED_OVER)
    return None


def _known_person(request: Request, desk: Desk, file_id: uuid.UUID, *, handing: bool) -> Person:
    """Somebody of this desk; their sheet only when it goes with a handover, and then through the door."""
    if handing:
        door.open_file(request.reader, file_id, why="handover")
    found = queries.person_of_desk(request.reader, desk.circle_id, file_id)
    if found is None:
        raise Http404
    file, called = found
    return Person(called or Names(()), sheet(request.reader, file_id) if handing else {}, file)


def _recipient(form: HandoverForm | VisitForm) -> Recipient | None:
    to = form.chosen_colleague if form.cleaned_data.get("told_handover") else None
    return Recipient(to.member_id, to.post_id) if to else None


def _taken(request: Request, desk: Desk, form: WhomForm) -> HttpResponse:
    """Somebody was quicker: the other times, and everything else as it was."""
    _forget_time(form)
    _complete_times(request, form)
    form.add_error("appointment", _("Cette heure vient d'être prise par quelqu'un d'autre. En voici d'autres."))
    return _mend(request, desk, form)


def _forget_time(form: WhomForm) -> None:
    form.put("appointment", "")


def _served_before(request: Request, desk: Desk, form: VisitForm) -> HttpResponse:
    """An old copy of the page, filled in again: a new visit, which must not be lost as the double of another."""
    form.put("once", str(uuid.uuid4()))
    form.add_error(None, _("Cette page avait déjà servi à noter un autre passage. Vérifiez celui-ci, puis notez-le."))
    return _mend(request, desk, form)


def _mend(request: Request, desk: Desk, form: Any) -> HttpResponse:
    form.focus_first_error()
    return _shown(request, desk, form, status=422)


def _noted(request: Request, desk: Desk, visit: Visit, *, draft_gone: bool) -> HttpResponse:
    if not _by_htmx(request):
        return HttpResponseRedirect(f"/reception/?noted={visit.id}")
    form = VisitForm(colleagues=desk.colleagues)
    with_whom = desk.names.get(visit.with_member_id, "") if visit.with_member_id else ""
    answer = _shown(request, desk, form, {"noted": presenters.noted(visit, with_whom), "draft_gone": draft_gone})
    answer.headers["HX-Trigger-After-Settle"] = "visit-recorded"
    return answer


def _by_htmx(request: Request) -> bool:
    return bool(request.headers.get("HX-Request"))


def _shown(
    request: Request, desk: Desk, form: VisitForm, more: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The form alone where a script asked for it, else the page."""
    context = {"desk": desk, "form": form, "notices": NOTICES, "faces": _faces(desk), **(more or {})}
    if _by_htmx(request):
        return render(request, "reception/_form.html", context | {"part": True}, status=status)
    return render(request, "reception/counter.html", context | _day(request, desk), status=status)


def _faces(desk: Desk) -> tuple[Any, ...]:
    return faces(desk.reading, why_url=f"/keys/{desk.circle_id}/")


def _day(request: Request, desk: Desk) -> dict[str, Any]:
    door.look(request.reader, "desk", circle_id=desk.circle_id)
    lines = queries.visits_of_day(request.reader, desk.circle_id, colleagues=desk.names)
    said = [presenters.sentence(line) for line in lines]
    most = presenters.SHOWN_AT_ONCE
    told = {"lines": said[:most], "earlier": said[most:], "faces": _faces(desk)}
    just = _uuid(request.GET.get("noted"))
    noted = [presenters.noted(line.visit, line.with_whom) for line in lines if line.visit.id == just]
    return told | ({"noted": noted[0]} if noted else {})


@at_the_counter
@require_GET
def today(request: Request, desk: Desk) -> HttpResponse:
    """The day's list alone."""
    if not _by_htmx(request):
        return HttpResponseRedirect("/reception/#today")
    return render(request, "reception/_today.html", _day(request, desk))


@at_the_counter
@require_GET
def times(request: Request, desk: Desk) -> HttpResponse:
    """The free times of a colleague of the centre, from now or after those already shown."""
    if not _by_htmx(request):
        return HttpResponseRedirect("/reception/")
    form = WhomForm(initial={"colleague": request.GET.get("colleague", "")}, colleagues=desk.colleagues)
    if form.chosen_colleague is None:
        raise Http404
    _complete_times(request, form, request.GET.get("after", ""))
    return render(request, "reception/_times.html", {"form": form})


@at_the_counter
@require_POST
def known(request: Request, desk: Desk) -> HttpResponse:
    """People of this desk by any part of a name. What is typed comes in the body, never in an address."""
    form = VisitForm(
        initial={"who": Who.KNOWN, "search": request.POST.get("search", "")}, colleagues=desk.colleagues
    )  # fmt: skip
    _complete(request, desk, form, search=True)
    return render(request, "reception/_known.html", {"form": form})


@for_reception
@require_POST
def forget_draft(request: Request) -> HttpResponse:
    """A name that was begun and will not be written."""
    drafts.forget(request.reader, DRAFT)
    return HttpResponseRedirect("/reception/")


@for_reception
@require_GET
def handovers(request: Request) -> HttpResponse:
    """What this reader handed over, and what became of it."""
    door.look(request.reader, "handovers")
    lines = [presenters.fate(line) for line in sent(request.reader, timezone.now() - REMEMBERED)]
    if _by_htmx(request):
        return render(request, "reception/_handovers.html", {"fates": lines, "title": _("Mes transmissions")})
    return render(request, "reception/handovers.html", {"fates": lines})


@at_the_counter
@require_http_methods(GET_OR_POST)
def handover(request: Request, desk: Desk, visit_id: uuid.UUID) -> HttpResponse:
    """Hands over the demand of a visit already recorded: the desk's file is opened, its sheet copied."""
    visit = queries.visit_with_file(request.reader, desk.circle_id, visit_id)
    if visit is None:
        raise Http404
    form = HandoverForm(request.POST or None, colleagues=desk.colleagues)
    if answer := check_fragment(request, form):
        return answer
    try:
        person = _known_person(request, desk, uuid.UUID(str(visit.file_id)), handing=True)
    except NoKey:
        context = {"title": _("Cette page attend sa clé"), "sentence": KEYLESS, "drawing": "key"}
        return render(request, "ui/message.html", context | {"link_url": "/keys/", "link_label": _("Mes clés")})
    if form.is_valid() and "step" not in request.POST:
        try:
            return _handed(request, desk, visit, person, form)
        except TimeTaken:
            _forget_time(form)
            form.add_error("appointment", _("Cette heure vient d'être prise par quelqu'un d'autre. En voici d'autres."))
    return _handover_page(request, desk, visit, person, form)


def _handed(request: Request, desk: Desk, visit: Visit, person: Person, form: HandoverForm) -> HttpResponse:
    to = _recipient(form)
    if to is None:
        raise Http404
    hand_over(
        by=request.reader, post=desk.post, visit=visit, person=person, to=to,
        appointment_at=form.cleaned_data["appointment"],
    )  # fmt: skip
    return HttpResponseRedirect("/reception/handovers/")


def _handover_page(request: Request, desk: Desk, visit: Visit, person: Person, form: HandoverForm) -> HttpResponse:
    step = request.POST.get("step")
    if step is not None:
        form = HandoverForm(initial={name: form[name].value() for name in form.fields}, colleagues=desk.colleagues)
    _complete_times(request, form, (step or "").removeprefix("later:"))
    form.focus_first_error()
    context = {
        "form": form, "visit": visit, "person": person, "why": presenters.reasons_in_words(visit.reasons),
        "notices": NOTICES, "faces": _faces(desk),
        "already": [desk.names.get(line.to_member_id, "") for line in sent_of(request.reader, visit)],
    }  # fmt: skip
    return render(request, "reception/handover.html", context, status=422 if form.is_bound else 200)


def _uuid(text: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    """A moment of the next months, from an address; None for anything else."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    now = timezone.now()
    return at + timedelta(minutes=1) if at.tzinfo and now <= at <= now + FAR else None
