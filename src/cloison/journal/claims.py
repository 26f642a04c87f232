"""What was signed about the journal: the checkpoints of the database and the notes that witnesses kept.

All of them, merged by size, are held against the one tree: a log that was rewritten cannot meet both.
"""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

import psycopg

from cloison.journal import notes
from cloison.journal.merkle import CompactRange
from cloison.journal.outside import notes_in
from cloison.journal.report import Broken, Fault

CHECKPOINTS = "select size, root, note from journal.checkpoint order by size"


class Source(IntEnum):
    """Who holds the note. The witness of this installation is complete; a copy elsewhere may have gaps."""

    DATABASE = 0
    WITNESS = 1
    COPY = 2


WHERE = {Source.DATABASE: "la base", Source.WITNESS: "le témoin", Source.COPY: "la copie du témoin"}


@dataclass(frozen=True, slots=True)
class Claim:
    """At this size, the tree has this root; or why the note says nothing at all. `holder` is the witness file."""

    size: int
    source: Source
    root: bytes = b""
    problem: str = ""
    holder: str = ""

    @property
    def order(self) -> tuple[int, int]:
        """By size; the database before the witnesses."""
        return self.size, self.source


def stored(connection: psycopg.Connection, verifiers: Sequence[notes.Verifier]) -> Iterator[Claim]:
    """The checkpoints of the database. Needs a transaction."""
    with connection.cursor(name="checkpoints") as cursor:
        for size, root, note in cursor.execute(CHECKPOINTS):
            claim = read(note, verifiers, Claim(size, Source.DATABASE))
            if not claim.problem and (claim.size, claim.root) != (size, root):
                problem = f"le point de contrôle de taille {size} dit autre chose que sa note signée"
                claim = Claim(size, Source.DATABASE, problem=problem)
            yield claim


def kept(path: Path, verifiers: Sequence[notes.Verifier], source: Source, length: int) -> Iterator[Claim]:
    """The notes in the first `length` bytes of a witness file; their sizes must grow."""
    last = Claim(0, source, holder=str(path))
    for note in notes_in(path, length):
        claim = read(note, verifiers, last)
        if not claim.problem and claim.size < last.size:
            problem = f"{WHERE[source]} revient en arrière, de la taille {last.size} à la taille {claim.size}"
            claim = Claim(last.size, source, problem=problem)
        yield claim
        last = claim


def read(note: str, verifiers: Sequence[notes.Verifier], near: Claim) -> Claim:
    """The claim of one note; one that cannot be read is placed at the size of `near`."""
    try:
        said = notes.read(note, verifiers)
    except notes.BadNote as error:
        which = f"de taille {near.size}" if near.source is Source.DATABASE else f"qui suit la taille {near.size}"
        problem = f"dans {WHERE[near.source]}, le point de contrôle {which} n'est pas valable, {error}"
        return Claim(near.size, near.source, problem=problem)
    return Claim(said.size, near.source, said.root, holder=near.holder)


class Claims:
    """All the claims in order, held one after the other against the growing tree."""

    def __init__(self, streams: Iterable[Iterator[Claim]]) -> None:
        self._rest = heapq.merge(*streams, key=lambda claim: claim.order)
        self._next = next(self._rest, None)
        self._agreed: dict[str, int] = {}
        self.signed = 0
        self.checkpoints = 0
        self._unmatched: list[int] = []
        self.unwitnessed = 0

    def settle(self, tree: CompactRange) -> None:
        """Checks every claim about the tree at its present size. Raises Broken."""
        while self._next is not None and self._next.size <= tree.size:
            claim, self._next = self._next, next(self._rest, None)
            self._check(claim, tree.root())
            self._agreed[claim.holder] = claim.size

    def finish(self, size: int) -> None:
        """Checks that nothing more was signed, and that all there is was. Raises Broken."""
        if self._next is not None:
            what = f"la fin du journal a été retirée, {WHERE[self._next.source]} compte {self._next.size} lignes"
            raise Broken(Fault(what, size))
        if self.signed != size:
            raise Broken(
                Fault("aucun point de contrôle signé ne couvre la fin du journal", self.signed, until=size - 1)
            )

    def _check(self, claim: Claim, root: bytes) -> None:
        if claim.problem:
            raise Broken(Fault(claim.problem))
        if claim.root != root:
            raise Broken(self._other_root(claim))
        if claim.source is Source.DATABASE:
            self._count(claim)
        elif claim.size != self.signed:
            what = (
                f"le point de contrôle de taille {claim.size} a été retiré de la base, {WHERE[claim.source]} l'a gardé"
            )
            raise Broken(Fault(what, claim.size - 1))
        elif claim.source is Source.WITNESS:
            self._match(claim)

    def _count(self, claim: Claim) -> None:
        self.signed = claim.size
        self.checkpoints += 1
        self.unwitnessed += 1
        self._unmatched = [*self._unmatched[:1], claim.size]

    def _match(self, claim: Claim) -> None:
        missing = [size for size in self._unmatched if size < claim.size]
        if missing:
            raise Broken(Fault(f"le point de contrôle de taille {missing[0]} a été retiré du témoin", missing[0] - 1))
        self._unmatched, self.unwitnessed = [], 0

    def _other_root(self, claim: Claim) -> Fault:
        if claim.source is not Source.DATABASE and claim.size == self.signed:
            what = f"deux histoires existent, la base et {WHERE[claim.source]} signent deux racines pour la même taille"
            first = self._agreed.get(claim.holder, 0)
        else:
            what = "une ligne a été ajoutée, déplacée, retirée ou réécrite, la racine n'est plus celle qui a été signée"
            first = max(self._agreed.values(), default=0)
        return Fault(f"{what} ({claim.size})", min(first, claim.size - 1), until=claim.size - 1)
