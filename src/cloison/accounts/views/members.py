"""Accounts and posts, for the technical administrator: people, never files."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cloison.accounts import actions, drafts, queries
from cloison.accounts.forms import MemberForm, PostForm, SecurityForm, TeamForm
from cloison.accounts.models import Team
from cloison.accounts.queries import Colleague
from cloison.accounts.reader import Request, must_hold
from cloison.accounts.roles import Basis, Role
from cloison.ui.forms import check_fragment


def members(request: Request) -> HttpResponse:
    """Every account of the organisation, its posts and its state."""
    context = {"members": queries.colleagues(request.reader), "teams": Team.objects.order_by("name")}
    return render(request, "accounts/members.html", context)


def new_member(request: Request) -> HttpResponse:
    """An account with its first post; the activation link is shown this once."""
    must_hold(request.reader, Role.TECHNICAL_ADMIN)
    form = MemberForm(request.POST or None, initial=drafts.read(request.reader, "member"))
    if answer := check_fragment(request, form):
        return answer
    if form.is_valid():
        try:
            member, token = actions.add_member(
                by=request.reader, login=form.cleaned_data["login"], name=form.cleaned_data["name"]
            )
        except actions.LoginTaken:
            form.add_error("login", _("Ce nom de compte est déjà pris. Ajoutez une lettre ou un chiffre."))
        else:
            _grant(request, member, form)
            drafts.forget(request.reader, "member")
            return _link_page(request, _colleague(request, member), token)
    return render(request, "accounts/new_member.html", {"form": form}, status=422 if form.is_bound else 200)


def _grant(request: Request, member_id: uuid.UUID, form: PostForm) -> None:
    told = form.cleaned_data
    actions.grant_post(
        by=request.reader,
        member_id=member_id,
        role=Role(told["role"]),
        team_id=uuid.UUID(told["team"]) if told["team"] else None,
        basis=Basis(told["basis"]) if told["basis"] else None,
        ends_at=told["until"],
    )


def _link_page(request: HttpRequest, person: Colleague, token: str) -> HttpResponse:
    site = request.build_absolute_uri("/").rstrip("/")
    return render(request, "accounts/link.html", {"person": person, "site": site, "token": token})


def _colleague(request: Request, member_id: uuid.UUID) -> Colleague:
    found = queries.colleague(request.reader, member_id)
    if found is None:
        raise Http404
    return found


def member(request: Request, member_id: uuid.UUID) -> HttpResponse:
    """One account: its posts, a post to give, what else can be done."""
    person = _colleague(request, member_id)
    form = PostForm(request.POST or None)
    if answer := check_fragment(request, form):
        return answer
    if form.is_valid():
        _grant(request, member_id, form)
        return HttpResponseRedirect(f"/members/{member_id}/")
    context = {"person": person, "form": form}
    return render(request, "accounts/member.html", context, status=422 if form.is_bound else 200)


def invite(request: Request, member_id: uuid.UUID) -> HttpResponse:
    """A new activation link, after saying what it costs."""
    person = _colleague(request, member_id)
    if request.method != "POST":
        return render(request, "accounts/invite.html", {"person": person})
    return _link_page(request, person, actions.invite(by=request.reader, member_id=member_id))


@require_POST
def remove_factor(request: Request, member_id: uuid.UUID) -> HttpResponse:
    """For somebody who lost the telephone."""
    person = _colleague(request, member_id)
    actions.remove_second_factor(by=request.reader, member_id=person.id)
    return HttpResponseRedirect(f"/members/{member_id}/")


def end_post(request: Request, post_id: uuid.UUID) -> HttpResponse:
    """Ends a post, after saying what ends with it."""
    found = queries.holder_of_post(request.reader, post_id)
    if found is None:
        raise Http404
    person, post = found
    if request.method == "POST":
        actions.end_post(by=request.reader, post_id=post_id)
        return HttpResponseRedirect(f"/members/{person.id}/")
    context = {"person": person, "post": post, "leaves_alone": queries.leaves_alone(request.reader, post_id)}
    return render(request, "accounts/end_post.html", context)


def new_team(request: Request) -> HttpResponse:
    """A centre or a service."""
    must_hold(request.reader, Role.TECHNICAL_ADMIN)
    form = TeamForm(request.POST or None, initial=drafts.read(request.reader, "team"))
    if answer := check_fragment(request, form):
        return answer
    if form.is_valid():
        actions.add_team(by=request.reader, name=form.cleaned_data["name"])
        drafts.forget(request.reader, "team")
        return HttpResponseRedirect("/members/")
    return render(request, "accounts/new_team.html", {"form": form}, status=422 if form.is_bound else 200)


def security(request: Request) -> HttpResponse:
    """What the organisation asks of every session."""
    must_hold(request.reader, Role.TECHNICAL_ADMIN)
    house = queries.house(request.reader)
    present = {"second_factor": house.second_factor, "idle_minutes": house.idle_minutes}
    form = SecurityForm(request.POST or None, initial=present)
    if answer := check_fragment(request, form):
        return answer
    if form.is_valid():
        actions.set_security(by=request.reader, **form.cleaned_data)
        return HttpResponseRedirect("/organisation/")
    return render(request, "accounts/security.html", {"form": form}, status=422 if form.is_bound else 200)


def journal(request: Request) -> HttpResponse:
    """How the journal stands: counts and the last signed note."""
    return render(request, "accounts/journal.html", {"journal": queries.journal_state(request.reader)})
