"""What the verifier of the journal holds against the database: the ledger, the public keys, what was written.

Read as `cloison_auditor`, in plain SQL: a function could have been replaced by whoever altered the rows. Of what is
sealed the auditor sees hashes only.
"""

from typing import LiteralString

import psycopg

from cloison.database import walls
from cloison.journal.report import Fault
from cloison.journal.verifier import Check

# A row of the ledger that the journal did not write, or not so: `core.membership_detail` says what it writes.
LEDGER: LiteralString = """
select m.id::text from public.access_membership m left join journal.entry e on e.id = m.entry
left join journal.entry x on x.kind = 'member.ended' and x.circle = m.circle_id and position(m.id::text in x.detail) > 0
where (e.kind, e.circle, e.actor) is distinct from ('member.granted', m.circle_id, m.granted_by)
  or e.detail <> jsonb_build_object('membership', m.id, 'member', m.member_id, 'post', m.post_id, 'basis', m.basis,
    'reason', m.reason, 'starts', extract(epoch from m.starts_at), 'ends', extract(epoch from m.ends_at))::text
  or (m.ended_at is null) <> (x.id is null)
order by m.id limit 1
"""
LEDGER_GONE: LiteralString = """
select e.id::text from journal.entry e where e.kind = 'member.granted'
  and not exists (select from public.access_membership m where m.entry = e.id) order by e.at, e.id limit 1
"""
PUBLIC_KEYS: LiteralString = """
select k.id::text from keys.member_key k left join journal.entry e on e.id = k.entry
where e.kind is distinct from 'key.published' or e.detail <> jsonb_build_object(
  'member', k.member_id, 'key', k.id, 'fingerprint', encode(sha256(k.public), 'hex'))::text
order by k.id limit 1
"""
RECOVERY_KEYS: LiteralString = """
select r.id::text from keys.recovery_key r left join journal.entry e on e.id = r.entry
where e.kind is distinct from 'custodians.named' or e.detail <> jsonb_build_object(
  'recovery', r.id, 'fingerprint', encode(sha256(r.public), 'hex'))::text
order by r.id limit 1
"""
# Every version that the journal saw written (`row`, `digest`) is still there, and still the same bytes.
WRITTEN = """
with told as materialized (
  select e.id, e.at, e.detail::jsonb->>'row' as row, e.detail::jsonb->>'digest' as digest
  from journal.entry e where e.detail like '%"digest"%'
)
select t.id::text, d.id is null from told t left join ({digests}) d on d.id::text = t.row
where encode(d.digest, 'hex') is distinct from t.digest order by t.at, t.id limit 1
"""


class Contradiction(Fault):
    """The journal is whole, and the database says something else."""

    def sentence(self) -> str:
        """One sentence that names what differs."""
        who = f" (ligne {self.entry})" if self.entry else ""
        return f"La base et le journal se contredisent{who} : {self.what}."


def _first(connection: psycopg.Connection, statement: LiteralString) -> str | None:
    found = connection.execute(statement).fetchone()
    return str(found[0]) if found else None


def ledger(connection: psycopg.Connection) -> Fault | None:
    """Every row that lets somebody read was written by the journal, as it stands; and none is gone."""
    if row := _first(connection, LEDGER):
        return Contradiction(f"la ligne {row} des cercles a été ajoutée ou modifiée à la main")
    if entry := _first(connection, LEDGER_GONE):
        return Contradiction("la ligne qui faisait entrer une personne dans un cercle a été retirée", entry=entry)
    return None


def keys(connection: psycopg.Connection) -> Fault | None:
    """Every public key is the one that was published."""
    if key := _first(connection, PUBLIC_KEYS):
        return Contradiction(f"la clé publique {key} n'est pas celle que son titulaire a publiée")
    if key := _first(connection, RECOVERY_KEYS):
        return Contradiction(f"la clé de secours {key} n'est pas celle qui a été confiée aux dépositaires")
    return None


def written(connection: psycopg.Connection) -> Fault | None:
    """Everything that was written and sealed is still there, unchanged."""
    tables = map(walls.table, filter(walls.sealed, walls.house_models()))
    digests = " union all ".join(f"select id, digest from public.{table}" for table in tables)  # noqa: S608
    found = connection.execute(WRITTEN.format(digests=digests)).fetchone()
    if found is None:
        return None
    entry, gone = found
    what = "ce qui a été écrit alors a disparu" if gone else "ce qui a été écrit alors a été remplacé"
    return Contradiction(what, entry=str(entry))


CHECKS: tuple[Check, ...] = (ledger, keys, written)
