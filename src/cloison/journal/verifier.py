"""Recomputes the whole journal from what is stored and names the first thing wrong.

Reads as `cloison_auditor`, in one snapshot, by server-side cursors: memory does not grow with the journal. Three
passes: the tree against every signed note (`claims`), the chains of the files, then the checks that other areas
bring. Nothing here needs the application: psycopg, `cryptography` and a verifier key are enough.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
from psycopg import IsolationLevel

from cloison.journal import claims
from cloison.journal.canonical import Malformed, columns, leaf, written
from cloison.journal.chains import EMPTY_CHAINS, IN_CHAINS, chain_faults
from cloison.journal.claims import Claims, Source
from cloison.journal.merkle import CompactRange
from cloison.journal.notes import Verifier
from cloison.journal.report import Broken, Fault, Report

# What another area knows of the journal (the ledger, the public keys): the fault it finds, in the same snapshot.
Check = Callable[[psycopg.Connection], Fault | None]
Progress = Callable[[int, int], None]

IN_TREE = f"""
select l.position, l.entry::text, l.leaf, e.leaf, {columns("e")}
from journal.leaf l left join journal.entry e on e.id = l.entry order by l.position
"""  # noqa: S608
COUNTS = """
select (select count(*) from journal.leaf), (select count(*) from journal.entry),
  (select count(*) from journal.entry e where not exists (select from journal.leaf l where l.entry = e.id))
"""
STEP = 2_000

Row = Sequence[Any]


def verify(
    connection: psycopg.Connection,
    verifiers: Sequence[Verifier],
    *,
    witness: Path | None = None,
    copies: Iterable[Path] = (),
    checks: Iterable[Check] = (),
    progress: Progress | None = None,
) -> Report:
    """Verifies all. `witness` is this installation's own file, where no line may lack; `copies` may have gaps.

    The connection must be out of a transaction. OSError when a copy cannot be read.
    """
    connection.isolation_level, connection.read_only = IsolationLevel.REPEATABLE_READ, True
    # Witnesses are opened before the snapshot is taken: what they hold was committed before.
    files = [(path, Source.COPY, path.stat().st_size) for path in copies]
    if witness and witness.exists():
        files.append((witness, Source.WITNESS, witness.stat().st_size))
    with connection.transaction():
        size, entries, waiting = connection.execute(COUNTS).fetchone() or (0, 0, 0)
        told = _Told(progress, size + entries)
        streams = [claims.kept(path, verifiers, source, length) for path, source, length in files]
        signed = Claims([claims.stored(connection, verifiers), *streams])
        fault = _first_fault(connection, signed, told)
        if not fault and witness and signed.checkpoints and not witness.exists():
            fault = Fault(f"le fichier du témoin a disparu ({witness})")
        for check in () if fault else checks:
            fault = fault or check(connection)
    return Report(size, waiting, signed.checkpoints, signed.unwitnessed, fault)


class _Told:
    """Tells the progress now and then."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def rows(self, connection: psycopg.Connection, name: str, statement: str) -> Iterator[Row]:
        with connection.cursor(name=name) as cursor:
            cursor.itersize = STEP
            for row in cursor.execute(statement):
                if self._progress and self._done % STEP == 0:
                    self._progress(self._done, self._total)
                self._done += 1
                yield row


def _first_fault(connection: psycopg.Connection, signed: Claims, told: _Told) -> Fault | None:
    broken = _tree_fault(told.rows(connection, "tree", IN_TREE), signed)
    if broken and broken.until is None:
        return broken
    chains = _earliest(chain_faults(told.rows(connection, "chains", IN_CHAINS)), broken)
    return chains or broken or _empty_chain(connection)


def _empty_chain(connection: psycopg.Connection) -> Fault | None:
    file = connection.execute(EMPTY_CHAINS).fetchone()
    return Fault(f"toutes les lignes du dossier {file[0]} ont été retirées") if file else None


def _earliest(found: Iterable[Fault], broken: Fault | None) -> Fault | None:
    """The earliest fault of the chains; where the tree left a range open, only what lies in it, hints included."""
    best: Fault | None = None
    for fault in found:
        fits = _within(fault, broken) if broken else not fault.hint
        if fits and (best is None or _place(fault) < _place(best)):
            best = fault
    return best


def _within(fault: Fault, broken: Fault) -> bool:
    return fault.position is not None and (broken.position or 0) <= fault.position <= (broken.until or 0)


def _place(fault: Fault) -> float:
    return float("inf") if fault.position is None else fault.position


def _tree_fault(rows: Iterable[Row], signed: Claims) -> Fault | None:
    tree = CompactRange()
    try:
        signed.settle(tree)
        for row in rows:
            tree.append(_sound_leaf(tree.size, row))
            signed.settle(tree)
        signed.finish(tree.size)
    except Broken as broken:
        return broken.fault
    return None


def _sound_leaf(expected: int, row: Row) -> bytes:
    placed: bytes
    position, entry, placed, own, *values = row
    if position != expected:
        what = "cette place manque dans l'arbre" if position > expected else "cette place est prise deux fois"
        raise Broken(Fault(what, expected))
    if values[0] is None:
        raise Broken(Fault("la ligne a été supprimée", expected, entry))
    computed = _leaf(values, expected)
    if own != placed:
        raise Broken(Fault("son empreinte n'est pas celle qui a été scellée", expected, entry))
    if computed != placed:
        raise Broken(Fault("son contenu a été modifié après coup", expected, entry))
    return placed


def _leaf(values: Sequence[Any], position: int | None) -> bytes:
    try:
        return leaf(written(values))
    except Malformed as error:
        what = f"son contenu a été modifié après coup, le champ « {error} » n'a plus sa forme"
        raise Broken(Fault(what, position, str(values[0]))) from error
