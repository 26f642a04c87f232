"""Installs the first three walls: functions, then policies and grants generated from what each model declares.

Runs as the owner after the migrations, in one transaction, and may run again at any time.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.apps import AppConfig, apps
from django.db import connection, models, transaction

from cloison.database.declare import Closed, Declaration, House, Own, Policed

SQL_ORDER = ("database", "journal", "accounts", "vault", "access")
MY_CIRCLES = "any((select app.my_circles())::uuid[])"
PREDICATES = {"circle": "{column} = " + MY_CIRCLES, "ticket": "{column} = any((select app.opened())::uuid[])"}


SCHEMAS = "app, core, journal"
CLOSED_SCHEMAS = f"revoke create on schema {SCHEMAS} from cloison_door"


class Undeclared(Exception):
    """A model has no `walls`."""


def house_models() -> list[type[models.Model]]:
    """Every model of this house, in a stable order."""
    ours = (config for config in apps.get_app_configs() if config.name.startswith("cloison."))
    return [model for config in ours for model in config.get_models()]


def declaration(model: type[models.Model]) -> Declaration:
    """What the model says of its walls. Undeclared when it says nothing."""
    found = getattr(model, "walls", None)
    if not isinstance(found, Policed | Own | House | Closed):
        raise Undeclared(f"{model.__name__} does not declare its walls")
    return found


def table(model: type[models.Model]) -> str:
    """The quoted name of a model's table, schema included where it has one."""
    name = model._meta.db_table
    return name if name.startswith('"') else f'"{name}"'


def predicates(declared: Declaration) -> list[str]:
    """The conditions that a row must meet to exist for the web role."""
    match declared:
        case Policed():
            found = [PREDICATES["circle"].format(column=column) for column in declared.circles]
            return found + ([PREDICATES["ticket"].format(column=declared.ticket)] if declared.ticket else [])
        case Own():
            return [f"{declared.column} = (select app.me())"]
        case House():
            return [f"{declared.column} = (select app.my_organisation())"]
        case Closed():
            return []


def policies(model: type[models.Model]) -> Iterator[str]:
    """The statements that leave exactly the declared policies on the table."""
    name, declared = table(model), declaration(model)
    yield f"alter table {name} enable row level security"
    yield f"alter table {name} force row level security"
    yield from web_policies(model, predicates(declared))
    for role in ("door", "auditor", "sequencer"):
        if getattr(declared.rights, role):
            yield f"create policy {role} on {name} to cloison_{role} using (true) with check (true)"


def web_policies(model: type[models.Model], conditions: list[str]) -> Iterator[str]:
    """A policy for each gesture that the web role is granted. Writing needs no ticket, but one's own signature."""
    name, declared = table(model), declaration(model)
    ticketed = isinstance(declared, Policed) and declared.ticket
    written = [*(conditions[:-1] if ticketed else conditions), *signature(model)]
    for policy, gesture, kind, needed in (
        ("read", "select", "using", conditions),
        ("write", "insert", "with check", written),
        ("remove", "delete", "using", conditions),
    ):
        if gesture in declared.rights.web:
            yield f"create policy {policy} on {name} for {gesture} to cloison_web {kind} ({' and '.join(needed)})"


def signature(model: type[models.Model]) -> list[str]:
    """Nobody writes in another's name."""
    named = any(field.column == "made_by" for field in model._meta.local_fields)
    return ["made_by = (select app.me())"] if named else []


def grants(model: type[models.Model]) -> Iterator[str]:
    """The statements that leave exactly the declared privileges on the table."""
    name, declared = table(model), declaration(model)
    for role in ("web", "door", "auditor", "sequencer"):
        yield f"revoke all on {name} from cloison_{role}"
        if getattr(declared.rights, role):
            yield f"grant {getattr(declared.rights, role)} on {name} to cloison_{role}"


def same_circle(model: type[models.Model]) -> Iterator[str]:
    """A row's file and circle belong together: one key for both, so that a hidden file and none fail alike."""
    declared = declaration(model)
    for file, circle in declared.files if isinstance(declared, Policed) else ():
        name = f"{model._meta.model_name}_{file}_in_{circle}"
        yield (
            f"do $$ begin if not exists (select from pg_constraint where conname = '{name}' "
            f"and conrelid = '{table(model)}'::regclass) then alter table {table(model)} add constraint {name} "
            f"foreign key ({file}, {circle}) references public.access_file (id, circle_id); end if; end $$"
        )


def statistics(model: type[models.Model]) -> Iterator[str]:
    """Planner statistics tell hidden rows from absent ones: none are kept on policed tables."""
    if isinstance(declaration(model), Policed):
        for field in model._meta.local_fields:
            yield f'alter table {table(model)} alter column "{field.column}" set statistics 0'


def sql_files() -> Iterator[Path]:
    """The definer functions of each area, in the order in which they rest on one another."""
    for label in SQL_ORDER:
        yield from sorted((Path(_config(label).path) / "sql").glob("*.sql"))


def _config(label: str) -> AppConfig:
    return apps.get_app_config(label)


def schemas() -> Iterator[str]:
    """The schemas of the functions, and who may name what is in them. The door may create only while we install."""
    yield "create schema if not exists app"
    yield "create schema if not exists core"
    yield f"grant usage, create on schema {SCHEMAS} to cloison_door"
    yield "grant usage on schema public, keys to cloison_door"
    yield "grant usage on schema public, app, keys to cloison_web"
    yield "grant usage on schema public, app, keys, journal to cloison_auditor"
    yield "grant usage on schema public, journal to cloison_sequencer"


def sealed(model: type[models.Model]) -> bool:
    """Whether its rows carry sealed content of a file (keys are sealed too, and stay in their own schema)."""
    declared = declaration(model)
    columns = {field.column for field in model._meta.local_fields}
    return isinstance(declared, Policed) and bool(declared.files) and "sealed" in columns and '".' not in table(model)


def digests(model: type[models.Model]) -> Iterator[str]:
    """A hash beside what is sealed, so that the auditor holds it against the journal without a right on the content."""
    if sealed(model):
        name = table(model)
        yield f"alter table {name} add column if not exists digest bytea generated always as (sha256(sealed)) stored"
        yield f"alter table {name} alter column digest set statistics 0"
        yield f"grant select (id, digest) on {name} to cloison_auditor"
        yield f"create policy digest on {name} for select to cloison_auditor using (true)"


def told() -> Iterator[str]:
    """What an area generates from its own closed lists (`wall_statements` of its app configuration)."""
    for config in apps.get_app_configs():
        if hasattr(config, "wall_statements"):
            yield from config.wall_statements()


def owned_functions() -> Iterator[str]:
    """Definer functions run as `cloison_door`; the web role may call those of the schema `app`, no others."""
    found = _fetched(
        "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace "
        "where n.nspname in ('app', 'core') and p.proowner <> 'cloison_door'::regrole order by 1"
    )
    for (signature,) in found:
        yield f"alter function {signature} owner to cloison_door"
    yield "set local role cloison_door"
    yield "revoke all on all functions in schema app, core from public"
    yield "grant execute on all functions in schema app to cloison_web"
    yield "grant execute on function core.found_organisation to cloison_owner"
    yield "reset role"


def dropped_policies() -> Iterator[str]:
    """Statements that remove every policy now on our tables."""
    found = _fetched(
        "select format('drop policy %I on %I.%I', policyname, schemaname, tablename) "
        "from pg_policies where schemaname in ('public', 'keys', 'journal')"
    )
    yield from (statement for (statement,) in found)


def generated() -> Iterator[str]:
    """Every generated statement, model after model."""
    for model in house_models():
        for room in (policies, grants, same_circle, statistics, digests):
            yield from room(model)


def dropped_functions() -> Iterator[str]:
    """Statements that remove the door's functions. The owner does not inherit the door: it steps into it to do so."""
    found = _fetched(
        "select p.oid::regprocedure::text from pg_proc p where p.proowner = 'cloison_door'::regrole order by 1"
    )
    if found:
        yield "set local role cloison_door"
        yield "drop function " + ", ".join(signature for (signature,) in found)
        yield "reset role"


def _fetched(statement: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def _run(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def install(extra: Iterable[str] = ()) -> None:
    """Leaves the database with exactly the walls that the code declares. `extra` runs last (tests of mutants)."""
    with transaction.atomic():
        _run(schemas())
        _run(list(dropped_policies()))
        _run(list(dropped_functions()))
        _run(path.read_text("utf8") for path in sql_files())
        _run(told())
        _run(generated())
        _run([*owned_functions(), CLOSED_SCHEMAS, *extra])
