"""Opening, resuming, locking and closing sessions. All of it happens inside a unit."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cloison.accounts import second_factor
from cloison.accounts.reader import PostLine, Reader
from cloison.accounts.roles import Role
from cloison.database.sql import call, named, one
from cloison.database.unit import current, unit
from cloison.vault.cookie import SessionSecret
from cloison.vault.keyring import Keyring
from cloison.vault.pairs import open_private
from cloison.vault.passphrase import derive


class LoginRefused(Exception):
    """Name and passphrase do not go together. Which of the two is wrong is not said."""


class MustWait(Exception):
    """Too many refusals for this name from this address."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True)
class Arrival:
    """What a token is worth now: none, locked, second_factor or open.

    `member_id` is known of a session that has ended as well: whose it was.
    """

    state: str
    member_id: uuid.UUID | None = None
    name: str = ""
    login: str = ""
    reader: Reader | None = None


NOBODY = Arrival("none")


def log_in(login: str, passphrase: str, *, address: str, device: str) -> SessionSecret:
    """Opens a session and binds the unit to it. LoginRefused or MustWait (the refusal is counted either way)."""
    login = login.strip().lower()
    if wait := call("login_wait", login, address):
        raise MustWait(wait)
    proof, key = derive(passphrase, bytes(call("login_salt", login)))
    proved = one("select key_id, wrapped from app.login_prove(%s, %s)", login, proof)
    if proved is None:
        call("login_refused", login, address)
        raise LoginRefused
    secret = SessionSecret.new()
    kept = secret.keep(open_private(key, proved[0], bytes(proved[1])), proved[0])
    if call("open_session", login, proof, address, secret.token_hash, kept, device) is None:
        raise LoginRefused
    current().bind(secret.token)
    return secret


def arrive(secret: SessionSecret | None) -> Arrival:
    """Resolves the token of this unit; notes that the session was seen, locks it when idle too long."""
    if secret is None:
        return NOBODY
    current().adopt(secret.token)
    found = named("select * from app.begin(%s)", secret.token)[0]
    if found.state == "none":
        return Arrival("none", found.member_id)
    reader = _reader(secret, found) if found.state != "locked" else None
    return Arrival(found.state, found.member_id, found.name, found.login, reader)


def _reader(secret: SessionSecret, found: object) -> Reader:
    line: object = found
    keyring = Keyring(line.key_id, secret.private(bytes(line.vault), line.key_id))  # type: ignore[attr-defined]
    posts = tuple(_post(post) for post in line.posts or [])  # type: ignore[attr-defined]
    return Reader(
        line.member_id, line.login, line.name, line.organisation_id, line.session_id,  # type: ignore[attr-defined]
        posts, keyring, line.idle_seconds,  # type: ignore[attr-defined]
    )  # fmt: skip


def _post(line: list[str | None]) -> PostLine:
    post, team, team_name, role, basis = line
    return PostLine(uuid.UUID(post), uuid.UUID(team) if team else None, team_name, Role(role or ""), basis or "")


def prove(login: str, passphrase: str) -> tuple[bytes, uuid.UUID, bytes] | None:
    """(proof, key id, private key) when the passphrase is this account's, else None."""
    proof, key = derive(passphrase, bytes(call("login_salt", login)))
    proved = one("select key_id, wrapped from app.login_prove(%s, %s)", login, proof)
    return (proof, proved[0], open_private(key, proved[0], bytes(proved[1]))) if proved else None


def proof_of(login: str, passphrase: str, *, address: str) -> bytes:
    """The proof of a passphrase that an open session asks for again. LoginRefused or MustWait, counted as a login."""
    return _counted_proof(login, passphrase, address)[0]


def _counted_proof(login: str, passphrase: str, address: str) -> tuple[bytes, uuid.UUID, bytes]:
    if wait := call("login_wait", login, address):
        raise MustWait(wait)
    proved = prove(login, passphrase)
    if proved is None:
        call("login_refused", login, address)
        raise LoginRefused
    return proved


def unlock(secret: SessionSecret, login: str, passphrase: str, *, address: str) -> None:
    """Opens the vault of a locked session again. LoginRefused or MustWait."""
    proof, key_id, private = _counted_proof(login, passphrase, address)
    if not call("unlock_session", proof, secret.keep(private, key_id)):
        raise LoginRefused


def lock() -> None:
    """Closes the vault of this session; the session itself lives on."""
    call("lock_session")


def close(session: uuid.UUID | None = None) -> bool:
    """Ends this session, or another one of the same professional. False when it is not theirs."""
    return bool(call("close_session", session))


def replace(old: SessionSecret) -> None:
    """Ends the session that this browser had before the one it just opened."""
    new = current().token
    current().bind(old.token)
    close()
    current().bind(new)


@contextmanager
def as_member(
    login: str, passphrase: str, *, device: str, code: Callable[[], str] | None = None
) -> Iterator[SessionSecret]:
    """A session for a command; closed at its end. LoginRefused or MustWait.

    `code` asks for the second factor's, where the account has one.
    """
    with counted():
        secret = log_in(login, passphrase, address="command line", device=device)
    try:
        _establish(secret, code)
        yield secret
    finally:
        with unit(secret.token):
            close()


@contextmanager
def counted() -> Iterator[None]:
    """A unit whose refusals are committed, so that they count against whoever guesses."""
    refused: Exception | None = None
    with unit():
        try:
            yield
        except (LoginRefused, MustWait) as error:
            refused = error
    if refused:
        raise refused


def _establish(secret: SessionSecret, code: Callable[[], str] | None) -> None:
    with unit(None):
        arrival = arrive(secret)
        asked = arrival.state == "second_factor"
        passed = not asked or bool(code and arrival.reader and second_factor.passes(arrival.reader, code()))
    if not passed:
        raise LoginRefused


@contextmanager
def working(secret: SessionSecret) -> Iterator[Reader]:
    """One unit of work of a command's session. LoginRefused when the session has ended meanwhile."""
    with unit(None):
        arrival = arrive(secret)
        if arrival.reader is None or arrival.state != "open":
            raise LoginRefused
        yield arrival.reader
