"""The sequencer: gives each committed entry its place in the tree and signs what the tree has become.

It runs as the database role `cloison_sequencer` with the signing key, under an account that the web processes do
not share. Places are given in the order of sequencing: an entry whose transaction was long gets a later place than
an entry written after it, never the place of another. Entries not yet sequenced are the honest gap of the journal
(docs/journal.md). The primary key of `journal.leaf` makes two sequencers at once harmless; the advisory lock makes
them rare.
"""

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import psycopg

from cloison.database.trouble import Trouble
from cloison.database.trouble import marked as _
from cloison.journal import notes
from cloison.journal.merkle import CompactRange
from cloison.journal.outside import Outside, append, last_note

LOCK = 0x636C6F69736F6E
EVERY = 2.0
BATCH = 50_000
NO_SERVER = "Le serveur de base de données ne répond pas ; le journal sera scellé dès son retour."
# Entries of transactions that lasted longer than the window are found by the sweep.
WINDOW = "15 minutes"
SWEEP = 3600.0

WAITING = """
select e.id, e.leaf from journal.entry e
where {recent} not exists (select from journal.leaf l where l.entry = e.id)
order by e.at, e.id limit %s
"""
RECENT = WAITING.format(recent=f"e.at >= clock_timestamp() - interval '{WINDOW}' and")
ALL = WAITING.format(recent="")
PLACE = """
insert into journal.leaf (position, entry, leaf)
select %s + number - 1, entry, leaf from unnest(%s::uuid[], %s::bytea[]) with ordinality as given (entry, leaf, number)
"""
SIGNED = "insert into journal.checkpoint (size, root, at, note) values (%s, %s, clock_timestamp(), %s)"


class Sequencer:
    """The tree of one journal. `connection` is in autocommit, as cloison_sequencer, and not shared."""

    def __init__(self, connection: psycopg.Connection, outside: Outside) -> None:
        self.connection, self.outside = connection, outside
        self.tree = CompactRange()
        self.witnessed = 0
        self._swept = float("-inf")

    def start(self) -> None:
        """Takes the lock and rebuilds the tree. Raises Trouble rather than sign what contradicts an earlier note."""
        if not self._scalar("select pg_try_advisory_lock(%s)", LOCK):
            raise Trouble(_("Le journal est déjà scellé par un autre processus ; celui-ci s'arrête."))
        self.signer = self.outside.signer()
        stored, kept = self._stored(), self._kept()
        self.witnessed = kept.size if kept else 0
        self._rebuild({note.size: note.root for note in (stored, kept) if note})
        if self.tree.size != (stored.size if stored else 0) or self.tree.size < self.witnessed:
            raise _contradiction(self.tree.size)

    def step(self) -> int:
        """Sequences and signs what is waiting, at most a batch. Gives back the number of entries placed."""
        with self.connection.transaction():
            if self._scalar("select coalesce(max(position) + 1, 0) from journal.leaf") != self.tree.size:
                raise _contradiction(self.tree.size)
            fresh = self._waiting()
            if fresh:
                grown = self._place(fresh)
        if fresh:
            self.tree = grown
        self._publish()
        return len(fresh)

    def _stored(self) -> notes.Checkpoint | None:
        note = self._scalar("select note from journal.checkpoint order by size desc limit 1")
        return self._read(note) if isinstance(note, str) else None

    def _kept(self) -> notes.Checkpoint | None:
        note = last_note(self.outside.witness)
        return self._read(note) if note else None

    def _read(self, note: str) -> notes.Checkpoint:
        try:
            return notes.read(note, self.outside.verifiers())
        except notes.BadNote as error:
            raise Trouble(
                _("Le dernier point de contrôle du journal n'est pas valable : %(why)s."), why=error
            ) from error

    def _rebuild(self, expected: dict[int, bytes]) -> None:
        self.tree = CompactRange()
        with self.connection.transaction(), self.connection.cursor(name="leaves") as cursor:
            cursor.itersize = 10_000
            for position, leaf in cursor.execute("select position, leaf from journal.leaf order by position"):
                self.tree.append(leaf)
                size = self.tree.size
                if position != size - 1 or (size in expected and expected[size] != self.tree.root()):
                    raise _contradiction(size)

    def _waiting(self) -> list[tuple[object, bytes]]:
        sweep = time.monotonic() - self._swept > SWEEP
        fresh = self.connection.execute(ALL if sweep else RECENT, [BATCH]).fetchall()
        if sweep and len(fresh) < BATCH:
            self._swept = time.monotonic()
        return fresh

    def _place(self, fresh: Iterable[tuple[object, bytes]]) -> CompactRange:
        entries, leaves = map(list, zip(*fresh, strict=True))
        grown = self.tree.copy()
        for leaf in leaves:
            grown.append(leaf)
        note = self.signer.sign(notes.Checkpoint(self.signer.name, grown.size, grown.root()).text())
        self.connection.execute(PLACE, [self.tree.size, entries, leaves])
        self.connection.execute(SIGNED, [grown.size, grown.root(), note])
        return grown

    def _publish(self) -> None:
        """Gives the witness what it lacks: after the commit, so that it never holds what the database does not."""
        lacking = "select size, note from journal.checkpoint where size > %s order by size"
        for size, note in self.connection.execute(lacking, [self.witnessed]).fetchall():
            append(self.outside.witness, note)
            self.witnessed = size

    def _scalar(self, statement: str, *parameters: object) -> object:
        row = self.connection.execute(statement, parameters).fetchone()
        return row[0] if row else None


def _contradiction(size: int) -> Trouble:
    return Trouble(
        _(
            "Le journal ne correspond plus à ce qui a été signé (autour de la place %(place)s) ; rien n'est signé. "
            "Lancez « cloison journal verify »."
        ),
        place=size,
    )


def connected(conninfo: str, data: Path) -> Sequencer:
    """A started sequencer on its own connection. Raises Trouble, or psycopg.OperationalError without a server."""
    connection = psycopg.connect(conninfo, autocommit=True, application_name="cloison sequencer")
    sequencer = Sequencer(connection, Outside(data))
    try:
        sequencer.start()
    except BaseException:
        connection.close()
        raise
    return sequencer


def once(conninfo: str, data: Path) -> int:
    """Sequences all that is waiting. Gives back how many entries."""
    sequencer = connected(conninfo, data)
    with sequencer.connection:
        total = 0
        while placed := sequencer.step():
            total += placed
        return total


def forever(conninfo: str, data: Path, *, every: float = EVERY, stop: threading.Event | None = None) -> None:
    """Sequences every `every` seconds until `stop`.

    A lost server, another sequencer or a contradiction is told once and waited for: the house goes on writing
    entries, and what waits is counted by the verifier.
    """
    stop, said = stop or threading.Event(), ""
    while not stop.is_set():
        try:
            sequencer = connected(conninfo, data)
            said = ""
            with sequencer.connection:
                _turn(sequencer, every, stop)
        except (psycopg.OperationalError, Trouble) as error:
            sentence, pause = (str(error), 10.0) if isinstance(error, Trouble) else (NO_SERVER, 1.0)
            if sentence != said:
                print(f"cloison : {sentence}", file=sys.stderr, flush=True)  # noqa: T201
            said = sentence
            stop.wait(max(every, pause))


def _turn(sequencer: Sequencer, every: float, stop: threading.Event) -> None:
    while not stop.is_set():
        if sequencer.step() < BATCH:
            stop.wait(every)


def stopped_by_signals() -> threading.Event:
    """An event set by SIGTERM or SIGINT: the round under way is finished first."""
    stop = threading.Event()
    hold: Callable[..., None] = lambda *_: stop.set()  # noqa: E731
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, hold)
    return stop
