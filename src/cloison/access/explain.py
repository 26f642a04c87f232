"""Who can read a file: the ledger, then the technical powers that no ledger row gives. Read as `cloison_auditor`.

The ledger is what the database holds; the powers are computed from its catalogue, and what no catalogue knows (the
host, the backups) is declared.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

import psycopg
from django.utils.translation import gettext as _

Auditor = psycopg.Connection[Any]

FILE: LiteralString = """
select f.id, f.circle_id, f.compartment, f.made_at, c.kind, coalesce(t.name, '') as team
from public.access_file f join public.access_circle c on c.id = f.circle_id
left join public.accounts_team t on t.id = c.team_id where f.id = %s
"""
LEDGER: LiteralString = """
select m.id, w.login, w.name, p.role, m.basis, m.reason, coalesce(g.name, '') as granted_by,
  m.starts_at, m.ends_at, m.ended_at, m.end_reason,
  m.starts_at <= now() and m.ended_at is null and (m.ends_at is null or m.ends_at > now()) as reads,
  exists (select from keys.circle_wrap k join keys.member_key y on y.id = k.key_id and y.ended_at is null
    where k.circle_id = m.circle_id and k.member_id = m.member_id) as has_key,
  exists (select from journal.entry e where e.id = m.entry and e.kind = 'member.granted' and e.circle = m.circle_id
    and e.detail::jsonb @> jsonb_build_object('membership', m.id, 'member', m.member_id, 'post', m.post_id)) as known
from public.access_membership m
join public.accounts_member w on w.id = m.member_id
join public.accounts_post p on p.id = m.post_id
left join public.accounts_member g on g.id = m.granted_by
where m.circle_id = %s order by m.starts_at, m.id
"""
ROLES: LiteralString = """
select rolname, rolsuper, rolbypassrls, rolreplication, rolcreaterole from pg_roles
where (rolsuper or rolbypassrls or rolreplication or rolcreaterole) order by rolname
"""
# Who may act as the owner of the tables or as the door, directly or through other roles.
OWNERS: LiteralString = """
select distinct owner.rolname as owned, r.rolname from pg_roles owner join pg_roles r
  on pg_has_role(r.oid, owner.oid, 'member') and not r.rolsuper and r.oid <> owner.oid
where owner.rolname in ('cloison_owner', 'cloison_door') order by 1, 2
"""
# Functions that run with other rights than their caller's, that the web may call, and what they say they do.
FUNCTIONS: LiteralString = """
select p.oid::regprocedure::text as signature from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where p.prosecdef and n.nspname in ('app', 'core', 'journal')
  and has_function_privilege('cloison_web', p.oid, 'execute') and has_schema_privilege('cloison_web', n.oid, 'usage')
order by 1
"""
# Sealed content lies in these columns; a definer function whose owner may read one of them could hand it out.
SEALED: LiteralString = """
select c.oid::regclass::text from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'sealed'
join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'r' and n.nspname in ('public', 'keys')
  and (has_table_privilege('cloison_door', c.oid, 'select')
    or has_any_column_privilege('cloison_door', c.oid, 'select'))
order by 1
"""
CUSTODIANS: LiteralString = """
select distinct w.name from keys.recovery_pair p join keys.recovery_key r on r.id = p.recovery_id and r.ended_at is null
join public.accounts_member w on w.id in (p.first_id, p.second_id)
join public.access_circle c on c.organisation_id = r.organisation_id and c.id = %s order by 1
"""


@dataclass(frozen=True)
class Seat:
    """A row of the ledger as the auditor reads it. `known`: the journal wrote it."""

    id: uuid.UUID
    login: str
    name: str
    role: str
    basis: str
    reason: str
    granted_by: str
    starts_at: datetime
    ends_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None
    reads: bool
    has_key: bool
    known: bool


@dataclass(frozen=True)
class Place:
    """Where a file stands."""

    id: uuid.UUID
    circle_id: uuid.UUID
    compartment: str
    made_at: datetime
    kind: str
    team: str


@dataclass(frozen=True)
class Explained:
    """A file, who can read it and who could, and what technical powers stand beside the ledger."""

    file: Place
    seats: list[Seat]
    powerful: list[tuple[str, list[str]]]
    owners: list[tuple[str, str]]
    functions: list[str]
    sealed_to_functions: list[str]
    custodians: list[str]

    @property
    def readers(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.reads]


def explain(auditor: Auditor, file_id: uuid.UUID) -> Explained | None:
    """Everything about who can read this file; None when there is no such file."""
    found = auditor.execute(FILE, [file_id]).fetchone()
    if found is None:
        return None
    file = Place(*found)
    return Explained(
        file,
        seats=[Seat(*line) for line in auditor.execute(LEDGER, [file.circle_id])],
        powerful=[(name, _powers(powers)) for name, *powers in auditor.execute(ROLES)],
        owners=[(name, owned) for owned, name in auditor.execute(OWNERS)],
        functions=[signature for (signature,) in auditor.execute(FUNCTIONS)],
        sealed_to_functions=[table for (table,) in auditor.execute(SEALED)],
        custodians=[name for (name,) in auditor.execute(CUSTODIANS, [file.circle_id])],
    )


def _powers(held: list[bool]) -> list[str]:
    words = (_("superutilisateur"), _("hors des cloisons"), _("copie du serveur"), _("création de rôles"))
    return [word for word, has in zip(words, held, strict=True) if has]


def declared() -> list[str]:
    """What the technique can and cannot do, in plain words: the same for the person, the professional, the auditor."""
    return [
        _(
            "La base de données ne contient que des lignes scellées : qui l'administre, ou la vole, voit qu'un dossier "
            "existe et quand il a été ouvert, pas un nom ni une phrase."
        ),
        _(
            "L'administration technique crée les comptes. Elle ne peut pas s'inscrire dans un cercle sans que le "
            "journal et cette page le montrent, et n'en aurait pas la clé."
        ),
        _(
            "Deux des trois dépositaires, ensemble, peuvent rendre sa clé à une personne du cercle qui l'a perdue ; "
            "le journal le garde."
        ),
        _(
            "Qui tient la machine où tourne Cloison pourrait lire ce qui est ouvert pendant qu'une session est "
            "ouverte : aucun logiciel ne peut l'empêcher."
        ),
    ]
