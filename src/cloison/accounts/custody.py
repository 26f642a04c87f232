"""Who can give accesses back when nobody else can: three custodians, any two of them together."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cloison.accounts.reader import Reader, Refused, must_hold
from cloison.accounts.roles import Role
from cloison.accounts.sessions import working
from cloison.database.sql import one, rows
from cloison.vault import custodians
from cloison.vault.cookie import SessionSecret
from cloison.vault.custodians import NoRecovery


class NotOne(Exception):
    """No activated account has this name."""

    def __init__(self, login: str) -> None:
        super().__init__(login)
        self.login = login


@dataclass(frozen=True)
class Custody:
    """The custodians of an organisation. `known`: whether the journal published their key as it stands."""

    since: datetime
    names: tuple[str, ...]
    known: bool


CUSTODY = """
select r.made_at, array_agg(distinct w.name) as names, app.recovery_known(r.id) as known
from keys.recovery_key r join keys.recovery_pair p on p.recovery_id = r.id
join public.accounts_member w on w.id in (p.first_id, p.second_id)
where r.ended_at is null group by r.id, r.made_at
"""


def present(reader: Reader) -> Custody | None:
    """The custodians of the reader's organisation, or None."""
    found = one(CUSTODY)
    return Custody(found[0], tuple(found[1]), found[2]) if found else None


def _member(login: str) -> uuid.UUID:
    found = one("select id from public.accounts_member where login = %s", login)
    if found is None:
        raise NotOne(login)
    return uuid.UUID(str(found[0]))


@transaction.atomic
def name(*, by: Reader, logins: tuple[str, ...]) -> uuid.UUID:
    """Three custodians; an earlier recovery key ends. Refused, NotOne, KeyMismatch.

    Named by the data protection officer. No administrator of accounts: who makes accounts could make up the others.
    """
    must_hold(by, Role.DPO)
    first, second, third = (_member(login) for login in logins)
    managing = rows(
        "select 1 from public.accounts_post where member_id = any(%s) and role = %s and ended_at is null",
        [first, second, third], Role.TECHNICAL_ADMIN.value,
    )  # fmt: skip
    if managing:
        raise Refused
    try:
        return custodians.name((first, second, third))
    except NoRecovery:
        raise NotOne(", ".join(logins)) from None


def recover(one_session: SessionSecret, other_session: SessionSecret, *, target: str) -> int:
    """Gives the target's circles back for her present key pair. How many keys. NotOne, NoRecovery, KeyMismatch."""
    with working(other_session) as other:
        key = (other.keyring.key_id, other.keyring.private)
    with working(one_session) as holder:
        member = _member(target)
        recovery, private = custodians.recovery_private((holder.keyring.key_id, holder.keyring.private), key)
        return custodians.give_back(recovery, private, member)
