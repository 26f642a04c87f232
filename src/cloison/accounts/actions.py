"""Writes about accounts: people and their posts, never files."""

import hashlib
import secrets
import uuid
from datetime import datetime

from django.db import IntegrityError, transaction

from cloison.accounts.reader import Reader, Refused, must_hold
from cloison.accounts.roles import USUAL_BASIS, WITHOUT_TEAM, Basis, Role
from cloison.database.sql import call, rows
from cloison.vault.pairs import new_pair, under_passphrase


class LoginTaken(Exception):
    """Another professional already has this account name."""


# Without i, l, o, u: no two signs of a link look alike on paper.
SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"
READ_AS = str.maketrans("ilo", "110", "- ")


def token_hash(token: str) -> bytes:
    """Hash of an activation token, as somebody may have copied it by hand: without capitals, hyphens, look-alikes."""
    return hashlib.sha256(token.lower().translate(READ_AS).encode()).digest()


def _link() -> tuple[str, bytes]:
    """(token of 120 random bits, its hash)."""
    groups = ("".join(secrets.choice(SIGNS) for _ in range(4)) for _ in range(6))
    token = "-".join(groups)
    return token, token_hash(token)


@transaction.atomic
def found_organisation(*, name: str, login: str, admin: str) -> tuple[uuid.UUID, str]:
    """An organisation and its administrator, as the owner role. (organisation id, activation token). LoginTaken."""
    organisation, (token, hashed) = uuid.uuid4(), _link()
    try:
        rows(
            "select core.found_organisation(%s, %s, %s, %s, %s, %s)",
            organisation, name, uuid.uuid4(), login, admin, hashed,
        )  # fmt: skip
    except IntegrityError:
        raise LoginTaken from None
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
    token, hashed = _link()
    call("invite", member_id, hashed)
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
    found: str | None = call(
        "activate", token_hash(token), pair.id, pair.suite, pair.public, pair.salt, pair.proof, pair.wrapped
    )
    return found


def change_passphrase(*, by: Reader, old_proof: bytes, new: str) -> bool:
    """Puts the private key under a new passphrase; closes the other sessions. False when the old one is wrong."""
    salt, proof, wrapped = under_passphrase(new, by.keyring.key_id, by.keyring.private)
    return bool(call("change_passphrase", old_proof, salt, proof, wrapped))


def set_security(*, by: Reader, second_factor: bool, idle_minutes: int) -> None:
    """Whether everybody needs a second factor, and after how many idle minutes (2 to 60) sessions lock."""
    must_hold(by, Role.TECHNICAL_ADMIN)
    call("set_second_factor", second_factor, idle_minutes)


def remove_second_factor(*, by: Reader, member_id: uuid.UUID) -> None:
    """For somebody who lost the telephone: a new factor is asked for at the next login. Refused when there is none."""
    must_hold(by, Role.TECHNICAL_ADMIN)
    if not call("remove_second_factor", member_id):
        raise Refused
