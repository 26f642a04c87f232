"""Who reads and who writes: every query takes a reader first, every action says `by` whom."""

import uuid
from dataclasses import dataclass

from django.http import HttpRequest

from cloison.accounts.roles import Role
from cloison.vault.keyring import Keyring


@dataclass(frozen=True)
class PostLine:
    """One of the reader's posts, as it stands now."""

    id: uuid.UUID
    team_id: uuid.UUID | None
    team: str | None
    role: Role
    basis: str


@dataclass(frozen=True)
class Reader:
    """A professional with an open session and an unlocked vault."""

    id: uuid.UUID
    login: str
    name: str
    organisation_id: uuid.UUID
    session_id: uuid.UUID
    posts: tuple[PostLine, ...]
    keyring: Keyring
    idle_seconds: int = 900

    def has_role(self, *roles: Role) -> bool:
        """Whether one of the current posts has one of these roles."""
        return any(post.role in roles for post in self.posts)

    def post(self, *roles: Role, team_id: uuid.UUID | None = None) -> PostLine | None:
        """The first current post with one of these roles, in that team when one is given."""
        return next((p for p in self.posts if p.role in roles and team_id in (None, p.team_id)), None)


class Request(HttpRequest):
    """A request after the session middleware: `reader` is who asks."""

    reader: Reader


class Refused(Exception):
    """The reader's posts do not allow this. Shown as an address that does not exist."""


def must_hold(by: Reader, *roles: Role) -> PostLine:
    """The post that allows the action. Refused when there is none."""
    post = by.post(*roles)
    if post is None:
        raise Refused
    return post
