"""Writes of the ledger: circles, their members, files. Each leaves its journal line in the same transaction."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cloison.access.compartments import Compartment, may_hold
from cloison.access.door import note
from cloison.access.models import CircleKind, EndReason, File, Reason
from cloison.access.queries import waiting, waiting_for_desk
from cloison.accounts.reader import PostLine, Reader, Refused
from cloison.accounts.roles import Role
from cloison.database.sql import call, one
from cloison.vault import circles
from cloison.vault.custodians import NoRecovery, current_key


@dataclass(frozen=True)
class Seat:
    """Somebody to be brought into a circle, in one of their posts."""

    member_id: uuid.UUID
    post_id: uuid.UUID
    reason: Reason
    ends_at: datetime | None = None

    def row(self) -> list[str | None]:
        return [str(self.member_id), str(self.post_id), self.reason, self.ends_at.isoformat() if self.ends_at else None]


@transaction.atomic
def create_circle(
    *, by: Reader, compartment: Compartment, kind: CircleKind, team_id: uuid.UUID | None, seats: Sequence[Seat]
) -> uuid.UUID:
    """A circle with its first members and its first key. The database refuses a post that may not be in it."""
    circle = uuid.uuid4()
    members = json.dumps([seat.row() for seat in seats])
    call("create_circle", circle, compartment, kind, team_id, members)
    circles.begin(by.keyring, circle)
    return circle


def open_new_file(*, by: Reader, circle_id: uuid.UUID, compartment: Compartment) -> File:
    """An empty file in a circle of the reader's."""
    file = File.objects.create(circle_id=circle_id, compartment=compartment, made_by=by.id)
    by.keyring.begin_file(file.id, circle_id)
    note("file.created", file_id=file.id, circle_id=circle_id)
    return file


@transaction.atomic
def personal_file(*, by: Reader, post: PostLine, compartment: Compartment, stand_in: Seat | None = None) -> File:
    """A file with a circle of its own: the referent, and a stand-in where one is named. Refused for another trade."""
    if not may_hold(post.role, compartment):
        raise Refused
    seats = [Seat(by.id, post.id, Reason.REFERENT), *([stand_in] if stand_in else [])]
    circle = create_circle(
        by=by, compartment=compartment, kind=CircleKind.PERSONAL, team_id=post.team_id, seats=seats
    )  # fmt: skip
    return open_new_file(by=by, circle_id=circle, compartment=compartment)


@transaction.atomic
def add_member(*, by: Reader, circle_id: uuid.UUID, seat: Seat) -> None:
    """Brings somebody into a circle of the reader's, keys included. KeyMismatch leaves everything as it was."""
    call("grant_membership", circle_id, seat.member_id, seat.post_id, seat.reason, seat.ends_at)
    circles.share_again(by.keyring, circle_id)


@transaction.atomic
def end_membership(*, by: Reader, membership_id: uuid.UUID, reason: EndReason = EndReason.LEFT) -> None:
    """Ends a row of the ledger; the next writing in the circle turns its key. Refused when it is not the reader's."""
    if not call("end_membership", membership_id, reason):
        raise Refused
    by.keyring.forget_epochs()


@transaction.atomic
def desk_circle(*, by: Reader, post: PostLine) -> uuid.UUID | None:
    """The circle of the reception of the post's centre; made when none exists; None while a colleague must let in."""
    if post.role != Role.RECEPTION:
        raise Refused
    found = one(
        "select id from public.access_circle where team_id = %s and kind = %s", post.team_id, CircleKind.DESK.value
    )
    if found:
        return uuid.UUID(str(found[0]))
    if call("has_desk", post.team_id):
        return None
    seats = [Seat(by.id, post.id, Reason.DESK)]
    return create_circle(
        by=by, compartment=Compartment.RECEPTION, kind=CircleKind.DESK, team_id=post.team_id, seats=seats
    )


class OtherKey(Exception):
    """The colleague's key is no longer the one that the reader saw. Nothing was shared."""


@transaction.atomic
def let_in(*, by: Reader, member_id: uuid.UUID, post_id: uuid.UUID, circle_id: uuid.UUID, key_id: uuid.UUID) -> None:
    """Brings a newcomer of the desk into its circle. Refused, OtherKey, KeyMismatch."""
    if (member_id, post_id) not in {(who, post) for who, post, _ in waiting_for_desk(by, circle_id)}:
        raise Refused
    _same_key(member_id, key_id)
    add_member(by=by, circle_id=circle_id, seat=Seat(member_id, post_id, Reason.DESK))


@transaction.atomic
def give_back(*, by: Reader, member_id: uuid.UUID, key_id: uuid.UUID) -> int:
    """Wraps again, for a colleague's new key pair, every circle that both are in. OtherKey, KeyMismatch.

    Returns how many circles; Refused when there is none.
    """
    shared = [line.circles for line in waiting(by) if line.member_id == member_id and line.post_id is None]
    if not shared:
        raise Refused
    _same_key(member_id, key_id)
    for circle in shared[0]:
        circles.share_again(by.keyring, circle, only=member_id)
    return len(shared[0])


def _same_key(member_id: uuid.UUID, key_id: uuid.UUID) -> None:
    try:
        if current_key(member_id).key_id != key_id:
            raise OtherKey
    except NoRecovery as error:
        raise Refused from error
