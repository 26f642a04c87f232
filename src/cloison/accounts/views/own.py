"""One's own sessions and passphrase, and the first passphrase of an account."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from cloison.accounts import actions, queries
from cloison.accounts.forms import ChangePassphraseForm, NewPassphraseForm
from cloison.accounts.middleware import public
from cloison.accounts.reader import Reader, Request
from cloison.accounts.requests import address_of
from cloison.accounts.sessions import LoginRefused, MustWait, close, proof_of
from cloison.accounts.views import sentences


def sessions(request: Request) -> HttpResponse:
    """Where the reader has a session open."""
    return render(request, "accounts/sessions.html", {"sessions": queries.own_sessions(request.reader)})


@require_POST
def close_one(request: Request, session_id: uuid.UUID) -> HttpResponse:
    """Closes one of the reader's sessions, whichever machine it is on."""
    if not close(session_id):
        raise Http404
    own = session_id == request.reader.session_id
    return HttpResponseRedirect("/login/?closed" if own else "/sessions/")


@sensitive_post_parameters("old", "new")
def passphrase(request: Request) -> HttpResponse:
    """A new passphrase for the same key pair; every other session is closed."""
    reader = request.reader
    form = ChangePassphraseForm(request.POST or None, names=(reader.login, reader.name))
    if form.is_valid() and _changed(request, reader, form):
        return render(request, "accounts/passphrase_changed.html")
    return render(request, "accounts/passphrase.html", {"form": form}, status=422 if form.is_bound else 200)


def _changed(request: Request, reader: Reader, form: ChangePassphraseForm) -> bool:
    try:
        proof = proof_of(reader.login, form.cleaned_data["old"], address=address_of(request))
        return actions.change_passphrase(by=reader, old_proof=proof, new=form.cleaned_data["new"])
    except LoginRefused:
        form.add_error("old", sentences.wrong_passphrase())
    except MustWait as error:
        form.add_error("old", sentences.wait(error))
    return False


@public
@sensitive_post_parameters("new")
def activation(request: HttpRequest, token: str) -> HttpResponse:
    """Chooses the passphrase behind a one-time link. Used, expired and unknown links are the same absent page."""
    holder = queries.holder_of(token)
    if holder is None:
        raise Http404
    form = NewPassphraseForm(request.POST or None, names=(holder.login, holder.name))
    if form.is_valid():
        login = actions.activate(token=token, passphrase=form.cleaned_data["new"])
        if login is None:
            raise Http404
        return HttpResponseRedirect("/login/?" + urlencode({"activated": "", "name": login}))
    context = {"form": form, "holder": holder}
    return render(request, "accounts/activation.html", context, status=422 if form.is_bound else 200)
