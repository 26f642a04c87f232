"""The three configuration files of the embedded server, written again at each start."""

import os
from collections.abc import Mapping
from pathlib import Path

from cloison.database.osuser import ServerUser

ROLES = ("cloison_owner", "cloison_web", "cloison_sequencer", "cloison_auditor")
ADMIN = "postgres"

# The log may never hold what a user typed. Messages of level ERROR quote values in their first line, so only
# the server's own life (LOG and above) is written; `terse` cuts DETAIL, where a crashed statement would stand.
_QUIET = {
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_duration": "off",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_lock_waits": "off",
    "log_temp_files": "-1",
    "log_autovacuum_min_duration": "-1",
    "log_connections": "off",
    "log_disconnections": "off",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
    "track_activities": "on",
}
_SETTINGS = _QUIET | {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0777",
    "max_connections": "60",
    "shared_buffers": "256MB",
    "jit": "off",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "datestyle": "iso, ymd",
    "lc_messages": "C",
    "default_text_search_config": "pg_catalog.simple",
    "max_wal_size": "1GB",
}
# For throw-away clusters of tests: nothing survives a power cut, everything survives a killed process.
_THROW_AWAY = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "64MB"}


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def server(socket: Path, durable: bool) -> str:
    """postgresql.conf. Unix socket only: there is no port to reach from the network."""
    settings: Mapping[str, str] = _SETTINGS | {"fsync": "on"} | ({} if durable else _THROW_AWAY)
    settings = {**settings, "unix_socket_directories": str(socket)}
    return "".join(f"{name} = {_quoted(value)}\n" for name, value in settings.items())


def admission() -> str:
    """pg_hba.conf: peer authentication for everything, replication (backups) for the administrator only."""
    return f"local all all peer map=cloison\nlocal replication {ADMIN} peer map=cloison\n"


def identities(names: list[str]) -> str:
    """pg_ident.conf: which operating-system users may become which of our roles; all others are refused."""
    return "".join(f'cloison "{name}" {role}\n' for name in names for role in (ADMIN, *ROLES))


def write(folder: Path, name: str, text: str, user: ServerUser) -> None:
    """Replace a file of the data directory.

    That directory belongs to a less privileged account, which could have put a symbolic link there: a new file is
    created and renamed over, so that nothing outside is ever written.
    """
    fresh = folder / f".{name}.new"
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf8") as file:
        user.own(file.fileno())
        file.write(text)
    fresh.rename(folder / name)
