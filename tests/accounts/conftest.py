"""Professionals of these tests alone: the cast keeps its sessions and its passphrases."""

import html
import itertools
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from cloison.accounts import actions
from cloison.accounts.models import Team
from cloison.accounts.roles import Role
from cloison.database.unit import unit

PHRASE = "quatre chaises sous un tilleul"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Somebody:
    """An activated account with one post."""

    id: uuid.UUID
    login: str
    name: str


@pytest.fixture
def somebody(acting: Callable[..., Any]) -> Callable[..., Somebody]:
    """A new professional of a centre, with a passphrase."""

    def made(role: Role = Role.SOCIAL_WORKER, team: str = "Le Port", phrase: str = PHRASE) -> Somebody:
        number = next(_numbers)
        login, name = f"essai{number}-{uuid.uuid4().hex[:6]}", f"Essai Numéro {number}"
        with acting("ines") as ines:
            member, token = actions.add_member(by=ines, login=login, name=name)
            team_id = Team.objects.get(name=team).id if team else None
            actions.grant_post(by=ines, member_id=member, role=role, team_id=team_id)
        with unit():
            assert actions.activate(token=token, passphrase=phrase) == login
        return Somebody(member, login, name)

    return made


def enter(login: str, phrase: str = PHRASE, client: Client | None = None, **extra: str) -> Client:
    """A browserless client that logged in through the page."""
    client = client or Client()
    answer = client.post("/login/", {"login": login, "passphrase": phrase, **extra})
    assert answer.status_code in (200, 302), answer.content
    return client


def text_of(answer: Any) -> str:
    """The words of a page."""
    return re.sub(r"\s+", " ", html.unescape(answer.content.decode()))


def told(answer: Any) -> str:
    """A page without what the asker sent or drew by lot: its own address, and the masks of the cross-site token."""
    page = answer.content.decode().replace(answer.wsgi_request.path, "ADDRESS")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
