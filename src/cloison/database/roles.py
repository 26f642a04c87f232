"""The five roles and the empty database, the same on the embedded server and on an external one.

Run by an administrator: a superuser, or a role that may create roles and databases.
"""

from collections.abc import Iterable, Mapping

import psycopg
from psycopg import Connection, sql
from psycopg.conninfo import make_conninfo

from cloison.database.configuration import ROLES as LOGINS
from cloison.database.trouble import Trouble
from cloison.database.trouble import marked as _

DATABASE = "cloison"
OWNER, WEB, SEQUENCER, AUDITOR = LOGINS
DOOR = "cloison_door"
SCHEMAS = ("app", "keys", "journal")
OLDEST_SERVER = 150000

_POWERLESS = "noinherit nosuperuser nobypassrls nocreatedb nocreaterole noreplication"
_POWERS = "rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolreplication or rolinherit"
# Any number will do, as long as it is always the same: two machines may prepare one external server together.
_ADVISORY_LOCK = 5140_1789

Run = Connection[tuple[object, ...]]


def prepare(admin: str, passwords: Mapping[str, str] | None = None, database: str = DATABASE) -> None:
    """Leave the server with our roles and `database`, whatever was there before. Trouble if it is older than 15.

    `passwords` (role to password) is for servers without peer authentication; only their SCRAM verifiers are sent.
    """
    with psycopg.connect(admin, autocommit=True) as server:
        server.execute("select pg_advisory_lock(%s)", [_ADVISORY_LOCK])
        _check_version(server)
        create_roles(server, passwords or {})
        _create_database(server, database)
        _forget_habits(server, database)
        with psycopg.connect(make_conninfo(admin, dbname=database), autocommit=True) as inside:
            furnish(inside)


def _check_version(server: Run) -> None:
    if server.info.server_version < OLDEST_SERVER:
        raise Trouble(
            _("Ce serveur est PostgreSQL %(version)s ; il faut PostgreSQL 15 ou plus récent."),
            version=server.info.server_version // 10000,
        )


def create_roles(server: Run, passwords: Mapping[str, str]) -> None:
    """The roles of the house. None has any power of its own; the door cannot log in."""
    for role in (*LOGINS, DOOR):
        _create_role(server, role)
    for role, password in passwords.items():
        verifier = server.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
        _run(server, "alter role {} password {}", sql.Identifier(role), sql.Literal(verifier))
    # The owner may hand its functions to the door; it does not inherit what the door sees.
    _run(server, "grant {} to {}", sql.Identifier(DOOR), sql.Identifier(OWNER))
    if not _superuser(server):
        for role in (OWNER, DOOR):
            _run(server, "grant {} to current_user", sql.Identifier(role))


def _create_role(server: Run, role: str) -> None:
    login = "nologin" if role == DOOR else "login"
    found = server.execute(
        f"select {_POWERS} or rolcanlogin <> %s from pg_roles where rolname = %s",  # noqa: S608 — a constant of ours
        [login == "login", role],
    ).fetchone()
    if found is None:
        _run(server, f"create role {{}} {login} {_POWERLESS}", sql.Identifier(role))
    elif found[0]:
        if not _superuser(server):
            raise Trouble(_("Le rôle %(role)s existe sur le serveur avec d'autres pouvoirs que prévu."), role=role)
        _run(server, f"alter role {{}} {login} {_POWERLESS}", sql.Identifier(role))


def _create_database(server: Run, database: str) -> None:
    if server.execute("select 1 from pg_database where datname = %s", [database]).fetchone():
        return
    # One order of letters everywhere, whatever the server's own habits: sorting is ours to do after unsealing.
    _run(
        server,
        "create database {} template template0 encoding 'UTF8' locale_provider libc locale 'C'",
        sql.Identifier(database),
    )


def _forget_habits(server: Run, database: str) -> None:
    # PostgreSQL lets a role change its own defaults: what an injection left (asynchronous commits, row security off)
    # goes at the next start.
    for role in map(sql.Identifier, LOGINS):
        _run(server, "alter role {} reset all", role)
        _run(server, "alter role {} in database {} reset all", role, sql.Identifier(database))


def furnish(inside: Run) -> None:
    """Extension, schemas and the rights of the database that `inside` is connected to; then its owner gets it.

    An administrator who is not a superuser can do so only until it is handed over: later runs leave it alone.
    """
    database = sql.Identifier(inside.info.dbname)
    if _handed_over(inside) and not _superuser(inside):
        return
    for statement in _furniture(database):
        inside.execute(statement)
    if _superuser(inside):
        _close_large_objects(inside)
    _run(inside, "alter database {} owner to {}", database, sql.Identifier(OWNER))


def _close_large_objects(inside: Run) -> None:
    # A place that no policy covers, open to every role of a new database.
    found = inside.execute(
        "select oid::regprocedure::text from pg_proc "
        "where pronamespace = 'pg_catalog'::regnamespace and (proname ~ '^lo_' or proname in ('loread', 'lowrite'))"
    ).fetchall()
    for (signature,) in found:
        _run(inside, f"revoke execute on function {signature} from public")


def _handed_over(inside: Run) -> bool:
    owner = inside.execute(
        "select pg_get_userbyid(datdba) from pg_database where datname = current_database()"
    ).fetchone()
    return owner == (OWNER,)


def _furniture(database: sql.Identifier) -> Iterable[sql.Composed]:
    owner, everyone = sql.Identifier(OWNER), sql.SQL(", ").join(map(sql.Identifier, (*LOGINS, DOOR)))
    yield sql.SQL("create extension if not exists btree_gist").format()
    yield sql.SQL("revoke all on database {} from public").format(database)
    yield sql.SQL("grant connect on database {} to {}").format(database, everyone)
    yield sql.SQL("grant create on database {} to {}").format(database, owner)
    yield sql.SQL("revoke all on schema public from public").format()
    yield sql.SQL("grant usage on schema public to {}").format(everyone)
    yield sql.SQL("grant create on schema public to {}").format(owner)
    for schema in map(sql.Identifier, SCHEMAS):
        yield sql.SQL("create schema if not exists {} authorization {}").format(schema, owner)
    yield sql.SQL("grant usage on schema app to {}").format(everyone)
    # PostgreSQL lets everybody execute a new function; here each one is granted by name.
    for role in map(sql.Identifier, (OWNER, DOOR)):
        yield sql.SQL("alter default privileges for role {} revoke execute on functions from public").format(role)


def _superuser(connection: Run) -> bool:
    return connection.info.parameter_status("is_superuser") == "on"


def _run(connection: Run, statement: str, *parts: sql.Composable) -> None:
    connection.execute(sql.SQL(statement).format(*parts))
