"""The chain of each file: numbered from 1 without a gap, each entry holding the leaf of the one before it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from cloison.journal.canonical import NOTHING_BEFORE, Malformed, Written, columns, leaf, written
from cloison.journal.report import Fault

IN_CHAINS = f"""
select l.position, e.leaf, h.seq, h.leaf, {columns("e")}
from journal.entry e left join journal.leaf l on l.entry = e.id left join journal.head h on h.file = e.file
order by e.file, e.seq
"""  # noqa: S608
EMPTY_CHAINS = """
select h.file::text from journal.head h
where not exists (select from journal.entry e where e.file = h.file) order by h.file limit 1
"""


def chain_faults(rows: Iterable[Sequence[Any]]) -> Iterator[Fault]:
    """Faults of the chains, file after file; and of entries that are not yet in the tree."""
    last: Link | None = None
    for row in rows:
        link = Link(row)
        yield from link.own_faults()
        if last and last.entry.file != link.entry.file:
            yield from last.end_faults()
            last = None
        if link.entry.file:
            yield from link.faults_after(last)
            last = link
    if last:
        yield from last.end_faults()


class Link:
    """An entry in the chain of its file."""

    def __init__(self, row: Sequence[Any]) -> None:
        self.position, self.leaf, self._head_seq, self._head_leaf, *values = row
        self.entry: Written = written(values)

    def own_faults(self) -> Iterator[Fault]:
        """Of an entry not yet in the tree, whether it is still what was written."""
        if self.position is None:
            try:
                sound = leaf(self.entry) == self.leaf
            except Malformed:
                sound = False
            if not sound:
                yield self.fault("son contenu a été modifié avant d'être scellé")

    def faults_after(self, last: "Link | None") -> Iterator[Fault]:
        """What is wrong between it and the entry before it in its file."""
        wanted = (last.entry.seq or 0) + 1 if last else 1
        before = last.leaf if last else NOTHING_BEFORE
        if self.entry.seq != wanted:
            yield self.fault(f"la ligne n° {wanted} du même dossier, qui la précède, a été retirée")
        elif self.entry.previous != before.hex():
            yield self.fault("elle ne suit pas la ligne qui la précède dans le même dossier")
            if last:
                yield last.fault("elle n'est plus celle que retient la ligne suivante du même dossier", hint=True)
        elif last and None not in (last.position, self.position) and last.position > self.position:
            yield self.fault("elle a été placée avant celle qui la précède dans le même dossier", hint=True)

    def end_faults(self) -> Iterator[Fault]:
        """Whether the head of the file is this entry."""
        if (self.entry.seq, self.leaf) != (self._head_seq, self._head_leaf):
            yield self.fault("la suite des lignes du même dossier a été retirée ou réécrite")

    def fault(self, what: str, hint: bool = False) -> Fault:
        """A fault of this entry."""
        return Fault(what, self.position, self.entry.id, hint=hint)
