"""The data folder: the only place on disk where Cloison keeps anything."""

import os
import secrets
from pathlib import Path

from cloison.database.trouble import Misuse
from cloison.database.trouble import marked as _


def _usual() -> Path:
    if os.geteuid() == 0:
        return Path("/var/lib/cloison")
    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home else Path.home() / ".local/share") / "cloison"


def data_folder(chosen: str | Path | None = None) -> Path:
    """`chosen` (--data), else env `CLOISON_DATA`, else the usual place of this account. Created, closed to others.

    Misuse if it cannot be used.
    """
    folder = Path(chosen or os.environ.get("CLOISON_DATA") or _usual()).absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Misuse(
            _("Le dossier de données « %(folder)s » ne peut pas être créé (%(why)s) : indiquez-en un avec --data."),
            folder=folder,
            why=error.strerror,
        ) from None
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise Misuse(
            _("Le dossier de données « %(folder)s » n'est pas à vous : indiquez-en un autre avec --data."),
            folder=folder,
        )
    return folder


def kept_secret(path: Path) -> str:
    """A random secret kept in a file only we can read; made the first time."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        write_privately(path, secrets.token_urlsafe(48))
        return path.read_text().strip()


def write_privately(path: Path, text: str) -> None:
    """Write a file only we can read, whole or not at all."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)
