"""What somebody gets who holds the web process's own database credentials: nothing beyond the session they hold."""

import uuid
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from tests.walls.rows import policed
from tests.walls.scene import COUNT, NOTES, count, fresh_session, holding, open_by_sql, seen, write_notes

from cloison.access.actions import Seat, add_member, end_membership
from cloison.access.models import Reason
from cloison.access.queries import ledger
from cloison.accounts.sessions import close, lock
from cloison.database import walls
from cloison.database.unit import unit


def age(column: str) -> Callable[[Any, psycopg.Connection[Any]], None]:
    """Moves a date of the session an hour back."""

    def aged(secret: Any, dba: psycopg.Connection[Any]) -> None:
        dba.execute(
            f"update public.accounts_session set {column} = now() - interval '1 hour' where token_hash = %s",
            [secret.token_hash],
        )

    return aged


def gesture(done: Callable[[], Any]) -> Callable[[Any, psycopg.Connection[Any]], None]:
    """What the professional does in their own session."""

    def acted(secret: Any, dba: psycopg.Connection[Any]) -> None:
        with unit(secret.token):
            done()

    return acted


def unestablish(secret: Any, dba: psycopg.Connection[Any]) -> None:
    dba.execute("update public.accounts_session set established = false where token_hash = %s", [secret.token_hash])


ENDINGS = {
    "locked": gesture(lock),
    "closed": gesture(close),
    "expired": age("expires_at"),
    "idle": age("seen_at"),
    "not established": unestablish,
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_session_that_is_not_open_sees_nothing_and_opens_nothing(opened, web, dba, ending) -> None:
    file, secret = opened
    ENDINGS[ending](secret, dba)
    with holding(web, secret.token):
        assert count(web, file.id) == 0
        assert not open_by_sql(web, file.id)
        for model in policed():
            assert web.execute(f"select count(*) from {walls.table(model)}").fetchone() == (0,)


@pytest.mark.parametrize("ending", ["expired", "idle"])
def test_a_transaction_kept_open_does_not_outlive_its_session(opened, web, dba, ending) -> None:
    file, secret = opened
    with holding(web, secret.token):
        assert count(web, file.id) == NOTES
        # In the same transaction, whose now() stands still, the end comes one instant from now.
        shift = {"expired": "expires_at = clock_timestamp()", "idle": "seen_at = clock_timestamp() - idle"}[ending]
        dba.execute(f"update public.accounts_session set {shift} where token_hash = %s", [secret.token_hash])
        assert count(web, file.id) == 0


def forged(claire: Any) -> list[str]:
    """What is not a token: nothing, ids, the hash that the database keeps, the token in other letters."""
    return ["", " ", "0", claire.token_hash.hex(), claire.token.upper(), claire.token[:-1], claire.cookie]


def test_what_is_not_a_token_is_worth_nothing(opened, web, dba) -> None:
    file, secret = opened
    member, session = dba.execute(
        "select member_id, id from public.accounts_session where token_hash = %s", [secret.token_hash]
    ).fetchone()
    for token in (*forged(secret), str(member), str(session)):
        assert seen(web, token, file.id) == 0, token


@pytest.mark.parametrize("name", ["cloison.me", "cloison.actor", "app.actor", "app.me", "cloison.session"])
def test_a_forged_actor_is_worth_nothing(opened, web, dba, name) -> None:
    file, secret = opened
    (member,) = dba.execute(
        "select member_id from public.accounts_session where token_hash = %s", [secret.token_hash]
    ).fetchone()
    with web.transaction():
        web.execute("select set_config(%s, %s, true)", [name, str(member)])
        assert count(web, file.id) == 0


def test_the_token_does_not_outlive_its_transaction(opened, web) -> None:
    file, secret = opened
    assert seen(web, secret.token, file.id) == NOTES
    assert web.execute(COUNT, [file.id]).fetchone() == (0,)


# — the reading ticket —


def test_nothing_before_the_opening_nothing_in_its_transaction_all_after_its_commit(file, web) -> None:
    token = fresh_session("claire").token
    assert seen(web, token, file.id) == 0
    with holding(web, token):
        assert count(web, file.id) == 0
        assert open_by_sql(web, file.id)
        assert count(web, file.id) == 0
        with web.transaction():
            assert count(web, file.id) == 0
    assert seen(web, token, file.id) == NOTES


def test_an_opening_under_a_savepoint_shows_nothing_either(file, web) -> None:
    with holding(web, fresh_session("claire").token):
        with web.transaction():
            assert open_by_sql(web, file.id)
        assert count(web, file.id) == 0
        with web.transaction(force_rollback=True):
            assert open_by_sql(web, file.id)
        assert count(web, file.id) == 0


def test_read_then_roll_back_reads_nothing(file, web, dba) -> None:
    token = fresh_session("claire").token
    with web.transaction(force_rollback=True), holding(web, token):
        assert open_by_sql(web, file.id)
        assert count(web, file.id) == 0
    assert seen(web, token, file.id) == 0
    assert openings(dba, file.id) == 0


def openings(dba: psycopg.Connection[Any], file: uuid.UUID) -> int:
    """How often the journal says that the file was opened."""
    return dba.execute(
        "select count(*) from journal.entry where kind = 'file.opened' and file = %s", [file]
    ).fetchone()[0]


def test_what_was_read_is_in_the_journal(opened, dba) -> None:
    file, _ = opened
    assert openings(dba, file.id) == 1


def test_another_session_of_the_same_professional_has_not_opened_it(opened, web) -> None:
    file, _ = opened
    assert seen(web, fresh_session("claire").token, file.id) == 0


def test_a_ticket_expires_in_an_open_transaction_too(opened, web, dba) -> None:
    file, secret = opened
    with holding(web, secret.token):
        dba.execute("update public.access_ticket set expires_at = clock_timestamp() where file_id = %s", [file.id])
        assert count(web, file.id) == 0


@pytest.fixture
def shared(acting, social_file, web) -> Any:
    """(file of Claire's with David as stand-in, David's session, his membership), opened by David."""
    file = social_file("claire")
    with acting("david") as david:
        seat = Seat(david.id, david.posts[0].id, Reason.STAND_IN)
    with acting("claire") as claire:
        write_notes(claire, file, *["un fait"] * NOTES)
        add_member(by=claire, circle_id=file.circle_id, seat=seat)
        membership = next(
            line.membership_id for line in ledger(claire, file.circle_id) if line.member_id == seat.member_id
        )  # fmt: skip
    secret = fresh_session("david")
    with holding(web, secret.token):
        assert open_by_sql(web, file.id)
    assert seen(web, secret.token, file.id) == NOTES
    return file, secret, membership


def test_removal_from_the_circle_closes_a_file_whose_ticket_still_lives(acting, shared, web) -> None:
    file, secret, membership = shared
    with acting("claire") as claire:
        end_membership(by=claire, membership_id=membership)
    assert seen(web, secret.token, file.id) == 0
    with holding(web, secret.token):
        assert not open_by_sql(web, file.id)


def test_removal_is_seen_by_a_transaction_that_had_begun(acting, shared, web) -> None:
    file, secret, membership = shared
    with holding(web, secret.token):
        assert count(web, file.id) == NOTES
        with acting("claire") as claire:
            end_membership(by=claire, membership_id=membership)
        assert count(web, file.id) == 0


def test_a_membership_that_ends_by_date_ends_in_an_open_transaction(shared, web, dba) -> None:
    file, secret, membership = shared
    with holding(web, secret.token):
        dba.execute("update public.access_membership set ends_at = clock_timestamp() where id = %s", [membership])
        assert count(web, file.id) == 0
