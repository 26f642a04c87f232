-- Key pairs are published through the journal: a key that the journal does not know is refused by those who share.
create or replace function core.publish_key(member uuid, key uuid, suite smallint, public bytea, salt bytea,
  proof bytea, wrapped bytea, actor uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare line uuid;
begin
  line := journal.append('key.published', null, null,
    jsonb_build_object('member', member, 'key', key, 'fingerprint', encode(sha256(public), 'hex'))::text, actor, null);
  update keys.member_key k set ended_at = now() where k.member_id = member and k.ended_at is null;
  insert into keys.member_key (id, organisation_id, member_id, suite, public, salt, proof, wrapped, entry, made_at)
    select key, m.organisation_id, m.id, publish_key.suite, publish_key.public, publish_key.salt,
      sha256(publish_key.proof), publish_key.wrapped, line, now()
    from public.accounts_member m where m.id = member;
end $$;

create or replace function app.activate(token_hash bytea, key uuid, suite smallint, public bytea, salt bytea,
  proof bytea, wrapped bytea) returns text
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare who uuid;
begin
  update public.accounts_activation a set used_at = now()
    where a.token_hash = activate.token_hash and a.used_at is null and a.expires_at > now()
    returning a.member_id into who;
  if who is null then return null; end if;
  perform core.publish_key(who, key, suite, public, salt, proof, wrapped, who);
  update public.accounts_session s set closed_at = now(), vault = null where s.member_id = who and s.closed_at is null;
  -- Sealed under the former key pair: nobody can open it any more.
  update public.accounts_secondfactor f set ended_at = now() where f.member_id = who and f.ended_at is null;
  return (select m.login from public.accounts_member m where m.id = who);
end $$;

-- Same key pair, new passphrase; every other session of this professional is closed.
create or replace function app.change_passphrase(old_proof bytea, salt bytea, proof bytea, wrapped bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update keys.member_key k set salt = change_passphrase.salt, proof = sha256(change_passphrase.proof),
      wrapped = change_passphrase.wrapped
    where k.member_id = app.me() and k.ended_at is null and k.proof = sha256(old_proof);
  if not found then return false; end if;
  update public.accounts_session s set closed_at = now(), vault = null
    where s.member_id = app.me() and s.closed_at is null and s.id <> app.session();
  perform journal.append('passphrase.changed', null, null, '{}', app.me(), app.session());
  return true;
end $$;

-- Whether the journal published exactly this public key for this professional.
create or replace function app.key_known(key uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return exists (select from keys.member_key k join journal.entry e on e.id = k.entry
    where k.id = key and e.kind = 'key.published' and e.detail =
      jsonb_build_object('member', k.member_id, 'key', k.id, 'fingerprint', encode(sha256(k.public), 'hex'))::text);
end $$;

-- Whether the journal knows this recovery key as it stands: circle keys are wrapped for no other.
create or replace function app.recovery_known(recovery uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return exists (select from keys.recovery_key r join journal.entry e on e.id = r.entry
    where r.id = recovery and r.organisation_id = app.my_organisation() and e.kind = 'custodians.named' and e.detail =
      jsonb_build_object('recovery', r.id, 'fingerprint', encode(sha256(r.public), 'hex'))::text);
end $$;

-- The current epoch of one of my circles, and whether somebody who left still holds its key.
create or replace function app.epoch(circle uuid) returns table (epoch integer, stale boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not circle = any(app.my_circles()) then return; end if;
  return query with latest as (select max(w.epoch) as epoch from keys.circle_wrap w where w.circle_id = circle)
    select l.epoch, exists (select from keys.circle_wrap w where w.circle_id = circle and w.epoch = l.epoch
        and not exists (select from public.access_membership m where m.circle_id = circle and m.member_id = w.member_id
          and m.ended_at is null and (m.ends_at is null or m.ends_at > now()) and core.journalled(m)))
    from latest l where l.epoch is not null;
end $$;

-- The public keys of those now in one of my circles, and which epochs each can already open.
create or replace function app.recipients(circle uuid)
returns table (member_id uuid, key_id uuid, suite smallint, public bytea, known boolean, epochs integer[])
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not circle = any(app.my_circles()) then return; end if;
  return query select distinct on (m.member_id) m.member_id, k.id, k.suite, k.public, app.key_known(k.id),
      array(select w.epoch from keys.circle_wrap w where w.circle_id = circle and w.key_id = k.id order by 1)
    from public.access_membership m join keys.member_key k on k.member_id = m.member_id and k.ended_at is null
    where m.circle_id = circle and m.ended_at is null and (m.ends_at is null or m.ends_at > now()) and core.journalled(m);
end $$;

create or replace function app.wrap_for_recovery(circle uuid, epoch integer, recovery uuid, sealed bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not circle = any(app.my_circles()) then raise exception using errcode = '42501', message = 'not in the circle'; end if;
  -- What former custodians could open goes as soon as the present ones have it.
  delete from keys.recovery_wrap r where r.circle_id = circle and r.epoch = wrap_for_recovery.epoch;
  insert into keys.recovery_wrap (id, circle_id, epoch, recovery_id, sealed, made_at)
    values (gen_random_uuid(), circle, wrap_for_recovery.epoch, recovery, wrap_for_recovery.sealed, now());
end $$;

-- Circles of mine whose key is not yet wrapped for the recovery key of my organisation.
create or replace function app.unrecoverable(recovery uuid) returns table (circle_id uuid, epoch integer)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query select distinct w.circle_id, w.epoch from keys.circle_wrap w
    where w.circle_id = any((select app.my_circles())::uuid[]) and not exists (select from keys.recovery_wrap r
      where r.circle_id = w.circle_id and r.epoch = w.epoch and r.recovery_id = recovery);
end $$;

-- Named by the data protection officer: those who manage accounts must not choose who can open what others wrote.
create or replace function app.name_custodians(recovery uuid, suite smallint, public bytea, pairs json) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare line uuid; house uuid := app.my_organisation();
begin
  if house is null or not exists (select from public.accounts_post p where p.member_id = app.me() and p.role = 'dpo'
      and p.starts_at <= now() and p.ended_at is null and (p.ends_at is null or p.ends_at > now())) then
    raise exception using errcode = '42501', message = 'only the data protection officer names custodians';
  end if;
  if exists (select from json_array_elements(pairs) p where (p->>0) = (p->>1) or 2 <> (select count(*) from keys.member_key k
      where k.organisation_id = house and k.ended_at is null and (k.member_id, k.id) in
        (((p->>0)::uuid, (p->>2)::uuid), ((p->>1)::uuid, (p->>3)::uuid)))) then
    raise exception using errcode = '42501', message = 'two different professionals, with their own keys';
  end if;
  line := journal.append('custodians.named', null, null,
    jsonb_build_object('recovery', recovery, 'fingerprint', encode(sha256(public), 'hex'))::text, app.me(), app.session());
  update keys.recovery_key r set ended_at = now() where r.organisation_id = house and r.ended_at is null;
  insert into keys.recovery_key (id, organisation_id, suite, public, entry, made_at)
    values (recovery, house, name_custodians.suite, name_custodians.public, line, now());
  insert into keys.recovery_pair (id, organisation_id, recovery_id, first_id, second_id, first_key_id, second_key_id, sealed)
    select gen_random_uuid(), house, recovery, (p->>0)::uuid, (p->>1)::uuid, (p->>2)::uuid, (p->>3)::uuid, decode(p->>4, 'base64')
    from json_array_elements(pairs) p;
end $$;

-- Whether the caller is one of the three who hold the present recovery key.
create or replace function core.is_custodian(recovery uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from keys.recovery_pair p join keys.recovery_key r on r.id = p.recovery_id
    where r.id = recovery and r.ended_at is null and app.me() in (p.first_id, p.second_id))
$$;

-- What two custodians need to give one professional's circles back: the wraps of the circles she is in now.
create or replace function app.recovery_wraps(recovery uuid, target uuid)
returns table (circle_id uuid, epoch integer, sealed bytea)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not core.is_custodian(recovery) then
    raise exception using errcode = '42501', message = 'not a custodian';
  end if;
  perform journal.append('key.recovered', null, null,
    jsonb_build_object('recovery', recovery, 'member', target)::text, app.me(), app.session());
  return query select r.circle_id, r.epoch, r.sealed from keys.recovery_wrap r
    where r.recovery_id = recovery and exists (select from public.access_membership m where m.circle_id = r.circle_id
      and m.member_id = target and m.ended_at is null and (m.ends_at is null or m.ends_at > now()) and core.journalled(m))
    and not exists (select from keys.circle_wrap w join keys.member_key k on k.id = w.key_id and k.ended_at is null
      where w.circle_id = r.circle_id and w.epoch = r.epoch and k.member_id = target);
end $$;

create or replace function app.recovered_wrap(recovery uuid, circle uuid, epoch integer, key uuid, suite smallint, sealed bytea)
returns void language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare target uuid := (select k.member_id from keys.member_key k where k.id = key and k.ended_at is null);
begin
  if not core.is_custodian(recovery)
     or not exists (select from public.access_membership m where m.circle_id = circle and m.member_id = target
       and m.ended_at is null and (m.ends_at is null or m.ends_at > now()) and core.journalled(m)) then
    raise exception using errcode = '42501', message = 'not a custodian, or not in the circle';
  end if;
  insert into keys.circle_wrap (id, circle_id, epoch, member_id, key_id, suite, sealed, made_by, made_at)
    values (gen_random_uuid(), circle, recovered_wrap.epoch, target, key, recovered_wrap.suite, recovered_wrap.sealed, app.me(), now());
end $$;

-- The journal lines that only sharing a key may leave.
create or replace function app.note_key(kind text, circle uuid, epoch integer) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if kind not in ('epoch.started', 'key.rewrapped') or not circle = any(app.my_circles()) then
    raise exception using errcode = '42501', message = 'not in the circle';
  end if;
  perform journal.append(kind, null, circle, jsonb_build_object('epoch', note_key.epoch)::text, app.me(), app.session());
end $$;

-- In all my circles: who is in but cannot open some epoch that I can open (a newcomer, a new key pair).
create or replace function app.without_key()
returns table (circle_id uuid, member_id uuid, key_id uuid, public bytea, known boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare mine uuid := (select k.id from keys.member_key k where k.member_id = app.me() and k.ended_at is null);
begin
  -- `offset 0`: the journal is asked about the few who lack a key, not about all my colleagues.
  return query select distinct (lacking.m).circle_id, (lacking.m).member_id, lacking.id, lacking.public, app.key_known(lacking.id)
    from (select m, k.id, k.public from keys.circle_wrap w
      join public.access_membership m on m.circle_id = w.circle_id and m.ended_at is null
        and (m.ends_at is null or m.ends_at > now())
      join keys.member_key k on k.member_id = m.member_id and k.ended_at is null
      where w.key_id = mine and w.circle_id = any((select app.my_circles())::uuid[]) and not exists (select from keys.circle_wrap o
        where o.circle_id = w.circle_id and o.epoch = w.epoch and o.key_id = k.id) offset 0) lacking
    where core.journalled(lacking.m);
end $$;
