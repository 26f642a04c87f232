"""Conditions on circles."""

from collections.abc import Sequence

from cloison.access.queries import LedgerLine
from cloison.accounts.reader import Reader


def may_leave(reader: Reader, line: LedgerLine, present: Sequence[LedgerLine]) -> bool:
    """Whether this row may end: somebody who holds a key must remain, else what the circle keeps is lost."""
    return any(other.has_key for other in present if other.member_id != line.member_id)
