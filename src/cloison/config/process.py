"""Runs everything that one installation needs, and stops it cleanly: database, web server, sequencer."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from cloison.database import roles
from cloison.database.folder import kept_secret, write_privately
from cloison.database.processes import dies_with_parent, wait_until
from cloison.database.server import Server, alone, server_of, started
from cloison.database.trouble import Misuse, Trouble
from cloison.database.trouble import marked as _

SOURCE = Path(__file__).resolve().parents[2]
READY_SECONDS = 60.0
STOP_SECONDS = 15.0
# A child that dies this soon, this often, will not get better by being started again.
SOON, OFTEN = 5.0, 5


class _Asked(BaseException):
    """SIGTERM or SIGINT: not an error, so that no `except Exception` on the way keeps it."""


class Child:
    """One process of ours, started again when it dies."""

    def __init__(self, name: str, command: list[str], environment: Mapping[str, str], keep: tuple[int, ...] = ()):
        self.name, self.command, self.environment, self.keep = name, command, environment, keep
        self.failures = 0
        self._start()

    def _start(self) -> None:
        self.since = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            pass_fds=self.keep,
            stdin=subprocess.DEVNULL,
            # Ctrl-C reaches the whole group of the terminal: only we may decide in which order things stop.
            start_new_session=True,
            preexec_fn=dies_with_parent(signal.SIGQUIT),
        )

    def watch(self) -> None:
        """Start it again if it died. Trouble if that keeps happening."""
        if self.process.poll() is None:
            return
        self.failures = self.failures + 1 if time.monotonic() - self.since < SOON else 1
        if self.failures >= OFTEN:
            raise Trouble(_("%(name)s s'arrête sans cesse : cloison s'arrête aussi."), name=self.name)
        _say(_("%(name)s s'est arrêté ; il redémarre."), name=self.name)
        time.sleep(0.2 * self.failures)
        self._start()

    def stop(self) -> None:
        """Ask, wait, then insist."""
        for signum in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                self.process.send_signal(signum)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_SECONDS)
                return


def serve(data: Path, host: str, port: int, *, demo: bool) -> int:
    """Everything, until SIGTERM or SIGINT; then everything stopped, exit code 0."""
    try:
        with _stoppable(), alone(data):
            _claim(data, demo=demo)
            with _listening(host, port) as listener, started(server_of(data)) as server:
                _prepare(server, demo=demo)
                _run(server, listener, host)
    except _Asked:
        pass
    return 0


@contextmanager
def _stoppable() -> Iterator[None]:
    """Turns the first signal into an exception, which unwinds whatever was begun; later ones change nothing."""

    def ask(signum: int, frame: FrameType | None) -> None:
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, signal.SIG_IGN)
        raise _Asked

    before = {signum: signal.signal(signum, ask) for signum in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)


def _claim(data: Path, *, demo: bool) -> None:
    """Fictional people must never be poured among real ones: a folder that served real data refuses the demo."""
    mark = data / "purpose"
    if not mark.exists():
        write_privately(mark, "demo\n" if demo else "real\n")
    elif demo and mark.read_text().strip() != "demo":
        raise Trouble(
            _("Le dossier « %(folder)s » contient de vraies données : choisissez-en un autre pour la démonstration."),
            folder=data,
        )


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """The web socket, taken before anything else is started and kept while the web server restarts."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        raise Misuse(_("« %(host)s » n'est pas une adresse de cette machine."), host=host) from None
    with socket.socket(family, kind, protocol) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # The web server of a killed run may need a moment to let go.
        if not wait_until(lambda: _bound(listener, address), 1.5, pause=0.1):
            raise Misuse(
                _("Le port %(port)s de %(host)s est déjà pris ou interdit : choisissez-en un autre avec --port."),
                port=port,
                host=host,
            )
        listener.listen(256)
        yield listener


def _bound(listener: socket.socket, address: tuple[object, ...]) -> bool:
    try:
        listener.bind(address)
    except OSError:
        return False
    return True


def _prepare(server: Server, *, demo: bool) -> None:
    if demo:
        from cloison.demo import seed

        seed.ensure(server, server.data)


def _environment(server: Server, role: str) -> dict[str, str]:
    """What a child may know: its own role's connection, never the administrator's address nor another role's."""
    hidden = ("CLOISON_DATABASE_URL", "CLOISON_DSN", "PGPASSWORD", "PGUSER", "PGSERVICE")
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    return kept | {
        "CLOISON_DSN": server.conninfo(role),
        "CLOISON_DATA": str(server.data),
        "DJANGO_SETTINGS_MODULE": "cloison.config.settings",
        "PYTHONPATH": str(SOURCE),
    }


def _web(server: Server, listener: socket.socket) -> Child:
    # fmt: off
    command = [
        sys.executable, "-m", "gunicorn", "cloison.config.wsgi:application",
        "--bind", f"fd://{listener.fileno()}",
        "--worker-class", "gthread", "--workers", "2", "--threads", "4",
        "--graceful-timeout", "10", "--timeout", "60", "--log-level", "warning", "--no-control-socket",
    ]
    # fmt: on
    secrets = {"CLOISON_SECRET_KEY": kept_secret(server.data / "secret.key"), "CLOISON_POOL": "1"}
    return Child("Le serveur web", command, _environment(server, roles.WEB) | secrets, (listener.fileno(),))


def _sequencer(server: Server) -> Child:
    command = [sys.executable, "-m", "cloison", "journal", "sequence"]
    return Child("Le séquenceur du journal", command, _environment(server, roles.SEQUENCER))


def _run(server: Server, listener: socket.socket, host: str) -> None:
    children: list[Child] = []
    try:
        children.append(_web(server, listener))
        children.append(_sequencer(server))
        port = listener.getsockname()[1]
        _wait_for_health(host, port, children)
        print(f"ready http://{_in_url(host)}:{port}", flush=True)
        while True:
            time.sleep(0.5)
            _watch(server, children)
    finally:
        for child in children:
            child.stop()


def _watch(server: Server, children: list[Child]) -> None:
    if not server.alive():
        _say(_("La base s'est arrêtée ; elle redémarre."))
        server.start()
    for child in children:
        child.watch()


def _wait_for_health(host: str, port: int, children: list[Child]) -> None:
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 — asked, not chosen
    address = f"http://{_in_url(reachable)}:{port}/health/"

    def healthy() -> bool:
        for child in children:
            child.watch()
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    if not wait_until(healthy, READY_SECONDS, pause=0.1):
        raise Trouble(_("Le serveur web ne répond pas à l'adresse %(address)s."), address=address)


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _say(sentence: str, **facts: object) -> None:
    print(f"cloison : {Trouble(sentence, **facts)}", file=sys.stderr, flush=True)
