"""What the web role may do at all, whatever session it holds: select, insert, and call the functions of one schema."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import errors
from tests.walls.rows import policed
from tests.walls.scene import NOTES, count, fresh_session, holding

from cloison.database import walls
from cloison.database.roles import prepare

ROLES = ("cloison_owner", "cloison_door", "cloison_sequencer", "cloison_auditor", "postgres")


@pytest.fixture(scope="module")
def token() -> str:
    """An open session of Claire's, for statements that are refused whatever it can read."""
    return fresh_session("claire").token


@contextmanager
def refused(web: psycopg.Connection[Any], token: str, *kinds: type[psycopg.Error]) -> Iterator[None]:
    """The block fails with one of the errors that say no, in a transaction with a good token."""
    with pytest.raises(kinds or (errors.InsufficientPrivilege,)), holding(web, token):
        yield


FORBIDDEN = [
    *(f"set role {role}" for role in ROLES),
    *(f"set local role {role}" for role in ROLES),
    *(f"set session authorization {role}" for role in ROLES),
    "set local row_security = off; select * from public.followup_note",
    "set local session_replication_role = replica",
    "set local log_statement = 'all'",
    "create temporary table mine (a int)",
    "create temporary view mine as select 1",
    "create temporary sequence mine",
    "create function pg_temp.me() returns uuid language sql as 'select null::uuid'",
    "create function public.me() returns uuid language sql as 'select null::uuid'",
    "create or replace function app.me() returns uuid language sql as 'select null::uuid'",
    *(f"create table {schema}.mine (a int)" for schema in ("public", "app", "core", "keys", "journal")),
    "create schema mine",
    "create extension hstore",
    "create role mine",
    "create publication mine for all tables",
    "create event trigger mine on ddl_command_end execute function app.me()",
    "alter table public.followup_note disable row level security",
    "alter table public.followup_note no force row level security",
    "alter policy read on public.followup_note using (true)",
    "drop policy read on public.followup_note",
    "alter function app.me() owner to cloison_web",
    "alter role cloison_web bypassrls",
    "grant select on public.accounts_session to cloison_web",
    "grant cloison_owner to cloison_web",
    "comment on table public.followup_note is 'x'",
    "create trigger mine before insert on public.followup_note execute function app.me()",
    "copy (select 1) to program 'true'",
    "copy (select 1) to '/tmp/mine'",
    "copy public.followup_note from '/etc/passwd'",
    "select pg_read_file('PG_VERSION')",
    "select pg_ls_dir('.')",
    "select pg_ls_waldir()",
    "select lo_import('/etc/passwd')",
    "select lo_create(0)",
    "select lo_from_bytea(0, '\\x00')",
    "select * from pg_authid",
    "select pg_reload_conf()",
    "select pg_switch_wal()",
    "select core.write_membership(null, null, null, null, null, null)",
    "select core.publish_key(null, null, null, null, null, null, null, null)",
    "select core.found_organisation(null, null, null, null, null, null)",
    "select journal.append('file.opened', null, null, '{}', null, null)",
    *(f"select {column} from keys.member_key" for column in ("*", "wrapped", "salt", "proof")),
    "select * from keys.recovery_wrap",
    *(f"select * from public.accounts_{name}" for name in ("session", "activation", "attempt", "secondfactor")),
    "select * from public.access_ticket",
    "insert into public.access_ticket select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, now(), now()",
    *(f"select * from journal.{name}" for name in ("entry", "head", "leaf", "checkpoint")),
    "delete from journal.entry",
    "truncate public.followup_note",
    "select last_value from public.django_migrations_id_seq",
    "select nextval('public.django_migrations_id_seq')",
    "select * from public.django_migrations",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_role_is_refused(token, web, statement) -> None:
    with refused(web, token):
        for part in statement.split("; "):
            web.execute(part)


def test_what_the_role_changes_of_its_own_defaults_is_forgotten_at_the_next_start(web, dba, cluster) -> None:
    web.execute("alter role cloison_web set synchronous_commit = off")
    web.execute("alter role cloison_web in database cloison set row_security = off")
    prepare(cluster.conninfo("postgres", "postgres"))
    kept = "select setconfig from pg_db_role_setting where setrole = 'cloison_web'::regrole"
    assert dba.execute(kept).fetchall() == []


def test_no_function_of_core_or_of_the_journal_is_within_reach(web, dba) -> None:
    within = dba.execute(
        "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace "
        "where n.nspname in ('core', 'journal', 'keys', 'public') and p.prokind <> 'a' "
        "and has_schema_privilege('cloison_web', n.oid, 'usage') "
        "and has_function_privilege('cloison_web', p.oid, 'execute') "
        "and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')"
    ).fetchall()
    assert within == []


@pytest.mark.parametrize("model", policed(), ids=lambda model: model.__name__)
def test_nothing_that_is_policed_can_be_rewritten_or_removed(token, web, model) -> None:
    column = model._meta.local_fields[0].column
    for statement in (
        f"update {{}} set {column} = {column}",
        "delete from {}",
        "truncate {}",
        "select * from {} for update",
    ):
        with refused(web, token):
            web.execute(statement.format(walls.table(model)))
    with refused(web, token):
        web.execute(f"merge into {walls.table(model)} t using (select 1) s on true when matched then delete")


def test_on_conflict_update_is_refused(token, web) -> None:
    columns = "id, circle_id, file_id, made_by, made_at, note_id, version, sealed"
    with refused(web, token):
        web.execute(
            f"insert into public.followup_note ({columns}) select {columns} from public.followup_note "
            "on conflict (id) do update set sealed = ''"
        )


def test_a_hidden_circle_and_none_refuse_a_row_alike(opened, social_file, web) -> None:
    """With a hidden circle or none, with a hidden file or none: one message for each, the values left out."""
    mine, secret = opened
    hidden = social_file("david")
    told = []
    for circle, file in [
        (hidden.circle_id, hidden.id), (uuid.uuid4(), uuid.uuid4()), (mine.circle_id, hidden.id),
        (mine.circle_id, uuid.uuid4()),
    ]:  # fmt: skip
        with pytest.raises(psycopg.Error) as failed, holding(web, secret.token):
            web.execute(
                "insert into public.followup_note (id, circle_id, file_id, made_by, made_at, note_id, version, sealed) "
                "values (gen_random_uuid(), %s, %s, app.me(), now(), gen_random_uuid(), 1, '')",
                [circle, file],
            )
        told.append((type(failed.value), failed.value.diag.message_primary, failed.value.diag.constraint_name))
    assert told[0] == told[1]
    assert told[2] == told[3]


@pytest.mark.parametrize(
    "kind", ["member.granted", "member.ended", "key.published", "custodians.named", "post.granted"]
)
def test_the_journal_lines_that_others_rely_on_cannot_be_written(token, web, kind) -> None:
    with refused(web, token):
        web.execute("select app.journal(%s, null, null, '{}')", [kind])


@pytest.mark.parametrize("kind", ["a\nfile b", "Mme D. va mieux", "note.written\n", "", "é"])
def test_the_journal_takes_no_sentence_and_no_second_line(token, web, kind) -> None:
    with refused(web, token, errors.CheckViolation):
        web.execute("select app.journal(%s, null, null, '{}')", [kind])
    with refused(web, token, errors.InvalidParameterValue):
        web.execute(
            "select app.journal('list.seen', null, null, jsonb_build_object('what', %s::text)::text)", ["Mme D. va"]
        )


# — what statistics tell —


def estimate(web: psycopg.Connection[Any], token: str, statement: str, *parameters: Any) -> list[str]:
    """The plan with its numbers of rows."""
    with holding(web, token):
        return [line for (line,) in web.execute("explain " + statement, parameters).fetchall()]


def test_estimates_do_not_tell_a_hidden_common_value_from_none(opened, social_file, acting, web, dba) -> None:
    _, secret = opened
    hidden = social_file("david")
    common = uuid.uuid4()
    dba.execute(
        "insert into public.followup_note (id, circle_id, file_id, made_by, made_at, note_id, version, sealed) "
        "select gen_random_uuid(), %s, %s, %s, now(), gen_random_uuid(), 1, '' from generate_series(1, 2000)",
        [hidden.circle_id, hidden.id, common],
    )
    dba.execute("analyze public.followup_note")
    try:
        for column, value in (("made_by", common), ("file_id", hidden.id), ("circle_id", hidden.circle_id)):
            statement = f"select * from public.followup_note where {column} = %s"
            told, blank = (estimate(web, secret.token, statement, asked) for asked in (value, uuid.uuid4()))
            assert list(map(_without_ids, told)) == list(map(_without_ids, blank))
    finally:
        dba.execute("delete from public.followup_note where made_by = %s", [common])


def _without_ids(line: str) -> str:
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", line)


def test_planner_statistics_of_policed_tables_are_empty(web, dba) -> None:
    dba.execute("analyze")
    names = [walls.table(model).strip('"').replace('"."', ".").split(".")[-1] for model in policed()]
    assert dba.execute("select tablename, attname from pg_stats where tablename = any(%s)", [names]).fetchall() == []
    ours = "schemaname in ('public', 'keys', 'journal')"
    assert web.execute(f"select tablename from pg_stats where {ours}").fetchall() == []


def test_other_requests_are_not_told_by_the_server_s_activity(opened, web, cluster) -> None:
    _, secret = opened
    with psycopg.connect(cluster.conninfo("cloison_web", "cloison")) as other:
        other.execute("select set_config('cloison.token', %s, true)", [secret.token])
        told = web.execute("select query from pg_stat_activity where usename = 'cloison_web'").fetchall()
    assert told
    assert not [query for (query,) in told if secret.token in (query or "")]


# — functions —

# What the functions of the schema `app` may answer to nobody at all: nothing that hangs on a person or a session.
ANSWERS_NOBODY = {"login_salt", "login_wait", "login_refused", "token_hash", "may_hold"}


def test_nobody_gets_nothing_from_any_function(web, dba) -> None:
    found = dba.execute(
        "select p.proname, p.oid::regprocedure::text, p.pronargs, "
        "array(select format_type(t, null) from unnest(p.proargtypes) with ordinality a(t, n) order by n) "
        "from pg_proc p where p.pronamespace = 'app'::regnamespace"
    ).fetchall()
    assert len(found) > 40
    for name, signature, _, types in found:
        if name in ANSWERS_NOBODY:
            continue
        arguments = ", ".join(f"{_guess(kind)}::{kind}" for kind in types)
        try:
            rows = web.execute(f"select * from app.{name}({arguments})").fetchall()
        except (errors.InsufficientPrivilege, errors.RaiseException):
            continue
        told = [value for row in rows for value in row if value not in (None, False, 0, "none", "", [])]
        assert not told, f"{signature}: {rows}"


def _guess(kind: str) -> str:
    return {"uuid": "gen_random_uuid()", "json": "'[]'", "text": "'claire'", "bytea": "'\\x00'"}.get(kind, "null")


def test_a_hostile_search_path_changes_nothing(opened, web) -> None:
    file, secret = opened
    for path in ("pg_temp, public", "keys, journal", '"$user"', ""):
        with holding(web, secret.token):
            web.execute("select set_config('search_path', %s, true)", [path])
            assert count(web, file.id) == NOTES
    with web.transaction():
        web.execute("set local search_path to keys, public, app")
        assert count(web, file.id) == 0


def test_a_condition_that_would_quote_a_hidden_value_never_meets_one(opened, web) -> None:
    file, secret = opened
    leak = (
        "select count(*) from public.followup_note where file_id = %s and (encode(sealed, 'hex') || 'x')::integer = 1"
    )
    with pytest.raises(errors.DataError), holding(web, secret.token):
        web.execute(leak, [file.id])
    with holding(web, fresh_session("david").token):
        assert web.execute(leak, [file.id]).fetchone() == (0,)
