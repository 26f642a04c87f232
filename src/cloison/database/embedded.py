"""Our own PostgreSQL: one cluster in one folder, reached through a Unix socket, run as root or as anybody.

Nothing on the way to the folder is ever opened to others: when root hands the server to a lesser account, that account
receives a directory descriptor (O_PATH) and knows its data directory only as /proc/self/fd/N, so that private parents
stay private. A process that was killed is never believed from its pid file: only the kernel and a real connection are.
"""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from cloison.database import configuration
from cloison.database.binaries import Binaries, find, within_reach
from cloison.database.osuser import ServerUser, admitted_names, server_user
from cloison.database.processes import alive, dies_with_parent, wait_until, works_in
from cloison.database.trouble import Trouble
from cloison.database.trouble import marked as _

START_SECONDS = 120.0
STOP_SECONDS = 60.0
LOG_LIMIT = 5_000_000


class Cluster:
    """The PostgreSQL cluster kept in `folder` (data in `folder/pg`, messages in `folder/postgresql.log`).

    `durable=False` is for tests: faster, survives killed processes but not a power cut.
    """

    def __init__(self, folder: Path | str, *, durable: bool = True) -> None:
        self.folder = Path(folder).absolute()
        self.durable = durable
        self.data = self.folder / "pg"
        self.log = self.folder / "postgresql.log"
        self._state = self.folder / "cluster.json"
        self._process: subprocess.Popen[bytes] | None = None

    # — what others ask —

    def conninfo(self, user: str, dbname: str) -> str:
        """libpq connection string over the socket. Trouble if the cluster was never started."""
        return make_conninfo("", host=str(self.socket), port=5432, user=user, dbname=dbname)

    @property
    def socket(self) -> Path:
        """The private directory of the socket, short because its path may not exceed 107 bytes."""
        try:
            return Path(json.loads(self._state.read_text())["socket"])
        except (OSError, ValueError, KeyError):
            raise Trouble(_("La base de « %(folder)s » n'a jamais été démarrée."), folder=self.folder) from None

    def answers(self) -> bool:
        """True if the server accepts a connection now."""
        return not self._refusal()

    def pid(self) -> int | None:
        """The running postmaster of this folder, whoever started it; None if there is none."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        return pid if works_in(pid, self.data) else None

    # — starting —

    def start(self) -> None:
        """Create the cluster if it is new, end what a killed run left behind, start, and wait until it answers.

        The server ends with the thread that called this. Trouble if it does not answer within two minutes.
        """
        user = server_user()
        binaries = within_reach(find(), user)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._end(self.pid())
        self._create(binaries, user)
        self._check_version(binaries)
        self._configure(user)
        self._launch(binaries, user)

    def _create(self, binaries: Binaries, user: ServerUser) -> None:
        if self.data.exists():
            return
        # Made aside and renamed, so that an interrupted creation is never taken for a cluster.
        unfinished = self.folder / "pg.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        options = ["-U", configuration.ADMIN, "-A", "peer", "--encoding=UTF8", "--locale=C", "--no-instructions"]
        done = self._as_server(
            unfinished, user, subprocess.run, [binaries / "initdb", *options, *([] if self.durable else ["--no-sync"])]
        )
        if done.returncode:
            raise Trouble(_("La base n'a pas pu être créée : voyez « %(log)s »."), log=self.log)
        unfinished.rename(self.data)

    def _check_version(self, binaries: Binaries) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != str(binaries.version):
            raise Trouble(
                _(
                    "La base de « %(folder)s » a été créée par PostgreSQL %(found)s, "
                    "mais c'est PostgreSQL %(here)s qui est là : indiquez la bonne version dans CLOISON_PG_BIN."
                ),
                folder=self.folder,
                found=found,
                here=binaries.version,
            )

    def _configure(self, user: ServerUser) -> None:
        socket = self._prepared_socket(user)
        texts = {
            "postgresql.conf": configuration.server(socket, self.durable),
            "pg_hba.conf": configuration.admission(),
            "pg_ident.conf": configuration.identities(admitted_names()),
        }
        for name, text in texts.items():
            configuration.write(self.data, name, text, user)

    def _prepared_socket(self, user: ServerUser) -> Path:
        """The recorded directory if it is still ours (connection strings stay valid), else a new one."""
        with suppress(Trouble, OSError):
            known = self.socket.lstat()
            if stat.S_ISDIR(known.st_mode) and known.st_uid == user.uid and not known.st_mode & 0o022:
                return self.socket
        fresh = Path(tempfile.mkdtemp(prefix="cloison-", dir="/tmp"))
        descriptor = os.open(fresh, os.O_RDONLY | os.O_DIRECTORY)
        user.own(descriptor)
        os.close(descriptor)
        unfinished = self._state.with_suffix(".new")
        unfinished.write_text(json.dumps({"socket": str(fresh)}))
        unfinished.rename(self._state)
        return fresh

    def _launch(self, binaries: Binaries, user: ServerUser) -> None:
        """Start and wait; try again while what a killed postmaster left (children, shared memory) is going away."""
        self._shorten_log()

        def up() -> bool:
            if self._process is None or self._process.poll() is not None:
                self._forget_the_dead()
                self._process = self._as_server(self.data, user, subprocess.Popen, [binaries / "postgres"])
            return self.answers()

        if not wait_until(up, START_SECONDS, pause=0.05):
            refusal = self._refusal()
            self.stop()
            raise Trouble(_("La base ne répond pas (%(why)s) : voyez « %(log)s »."), why=refusal, log=self.log)

    def _as_server(self, data: Path, user: ServerUser, run: Any, command: list[str]) -> Any:
        """Run a PostgreSQL program on `data`, as the account of the server, ending with us."""
        descriptor = os.open(data, os.O_RDONLY | os.O_DIRECTORY | getattr(os, "O_PATH", 0))
        through = user.dropped and sys.platform.startswith("linux")
        try:
            if user.dropped and data.lstat().st_uid != user.uid:
                os.chown(data, user.uid, user.gid)
            with open(self.log, "ab") as log:
                return run(
                    [command[0], "-D", f"/proc/self/fd/{descriptor}" if through else str(data), *command[1:]],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd="/",
                    env={"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
                    pass_fds=[descriptor],
                    # A Ctrl-C in the terminal must reach us first: we decide the order in which things stop.
                    start_new_session=True,
                    preexec_fn=dies_with_parent(signal.SIGINT),
                    **user.popen(),
                )
        finally:
            os.close(descriptor)

    def _shorten_log(self) -> None:
        with suppress(FileNotFoundError):
            if self.log.stat().st_size > LOG_LIMIT:
                self.log.replace(self.log.with_suffix(".log.1"))

    def _forget_the_dead(self) -> None:
        # PostgreSQL takes a zombie, or a stranger that got the same number, for a living server. Removing its lock
        # files is safe: it still refuses to start while one process is attached to this directory's shared memory.
        if self.pid() is None:
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            for left in self.socket.iterdir():
                left.unlink()

    def _refusal(self) -> str:
        try:
            psycopg.connect(self.conninfo(configuration.ADMIN, "postgres"), connect_timeout=5).close()
        except (psycopg.OperationalError, Trouble) as error:
            return str(error).strip() or type(error).__name__
        return ""

    # — stopping —

    def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, what was committed is on disk. Returns when it is over."""
        process, self._process = self._process, None
        if process:
            self._end(process.pid, process)
        # Whatever else runs on this folder, started by an earlier life of ours.
        self._end(self.pid())
        with suppress(Trouble, OSError):
            self.socket.rmdir()

    def _end(self, pid: int | None, process: subprocess.Popen[bytes] | None = None) -> None:
        if pid is None:
            return

        def gone() -> bool:
            return process.poll() is not None if process else not alive(pid)

        for signum in (signal.SIGINT, signal.SIGQUIT):
            with suppress(ProcessLookupError):
                os.kill(pid, signum)
            if wait_until(gone, STOP_SECONDS):
                return
        raise Trouble(_("La base (processus %(pid)s) ne s'arrête pas."), pid=pid)
