"""The walls hold for every table, present and to come: what a reviewer would check by hand, checked each time."""

import uuid
from typing import Any

import psycopg
import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import models
from tests.walls.rows import policed

from cloison.database import walls
from cloison.database.declare import Policed
from cloison.database.schema import acting_as

SCHEMAS = "('public', 'keys', 'journal')"
MODELS = walls.house_models()

# Text that stands in clear, and why it may. Anything else that people type is sealed.
IN_CLEAR = {
    "accounts.Organisation.name": "the public name of a body",
    "accounts.Team.name": "the public name of a centre",
    "accounts.Member.login": "a professional's account name, asked before any key is known",
    "accounts.Member.name": "a professional's name, which colleagues and the person concerned may know",
    "accounts.Session.device": "the kind of browser, so that a professional recognises their own sessions",
    "accounts.Draft.key": "which form a draft belongs to: a code and random ids",
    "access.Membership.basis": "a code of the closed list of bases, copied from the post",
    "consent.Agreement.notice": "the version of the sentence that was said, not the sentence",
    "journal.Entry.kind": "a code of the closed list of kinds",
    "journal.Entry.detail": "random ids and codes: the function refuses anything else",
    "journal.Checkpoint.note": "a signed note: sizes and hashes",
}
# Tables that Django makes for itself.
NOT_OURS = {"django_migrations": "names of migrations; granted to nobody"}
# Functions that the web role may call with its own rights: they read no table.
INVOKERS = {"token_hash", "may_hold"}
# Keys that are not random ids, in tables that the web role cannot see.
OTHER_KEYS = {"accounts.Attempt", "journal.Entry", "journal.Head", "journal.Leaf", "journal.Checkpoint"}
# Indexes of policed tables that start with neither circle nor file.
OTHER_INDEXES = {
    "ledger_of_member": "one's own circles, read by the functions only",
    "circle_of_team": "the desk of a centre, whose existence is no secret",
}


def labels(model: type[models.Model]) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", MODELS, ids=labels)
def test_every_model_declares_its_walls(model) -> None:
    declared = walls.declaration(model)
    if isinstance(declared, Policed):
        assert all((declared.retention, declared.erasure, declared.export))
    else:
        assert declared.why


def test_a_model_that_forgets_stops_the_installation() -> None:
    with pytest.raises(walls.Undeclared):
        walls.declaration(type("Forgotten", (), {}))


def test_every_table_is_policed_and_forced(dba) -> None:
    found = dba.execute(
        "select relname, relrowsecurity and relforcerowsecurity from pg_class c "
        f"where relnamespace::regnamespace::text in {SCHEMAS} and relkind in ('r', 'p', 'm', 'f')"
    ).fetchall()
    assert len(found) > 30
    assert {name for name, forced in found if not forced} == set(NOT_OURS)


def test_every_table_is_one_of_a_model(dba) -> None:
    found = dba.execute(f"select format('%I', tablename) from pg_tables where schemaname in {SCHEMAS}").fetchall()
    ours = {walls.table(model).strip('"').split('"."')[-1] for model in MODELS}
    assert {name for (name,) in found} == ours | set(NOT_OURS)


def test_installing_again_changes_nothing(altered) -> None:
    def state() -> list[Any]:
        with psycopg.connect(altered("postgres")) as dba:
            return dba.execute(
                "select schemaname, tablename, policyname, roles::text, cmd, qual, with_check from pg_policies "
                "union all select n.nspname, c.relname, null, null, null, c.relacl::text, null from pg_class c "
                f"join pg_namespace n on n.oid = c.relnamespace where n.nspname in {SCHEMAS} "
                "union all select n.nspname, p.proname, p.prosrc, p.proacl::text, null, p.proowner::text, "
                "p.proconfig::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace "
                "where n.nspname in ('app', 'core', 'journal') order by 1, 2, 3, 4"
            ).fetchall()

    before = state()
    with acting_as(altered("cloison_owner")):
        walls.install()
    assert state() == before


# — roles —


def test_the_web_role_has_no_power_and_owns_nothing(dba) -> None:
    powers = "rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolreplication or rolinherit"
    assert dba.execute(f"select rolname from pg_roles where rolname ~ '^cloison_' and ({powers})").fetchall() == []
    assert dba.execute("select rolname from pg_roles where rolname = 'cloison_door' and rolcanlogin").fetchall() == []
    owned = "select count(*) from pg_shdepend where refobjid = 'cloison_web'::regrole and deptype = 'o'"
    assert dba.execute(owned).fetchone() == (0,)
    member_of = (
        "select roleid::regrole::text, member::regrole::text from pg_auth_members m where member::regrole::text ~ "
    )
    assert dba.execute(member_of + "'^cloison_'").fetchall() == [("cloison_door", "cloison_owner")]


def test_nobody_creates_and_everybody_has_nothing(dba) -> None:
    for schema in ("public", "app", "core", "keys", "journal"):
        for role in ("cloison_web", "cloison_door", "cloison_auditor", "cloison_sequencer"):
            able = dba.execute("select has_schema_privilege(%s, %s, 'create')", [role, schema]).fetchone()
            assert able == (False,), f"{role} creates in {schema}"
    for right in ("create", "temporary"):
        able = dba.execute("select has_database_privilege('cloison_web', current_database(), %s)", [right]).fetchone()
        assert able == (False,)
    public = (
        "select 'table', c.relname from pg_class c, aclexplode(c.relacl) a where a.grantee = 0 and "
        f"c.relnamespace::regnamespace::text in {SCHEMAS} union all "
        "select 'function', p.proname from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a "
        "where a.grantee = 0 and p.pronamespace::regnamespace::text in ('app', 'core', 'journal') union all "
        "select 'schema', n.nspname from pg_namespace n, aclexplode(n.nspacl) a where a.grantee = 0 and "
        "n.nspname in ('public', 'app', 'core', 'keys', 'journal')"
    )
    assert dba.execute(public).fetchall() == []


@pytest.mark.parametrize("model", MODELS, ids=labels)
def test_the_web_role_never_both_inserts_and_updates(dba, model) -> None:
    name = walls.table(model)
    asked = "select has_any_column_privilege('cloison_web', %s, %s)"
    writes, rewrites = (dba.execute(asked, [name, right]).fetchone()[0] for right in ("insert", "update"))
    assert not rewrites, "the web role rewrites nothing: functions do"
    if writes:
        assert not isinstance(walls.declaration(model), walls.Closed)


@pytest.mark.parametrize("model", policed(), ids=labels)
def test_what_is_policed_is_granted_as_declared(dba, model) -> None:
    rights = walls.declaration(model).rights
    for role in ("web", "auditor", "sequencer"):
        for right in ("select", "insert", "update", "delete", "truncate", "references", "trigger"):
            asked = (
                "select has_table_privilege(%s, %s, %s)"
                if right in ("delete", "truncate", "trigger")
                else "select has_any_column_privilege(%s, %s, %s)"
            )
            (held,) = dba.execute(asked, [f"cloison_{role}", walls.table(model), right]).fetchone()
            hashes = (role, right) == ("auditor", "select") and walls.sealed(model)
            assert held == (hashes or right in getattr(rights, role)), f"{role}: {right}"


@pytest.mark.parametrize("model", [model for model in MODELS if walls.sealed(model)], ids=labels)
def test_the_auditor_sees_hashes_and_nothing_sealed(dba, model) -> None:
    columns = dba.execute(
        "select attname, has_column_privilege('cloison_auditor', attrelid, attnum, 'select') from pg_attribute "
        "where attrelid = %s::regclass and attnum > 0 and not attisdropped", [walls.table(model)],
    ).fetchall()  # fmt: skip
    held = {name for name, able in columns if able}
    assert held == {"id", "digest"}


def test_every_function_within_reach_is_the_door_s_and_pins_its_path(dba) -> None:
    found = dba.execute(
        "select proname, prosecdef, pg_get_userbyid(proowner), coalesce(array_to_string(proconfig, ' '), ''), prosrc "
        "from pg_proc p where pronamespace::regnamespace::text in ('app', 'core', 'journal')"
    ).fetchall()
    for name, definer, owner, settings, source in found:
        assert "search_path=pg_catalog, pg_temp" in settings, f"{name}: no pinned path"
        assert "execute " not in source.lower(), f"{name}: builds statements"
        if definer:
            assert owner == "cloison_door", f"{name}: runs as {owner}"
    reach = dba.execute(
        "select p.pronamespace::regnamespace::text, p.proname, p.prosecdef from pg_proc p where p.prokind = 'f' "
        "and p.pronamespace::regnamespace::text not in ('pg_catalog', 'information_schema') "
        "and has_function_privilege('cloison_web', p.oid, 'execute') "
        "and has_schema_privilege('cloison_web', p.pronamespace, 'usage') "
        "and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')"
    ).fetchall()
    assert {schema for schema, _, _ in reach} == {"app"}
    assert {name for _, name, definer in reach if not definer} == INVOKERS


# — what tells —


@pytest.mark.parametrize("model", policed(), ids=labels)
def test_no_statistics_are_kept(dba, model) -> None:
    found = dba.execute(
        "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped "
        "and attstattarget is distinct from 0",
        [walls.table(model)],
    ).fetchall()
    assert found == []
    assert dba.execute(
        "select stxname from pg_statistic_ext where stxrelid = %s::regclass", [walls.table(model)]
    ).fetchall() == []  # fmt: skip


def indexes(dba: Any, model: type[models.Model]) -> list[tuple[str, bool, list[str]]]:
    """(name, unique, columns) of the indexes of a table."""
    return dba.execute(
        "select i.indexrelid::regclass::text, i.indisunique, array(select coalesce(a.attname, '(…)')::text "
        "from unnest(i.indkey) with ordinality k(num, n) left join pg_attribute a on a.attrelid = i.indrelid "
        "and a.attnum = k.num order by n) from pg_index i where i.indrelid = %s::regclass and not i.indisprimary",
        [walls.table(model)],
    ).fetchall()


@pytest.mark.parametrize("model", policed(), ids=labels)
def test_indexes_lead_with_the_circle_or_the_file(dba, model) -> None:
    declared = walls.declaration(model)
    leading = {*declared.circles, *(file for file, _ in declared.files), "file_id", "id"}
    for name, unique, columns in indexes(dba, model):
        assert columns[0] in leading or name.split(".")[-1] in OTHER_INDEXES, f"{name} leads with {columns[0]}"
        if unique:
            # A row refused as a double, where its circle is not asked first, tells of a row in another's circle.
            assert set(columns) & set(declared.circles), f"{name} tells of rows in circles of others"


@pytest.mark.parametrize("model", policed(), ids=labels)
def test_foreign_keys_stay_in_the_circle(dba, model) -> None:
    declared = walls.declaration(model)
    found = dba.execute(
        "select c.confrelid::regclass::text, array(select a.attname::text "
        "from unnest(c.conkey) with ordinality k(num, n) "
        "join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.num order by n) "
        "from pg_constraint c where c.contype = 'f' and c.conrelid = %s::regclass",
        [walls.table(model)],
    ).fetchall()
    assert sorted(found) == sorted(("access_file", list(pair)) for pair in declared.files)


def test_no_sequence_counts_what_others_write(dba) -> None:
    found = dba.execute(
        "select c.relname from pg_class c where relkind = 'S' "
        f"and c.relnamespace::regnamespace::text in {SCHEMAS}"
    ).fetchall()  # fmt: skip
    assert found == [("django_migrations_id_seq",)]


# — what stands in clear —


@pytest.mark.parametrize("model", MODELS, ids=labels)
def test_text_in_clear_is_on_the_list(model) -> None:
    for field in model._meta.local_fields:
        inner = field.base_field if isinstance(field, ArrayField) else field
        texts = isinstance(inner, models.CharField | models.TextField | models.JSONField | models.FileField)
        if texts and not inner.choices:
            assert f"{model._meta.app_label}.{model.__name__}.{field.name}" in IN_CLEAR


def test_the_list_of_text_in_clear_is_not_longer_than_needed() -> None:
    fields = {f"{m._meta.app_label}.{m.__name__}.{f.name}" for m in MODELS for f in m._meta.local_fields}
    assert set(IN_CLEAR) <= fields
    assert set(OTHER_KEYS) <= {f"{m._meta.app_label}.{m.__name__}" for m in MODELS}


@pytest.mark.parametrize("model", MODELS, ids=labels)
def test_keys_are_random(model) -> None:
    if f"{model._meta.app_label}.{model.__name__}" not in OTHER_KEYS:
        assert isinstance(model._meta.pk, models.UUIDField)
        assert model._meta.pk.get_default().version == 4
        assert model._meta.pk.default is uuid.uuid4
