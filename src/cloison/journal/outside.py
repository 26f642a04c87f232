"""What the journal keeps outside the database: the signing key, the public key, and the witness file.

The witness is a text file of signed notes, each followed by an empty line, in the order in which they were signed.
It is worth as much as the place where it lies: a copy in other hands is what makes a rewriting visible.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from cloison.database.trouble import Trouble
from cloison.database.trouble import marked as _
from cloison.journal import notes

TAIL = 1 << 16


@dataclass(frozen=True)
class Outside:
    """The files of one installation, under its data directory."""

    data: Path

    @property
    def signing_key(self) -> Path:
        """Readable by the sequencer's account alone."""
        return self.data / "keys" / "sequencer.key"

    @property
    def public_key(self) -> Path:
        """One verifier key a line; older ones stay after a change of key."""
        return self.data / "witness" / "key.txt"

    @property
    def witness(self) -> Path:
        """The notes signed so far."""
        return self.data / "witness" / "checkpoints.txt"

    def signer(self) -> notes.Signer:
        """The signing key, made at the first call. Raises Trouble when it is lost, damaged or not the published one."""
        if not self.signing_key.exists():
            self._make_key()
        try:
            found = notes.read_signer(self.signing_key.read_text("ascii"))
        except (notes.BadNote, UnicodeDecodeError) as error:
            raise Trouble(_("La clé de signature du journal est abîmée : %(key)s."), key=self.signing_key) from error
        self._publish(found.verifier)
        return found

    def verifiers(self) -> list[notes.Verifier]:
        """The published keys. Raises Trouble when there is none that can be read."""
        return read_keys(self.public_key)

    def _make_key(self) -> None:
        if self.public_key.exists():
            raise Trouble(
                _(
                    "La clé de signature du journal (%(key)s) a disparu ; rétablissez-la depuis une sauvegarde "
                    "avant de signer à nouveau."
                ),
                key=self.signing_key,
            )
        self.signing_key.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_once(self.signing_key, f"{notes.Signer.new(f'cloison-journal/{uuid4().hex[:8]}')}\n", 0o600)

    def _publish(self, verifier: notes.Verifier) -> None:
        if not self.public_key.exists():
            self.public_key.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            write_once(self.public_key, f"{verifier}\n", 0o644)
        if verifier not in self.verifiers():
            raise Trouble(
                _("La clé de signature du journal n'est pas celle publiée dans %(key)s ; rien n'est signé."),
                key=self.public_key,
            )


def read_keys(path: Path) -> list[notes.Verifier]:
    """The verifier keys of a file, one a line. Raises Trouble when there is none that can be read."""
    try:
        found = [notes.read_verifier(line) for line in path.read_text("utf8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError, notes.BadNote) as error:
        raise Trouble(_("La clé de vérification du journal ne peut pas être lue : %(key)s."), key=path) from error
    if not found:
        raise Trouble(_("Le fichier %(key)s ne contient aucune clé de vérification."), key=path)
    return found


def write_once(path: Path, text: str, mode: int) -> None:
    """Writes a whole file that did not exist, durably. FileExistsError when another process was first."""
    draft = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        _write(draft, os.O_CREAT | os.O_EXCL, text, mode)
        os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(path.parent)


def append(path: Path, note: str) -> None:
    """Adds a note to a witness file, durably."""
    made = not path.exists()
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    _write(path, os.O_CREAT | os.O_APPEND, f"{note}\n", 0o644)
    if made:
        _sync_folder(path.parent)


def notes_in(path: Path, length: int) -> Iterator[str]:
    """The notes in the first `length` bytes of a witness file; one cut short at the end is left out."""
    lines: list[bytes] = []
    with path.open("rb") as source:
        while length > 0 and (line := source.readline(length)):
            length -= len(line)
            if line == b"\n" and b"\n" in lines:
                yield _text(lines)
                lines = []
            else:
                lines.append(line)
    if b"\n" in lines[:-1] and lines[-1].endswith(b"\n"):
        yield _text(lines)


def _text(lines: list[bytes]) -> str:
    return b"".join(lines).decode(errors="replace")


def last_note(path: Path) -> str | None:
    """The last whole note of a witness file. What a crash left half written after it is cut off."""
    if not path.exists():
        return None
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL))
        start, parts = file.tell(), file.read().split(b"\n\n")
    whole = [place for place in range(1, len(parts) - 1) if parts[place].startswith(notes.DASH.encode())]
    if not whole and start:
        raise Trouble(_("La fin du témoin du journal ne peut pas être lue : %(path)s."), path=path)
    kept = parts[: whole[-1] + 1] if whole else []
    if parts[len(kept) :] != [b""]:
        os.truncate(path, start + sum(len(part) + 2 for part in kept))
    return b"\n\n".join(kept[-2:]).decode() + "\n" if kept else None


def _write(path: Path, flags: int, text: str, mode: int) -> None:
    descriptor = os.open(path, os.O_WRONLY | flags, mode)
    try:
        rest = text.encode()
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
