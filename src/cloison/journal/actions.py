"""Writing to the journal from Python, in the transaction of the gesture it tells of."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from cloison.database.sql import call
from cloison.journal.canonical import detail
from cloison.journal.kinds import Kind


def record(
    kind: Kind, *, file: UUID | None = None, circle: UUID | None = None, codes: Mapping[str, Any] | None = None
) -> UUID:
    """One entry by the professional of the current token; `codes` holds ids, codes and numbers only.

    DatabaseError (insufficient privilege) when nobody is logged in, or for a file or circle that is not theirs.
    """
    made: UUID = call("journal", kind.value, file, circle, detail(codes or {}))
    return made
