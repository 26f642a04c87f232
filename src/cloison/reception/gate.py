"""Who gets to the counter: those who hold its reception post and are in its circle."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from cloison.accounts.reader import Reader, Request
from cloison.accounts.roles import Role
from cloison.reception import queries
from cloison.reception.actions import NoDeskYet, desk
from cloison.reception.queries import Desk

View = Callable[..., HttpResponse]


def for_reception(view: View) -> View:
    """For those who hold a reception post; others get the page of unknown addresses."""

    @wraps(view)
    def inside(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.reader.has_role(Role.RECEPTION):
            raise Http404
        return view(request, *args, **kwargs)

    return inside


def at_the_counter(view: View) -> View:
    """Hands the reader's desk to the view. Others get the page of unknown addresses; new colleagues, whom to ask."""

    @wraps(view)
    def inside(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        post = request.reader.post(Role.RECEPTION)
        if post is None:
            raise Http404
        try:
            found = queries.desk_of(request.reader, post) or _first(request.reader)
        except NoDeskYet:
            keepers = queries.keepers_of_centre(request.reader, post)
            return render(request, "reception/no_desk.html", {"keepers": keepers, "post": post})
        return view(request, found, *args, **kwargs)

    return inside


def _first(reader: Reader) -> Desk:
    """The desk of a centre that had none, made by its first receptionist."""
    post, _circle = desk(reader)
    made = queries.desk_of(reader, post)
    if made is None:
        raise NoDeskYet
    return made
