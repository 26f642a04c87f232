"""The PostgreSQL server of one data folder: ours, or the one that `CLOISON_DATABASE_URL` names."""

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from cloison.database import roles, schema
from cloison.database.configuration import ADMIN
from cloison.database.embedded import Cluster
from cloison.database.folder import write_privately
from cloison.database.lock import Lock
from cloison.database.processes import wait_until
from cloison.database.trouble import Trouble
from cloison.database.trouble import marked as _

READY_SECONDS = 120.0


class Server:
    """The embedded server of `data`: roles log in by who they are for the operating system, there are no passwords."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.cluster = Cluster(data / "postgresql")

    def conninfo(self, role: str, dbname: str = roles.DATABASE) -> str:
        """libpq connection string for one of our roles (`cloison_web`, …)."""
        return self.cluster.conninfo(role, dbname)

    def start(self) -> None:
        """Start it if it is ours to start, and bring roles, tables and walls up to date."""
        self.cluster.start()
        roles.prepare(self.cluster.conninfo(ADMIN, "postgres"))
        schema.bring_up_to_date(self.conninfo(roles.OWNER))

    def stop(self) -> None:
        """Stop it if it is ours to stop."""
        self.cluster.stop()

    def alive(self) -> bool:
        """True while the server process runs."""
        return self.cluster.pid() is not None

    def ready(self) -> bool:
        """True if it answers and holds the tables and walls of this very code."""
        try:
            return schema.installed(self.conninfo(roles.OWNER)) == schema.stamp()
        except (psycopg.Error, Trouble):
            return False


class ExternalServer(Server):
    """A server run by someone else, under `url` (libpq): same roles, with random passwords kept in the data folder."""

    def __init__(self, data: Path, url: str) -> None:
        super().__init__(data)
        self._admin = _checked(url)
        self._file = data / "roles.json"

    def conninfo(self, role: str, dbname: str = roles.DATABASE) -> str:
        return make_conninfo(self._admin, user=role, password=self._passwords()[role], dbname=dbname)

    def start(self) -> None:
        try:
            roles.prepare(self._admin, self._passwords())
        except psycopg.OperationalError as error:
            raise _unreachable(error) from None
        schema.bring_up_to_date(self.conninfo(roles.OWNER))

    def stop(self) -> None:
        return

    def alive(self) -> bool:
        return True

    def _passwords(self) -> dict[str, str]:
        """Made once. A second machine on the same server needs a copy of this file, else it would change them."""
        if not self._file.exists():
            write_privately(self._file, json.dumps({role: secrets.token_urlsafe(32) for role in roles.LOGINS}))
        passwords: dict[str, str] = json.loads(self._file.read_text())
        return passwords


class GivenServer(Server):
    """What a child of `serve` sees: the connection of its own role in env `CLOISON_DSN`, and nothing else."""

    def __init__(self, data: Path, conninfo: str) -> None:
        super().__init__(data)
        self._conninfo = conninfo

    def conninfo(self, role: str, dbname: str = roles.DATABASE) -> str:
        if conninfo_to_dict(self._conninfo).get("user") != role:
            raise Trouble(_("Ce processus n'a pas reçu le rôle %(role)s."), role=role)
        return self._conninfo


def _checked(url: str) -> str:
    try:
        conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise Trouble(_("CLOISON_DATABASE_URL n'est pas une adresse PostgreSQL (postgresql://…).")) from None
    return url


def _unreachable(error: psycopg.OperationalError) -> Trouble:
    # Only the first line: the others may repeat the address, and with it a password.
    why = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return Trouble(_("Le serveur PostgreSQL de CLOISON_DATABASE_URL ne s'ouvre pas : %(why)s"), why=why)


def server_of(data: Path) -> Server:
    """The server of this data folder, not started."""
    url = os.environ.get("CLOISON_DATABASE_URL")
    return ExternalServer(data, url) if url else Server(data)


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Keeps every other command from running a server on this folder. Trouble if one already does."""
    lock = Lock(data / "running.lock")
    try:
        if not lock.take():
            raise Trouble(
                _(
                    "Une autre commande cloison se sert déjà du dossier « %(folder)s » : "
                    "arrêtez-la, ou choisissez un autre dossier avec --data."
                ),
                folder=data,
            )
        yield
    finally:
        lock.release()


@contextmanager
def started(server: Server) -> Iterator[Server]:
    """The server running and up to date for the time of the block, then stopped; for whoever holds `alone`."""
    try:
        server.start()
        yield server
    finally:
        server.stop()


@contextmanager
def available(data: Path) -> Iterator[Server]:
    """For any command: join the server that runs, else start it, and stop it when nobody needs it any more."""
    if given := os.environ.get("CLOISON_DSN"):
        yield GivenServer(data, given)
        return
    lock, guests = Lock(data / "running.lock"), Lock(data / "guests.lock")
    server = server_of(data)
    try:
        guests.share()
        if _joins(lock, server):
            yield server
            return
        with started(server):
            try:
                yield server
            finally:
                guests.wait_alone()
    finally:
        lock.release()
        guests.release()


def _joins(lock: Lock, server: Server) -> bool:
    """True once the server that another command runs is ready; False if there is none, and the lock is ours."""
    alone = False

    def settled() -> bool:
        nonlocal alone
        alone = lock.take()
        return alone or server.ready()

    if not wait_until(settled, READY_SECONDS, pause=0.2):
        raise Trouble(
            _(
                "La base du dossier « %(folder)s » est tenue par une autre commande, mais elle n'est pas prête "
                "ou date d'une autre version : arrêtez cette commande et recommencez."
            ),
            folder=server.data,
        )
    return not alone
