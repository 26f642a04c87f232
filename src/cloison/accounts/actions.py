"""Writes about accounts: people and their posts, never files."""

import hashlib
import secrets
import uuid
from datetime import datetime

from django.db import transaction

from cloison.accounts.reader import Reader, Refused, must_hold
from cloison.accounts.roles import USUAL_BASIS, WITHOUT_TEAM, Basis, Role
from cloison.database.sql import call, rows
from cloison.vault.pairs import new_pair, under_passphrase


class LoginTaken(Exception):
    """Another professional already has this account name."""


def _link() -> tuple[str, bytes]:
    token = secrets.token_urlsafe(24)
    return token, hashlib.sha256(token.encode()).digest()


@transaction.atomic
def found_organisation(*, name: str, login: str, admin: str) -> tuple[uuid.UUID, str]:
    """The first organisation and its administrator, as the owner role. (organisation id, activation token)."""
    organisation, (token, token_hash) = uuid.uuid4(), _link()
    rows(
        "select core.found_organisation(%s, %s, %s, %s, %s, %s)",
        organisation, name, uuid.uuid4(), login, admin, token_hash,
    )  # fmt: skip
    return organisation, token


def add_team(*, by: Reader, name: str) -> uuid.UUID:
    """A centre of the organisation."""
    must_hold(by, Role.TECHNICAL_ADMIN)
    team = uuid.uuid4()
    call("add_team", team, name)
    return team


@transaction.atomic
def add_member(*, by: Reader, login: str, name: str) -> tuple[uuid.UUID, str]:
    """An account and its one-time activation token. LoginTaken."""
    must_hold(by, Role.TECHNICAL_ADMIN)
    member = uuid.uuid4()
    if not call("add_member", member, login.strip().lower(), name.strip()):
        raise LoginTaken
    return member, invite(by=by, member_id=member)


def invite(*, by: Reader, member_id: uuid.UUID) -> str:
    """A new activation token, good once and for seven days; earlier ones are void."""
    must_hold(by, Role.TECHNICAL_ADMIN)
    token, token_hash = _link()
    call("invite", member_id, token_hash)
    return token


def grant_post(
    *, by: Reader, member_id: uuid.UUID, role: Role, team_id: uuid.UUID | None,
    basis: Basis | None = None, ends_at: datetime | None = None,
) -> uuid.UUID:  # fmt: skip
    """A post. Refused when a role of a centre comes without one, or the reverse."""
    must_hold(by, Role.TECHNICAL_ADMIN)
    if (team_id is None) != (role in WITHOUT_TEAM):
        raise Refused
    post = uuid.uuid4()
    call("grant_post", post, member_id, team_id, role, basis or USUAL_BASIS[role], ends_at)
    return post


def end_post(*, by: Reader, post_id: uuid.UUID) -> None:
    """Ends a post and, with it, its rows in every ledger. Refused when it is not running."""
    must_hold(by, Role.TECHNICAL_ADMIN)
    if not call("end_post", post_id):
        raise Refused


def activate(*, token: str, passphrase: str) -> str | None:
    """Chooses the passphrase behind an activation link; the account name, or None when the link is no longer good."""
    pair = new_pair(passphrase)
    token_hash = hashlib.sha256(token.encode()).digest()
    found: str | None = call(
        "activate", token_hash, pair.id, pair.suite, pair.public, pair.salt, pair.proof, pair.wrapped
    )
    return found


def change_passphrase(*, by: Reader, old_proof: bytes, new: str) -> bool:
    """Puts the private key under a new passphrase; closes the other sessions. False when the old one is wrong."""
    salt, proof, wrapped = under_passphrase(new, by.keyring.key_id, by.keyring.private)
    return bool(call("change_passphrase", old_proof, salt, proof, wrapped))
