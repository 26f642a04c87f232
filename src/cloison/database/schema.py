"""Tables and walls of this very code in the database: installed when a stamp of their sources differs."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from cloison.database import walls

# The stamp is the comment of this schema: no table of its own, readable by every role, written by the owner.
_STAMPED = "app"
_SETTING_OF = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


@contextmanager
def acting_as(conninfo: str) -> Iterator[None]:
    """Points Django's one connection at `conninfo` for the time of the block (single-threaded commands only)."""
    connection = connections["default"]
    before = dict(connection.settings_dict)
    told = conninfo_to_dict(conninfo)
    connection.close()
    connection.settings_dict.update({setting: str(told.get(key, "")) for key, setting in _SETTING_OF.items()})
    connection.settings_dict["OPTIONS"] = {
        **before["OPTIONS"],
        "pool": False,
        **{key: value for key, value in told.items() if key not in _SETTING_OF},
    }
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(before)


def _sources() -> Iterator[Path]:
    for config in apps.get_app_configs():
        if config.name.startswith("cloison."):
            yield from sorted(Path(config.path).glob("migrations/*.py"))
    yield from walls.sql_files()
    yield Path(walls.__file__)


def stamp() -> str:
    """A fingerprint of everything that decides about tables, functions, policies and grants."""
    fingerprint = hashlib.sha256()
    for path in _sources():
        fingerprint.update(f"{path.parent.parent.name}/{path.name}\n".encode() + path.read_bytes())
    for statement in walls.generated():
        fingerprint.update(statement.encode() + b"\n")
    return fingerprint.hexdigest()


def installed(conninfo: str) -> str:
    """The stamp that the database bears; empty if it has none."""
    with psycopg.connect(conninfo, connect_timeout=5) as connection:
        found = connection.execute(
            "select obj_description(oid, 'pg_namespace') from pg_namespace where nspname = %s", [_STAMPED]
        ).fetchone()
    return str(found[0] or "") if found else ""


def bring_up_to_date(owner: str, *, always: bool = False) -> bool:
    """Migrate and install the walls as the owner if the stamp differs. True if there was something to do."""
    wanted = stamp()
    if not always and installed(owner) == wanted:
        return False
    install(owner)
    with psycopg.connect(owner) as connection:
        connection.execute(sql.SQL("comment on schema {} is {}").format(sql.Identifier(_STAMPED), sql.Literal(wanted)))
    return True


def install(owner: str) -> None:
    """Migrate and install the walls, whatever the stamp."""
    with acting_as(owner):
        call_command("migrate", interactive=False, verbosity=0)
        walls.install()
