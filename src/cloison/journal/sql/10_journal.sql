-- The journal's functions. Policies and grants of its tables are generated from cloison.journal.models.

-- The canonical bytes of an entry: the same as cloison.journal.canonical, where the form is described.
create or replace function journal.canonical(e journal.entry) returns bytea
language sql stable set search_path = pg_catalog, pg_temp as $$
  select convert_to(
    'cloison/journal/1'
    || E'\nid ' || e.id
    || E'\nat ' || to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    || E'\nactor ' || coalesce(e.actor::text, '-')
    || E'\nsession ' || coalesce(e.session::text, '-')
    || E'\nkind ' || e.kind
    || E'\nfile ' || coalesce(e.file::text, '-')
    || E'\ncircle ' || coalesce(e.circle::text, '-')
    || E'\nseq ' || coalesce(e.seq::text, '-')
    || E'\nprevious ' || encode(e.previous, 'hex')
    || E'\nsalt ' || encode(e.salt, 'hex')
    || E'\ndetail ' || octet_length(e.detail)
    || E'\n' || e.detail || E'\n', 'UTF8')
$$;

-- Writes one entry at the end of its file's chain and gives back its id. The row of the file in journal.head stays
-- locked until the transaction ends, so that entries of one file are numbered in the order of their commits.
create or replace function journal.append(
  kind text, file uuid, circle uuid, detail text, actor uuid, session uuid
) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  e journal.entry;
begin
  e.kind := append.kind;
  e.file := append.file;
  e.circle := append.circle;
  e.detail := coalesce(append.detail, '{}')::jsonb::text;
  e.actor := append.actor;
  e.session := append.session;
  -- Ids, codes, numbers: no accent, no space inside a value. A sentence cannot slip into the journal.
  if length(e.detail) > 4000 or e.detail !~ '^\{([][{}",:A-Za-z0-9_.+/=-]|[,:] )*\}$' then
    raise exception 'journal: the detail of % holds something other than ids and codes', e.kind
      using errcode = 'invalid_parameter_value';
  end if;
  e.id := gen_random_uuid();
  e.salt := substr(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 1, 16);
  e.previous := decode(repeat('00', 32), 'hex');
  if e.file is not null then
    insert into journal.head (file, seq, leaf) values (e.file, 0, e.previous) on conflict do nothing;
    select h.seq + 1, h.leaf into strict e.seq, e.previous from journal.head h where h.file = e.file for update;
  end if;
  -- Never before the entry it follows, even when the clock is set back.
  e.at := greatest(
    clock_timestamp(), (select x.at from journal.entry x where x.file = e.file and x.seq = e.seq - 1));
  e.leaf := sha256('\x00'::bytea || journal.canonical(e));
  insert into journal.entry (id, at, actor, session, kind, file, circle, seq, previous, detail, salt, leaf)
    values (e.id, e.at, e.actor, e.session, e.kind, e.file, e.circle, e.seq, e.previous, e.detail, e.salt, e.leaf);
  if e.file is not null then
    update journal.head h set seq = e.seq, leaf = e.leaf where h.file = e.file;
  end if;
  return e.id;
end $$;

-- What a professional's own gestures leave. Who and in which session come from the token; a file or circle that is
-- not theirs fails exactly as one that does not exist. What the verifier holds the ledger and the keys against is
-- written only by the functions that change them.
create or replace function app.journal(kind text, file uuid, circle uuid, detail text) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  me uuid := app.me();
  circle_of_file uuid;
  place uuid := journal.circle;
begin
  if me is null then
    raise exception 'journal: nobody is logged in' using errcode = 'insufficient_privilege';
  end if;
  if split_part(journal.kind, '.', 1) in ('circle', 'member', 'epoch', 'key', 'custodians', 'account', 'post',
      'session', 'passphrase', 'factor') then
    raise exception 'journal: % is written by its own function', journal.kind using errcode = 'insufficient_privilege';
  end if;
  if journal.file is not null then
    select f.circle_id into circle_of_file from public.access_file f where f.id = journal.file;
    if circle_of_file is null or circle_of_file is distinct from coalesce(place, circle_of_file) then
      raise exception 'journal: no such file or circle' using errcode = 'insufficient_privilege';
    end if;
    place := circle_of_file;
  end if;
  if place is not null and not coalesce(place = any (app.my_circles()), false) then
    raise exception 'journal: no such file or circle' using errcode = 'insufficient_privilege';
  end if;
  return journal.append(journal.kind, journal.file, place, journal.detail, me, app.session());
end $$;

-- The entries of one file, first to last, for a reader of its circle; none for anybody else.
create or replace function app.journal_of(file uuid)
returns table (id uuid, at timestamptz, actor uuid, kind text, circle uuid, seq bigint, detail text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select e.id, e.at, e.actor, e.kind, e.circle, e.seq, e.detail from journal.entry e
    where e.file = journal_of.file
      and exists (
        select from public.access_file f
        where f.id = journal_of.file and f.circle_id = any ((select app.my_circles())::uuid[]))
    order by e.seq;
end $$;

-- What is written stays. A superuser could remove the trigger anyway; the verifier tells.
create or replace function journal.refuse() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if (select rolsuper from pg_roles where rolname = current_user) then
    return null;
  end if;
  raise exception 'journal: % on %.% is refused, what is written stays', tg_op, tg_table_schema, tg_table_name
    using errcode = 'insufficient_privilege';
end $$;

create or replace trigger written_stays before update or delete or truncate on journal.entry
  for each statement execute function journal.refuse();
create or replace trigger written_stays before update or delete or truncate on journal.leaf
  for each statement execute function journal.refuse();
create or replace trigger written_stays before update or delete or truncate on journal.checkpoint
  for each statement execute function journal.refuse();
create or replace trigger written_stays before delete or truncate on journal.head
  for each statement execute function journal.refuse();

-- The functions of the schema `app` are given to the door, and to the web role to call, with those of all areas.
revoke all on function journal.canonical(journal.entry) from public;
revoke all on function journal.append(text, uuid, uuid, text, uuid, uuid) from public;
revoke all on function journal.refuse() from public;
grant execute on function journal.canonical(journal.entry) to cloison_door, cloison_auditor;
alter function journal.append(text, uuid, uuid, text, uuid, uuid) owner to cloison_door;
