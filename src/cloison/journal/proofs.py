"""Proofs that leave the house: that one entry is in the signed journal, for somebody who has only Python.

The file is JSON: `entry` is the canonical text, `path` the inclusion proof in hexadecimal, `checkpoint` the signed
note, `key` the verifier key. `check_proof.py` checks it without anything of ours.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

import psycopg

from cloison.database.trouble import Trouble
from cloison.database.trouble import marked as _
from cloison.journal import notes
from cloison.journal.canonical import Malformed, canonical, columns, written
from cloison.journal.merkle import inclusion_holds, inclusion_ranges, leaf_hash, proof, root

FORMAT = "cloison/journal/proof/1"
ALTERED = _("Cette ligne ne correspond plus au journal signé ; lancez « cloison journal verify ».")
ENTRY = f"""
select l.position, {columns("e")} from journal.entry e left join journal.leaf l on l.entry = e.id where e.id = %s
"""  # noqa: S608
LAST = "select note from journal.checkpoint order by size desc limit 1"
LEAVES = "select leaf from journal.leaf where position >= %s and position < %s order by position"


def prove(connection: psycopg.Connection, entry: UUID, verifiers: Sequence[notes.Verifier]) -> dict[str, Any]:
    """The proof of an entry under the last checkpoint. Trouble when it is unknown, not sealed yet, or altered."""
    connection.isolation_level, connection.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
    with connection.transaction():
        position, text = _entry(connection, entry)
        note = connection.execute(LAST).fetchone()
        if position is None or note is None:
            raise Trouble(_("Cette ligne n'est pas encore scellée ; attendez le prochain point de contrôle."))
        verifier, signed = _signed(note[0], verifiers)
        path = proof(inclusion_ranges(position, signed.size), lambda low, high: _root_of(connection, low, high))
    if not inclusion_holds(leaf_hash(text), position, signed.size, path, signed.root):
        raise Trouble(ALTERED)
    return {
        "format": FORMAT,
        "entry": text.decode(),
        "position": position,
        "path": [step.hex() for step in path],
        "checkpoint": note[0],
        "key": str(verifier),
    }


def _entry(connection: psycopg.Connection, entry: UUID) -> tuple[int | None, bytes]:
    row = connection.execute(ENTRY, [entry]).fetchone()
    if row is None:
        raise Trouble(_("Aucune ligne du journal ne porte ce numéro."))
    try:
        return row[0], canonical(written(row[1:]))
    except Malformed as error:
        raise Trouble(ALTERED) from error


def _signed(note: str, verifiers: Sequence[notes.Verifier]) -> tuple[notes.Verifier, notes.Checkpoint]:
    for verifier in verifiers:
        with suppress(notes.BadNote):
            return verifier, notes.read(note, [verifier])
    raise Trouble(_("Le dernier point de contrôle du journal n'est pas signé par une clé publiée."))


def _root_of(connection: psycopg.Connection, low: int, high: int) -> bytes:
    with connection.cursor(name="leaves") as cursor:
        cursor.itersize = 10_000
        return root(leaf for (leaf,) in cursor.execute(LEAVES, [low, high]))
