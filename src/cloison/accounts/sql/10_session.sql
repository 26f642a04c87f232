-- The session secret is the database credential: these functions turn it into a professional, and nothing else does.
grant usage on schema app to cloison_web, cloison_door, cloison_auditor;

-- The clock of this moment, not now(), which a transaction kept open would freeze before an expiry.
create or replace function app.token_hash() returns bytea
language sql stable set search_path = pg_catalog, pg_temp as $$
  select sha256(convert_to(coalesce(current_setting('cloison.token', true), ''), 'UTF8'))
$$;

create or replace function app.session() returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (select s.id from public.accounts_session s
    where s.token_hash = sha256(convert_to(coalesce(current_setting('cloison.token', true), ''), 'UTF8'))
      and s.established and s.closed_at is null and s.locked_at is null and s.expires_at > clock_timestamp() and s.seen_at > clock_timestamp() - s.idle);
end $$;

create or replace function app.me() returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (select s.member_id from public.accounts_session s
    where s.token_hash = sha256(convert_to(coalesce(current_setting('cloison.token', true), ''), 'UTF8'))
      and s.established and s.closed_at is null and s.locked_at is null and s.expires_at > clock_timestamp() and s.seen_at > clock_timestamp() - s.idle);
end $$;

create or replace function app.my_organisation() returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (select s.organisation_id from public.accounts_session s
    where s.token_hash = sha256(convert_to(coalesce(current_setting('cloison.token', true), ''), 'UTF8'))
      and s.established and s.closed_at is null and s.locked_at is null and s.expires_at > clock_timestamp() and s.seen_at > clock_timestamp() - s.idle);
end $$;

-- Binds the token to this transaction and tells its state: none, locked, second_factor or open. Notes that it was seen.
create or replace function app.begin(token text) returns table (
  state text, session_id uuid, member_id uuid, organisation_id uuid, login text, name text,
  key_id uuid, vault bytea, idle_seconds integer, posts json)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare s public.accounts_session; found_state text;
begin
  perform set_config('cloison.token', token, true);
  select * into s from public.accounts_session x where x.token_hash = app.token_hash();
  if not found or s.closed_at is not null or s.expires_at <= now() then
    -- Whose session it was, so that a form sent too late is given back to its author and to nobody else.
    return query select 'none', null::uuid, s.member_id, null::uuid, null, null, null::uuid, null::bytea, 0, null::json;
    return;
  end if;
  if s.locked_at is null and s.seen_at <= now() - s.idle then
    update public.accounts_session x set locked_at = now(), vault = null where x.id = s.id;
    s.locked_at := now(); s.vault := null;
  elsif s.locked_at is null and s.seen_at < now() - interval '30 seconds' then
    update public.accounts_session x set seen_at = now() where x.id = s.id;
  end if;
  found_state := case when s.locked_at is not null then 'locked'
                      when not s.established then 'second_factor' else 'open' end;
  return query select found_state, s.id, s.member_id, s.organisation_id, m.login::text, m.name::text, s.key_id, s.vault,
      extract(epoch from s.idle)::integer,
      (select json_agg(json_build_array(p.id, p.team_id, t.name, p.role, p.basis) order by p.starts_at, p.id)
         from public.accounts_post p left join public.accounts_team t on t.id = p.team_id
        where p.member_id = s.member_id and p.starts_at <= now() and p.ended_at is null
          and (p.ends_at is null or p.ends_at > now()))
    from public.accounts_member m where m.id = s.member_id;
end $$;

-- What Argon2id needs. An unknown name gets a salt too, always the same for that name.
create or replace function app.login_salt(login_name text) returns bytea
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce(
    (select k.salt from keys.member_key k join public.accounts_member m on m.id = k.member_id
      where m.login = login_name and k.ended_at is null),
    (select substr(sha256(convert_to(o.id::text || login_name, 'UTF8')), 1, 16)
       from public.accounts_organisation o order by o.made_at limit 1),
    substr(sha256(convert_to(login_name, 'UTF8')), 1, 16));
end $$;

-- Seconds to wait before this name may try again from this address; a name under attack from many waits a minute.
create or replace function app.login_wait(login_name text, address text) returns integer
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare far integer; near timestamptz;
begin
  select a.wait_until into near from public.accounts_attempt a
    where a.id = sha256(convert_to(login_name || chr(10) || address, 'UTF8'));
  select coalesce(sum(a.refused), 0) into far from public.accounts_attempt a
    where a.login = sha256(convert_to(login_name, 'UTF8')) and a.last_at > now() - interval '1 minute';
  if far >= 30 then near := greatest(near, now() + interval '1 minute'); end if;
  return greatest(0, ceil(extract(epoch from coalesce(near, now()) - now())))::integer;
end $$;

create or replace function app.login_refused(login_name text, address text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare key bytea := sha256(convert_to(login_name || chr(10) || address, 'UTF8'));
begin
  delete from public.accounts_attempt a where a.last_at < now() - interval '1 hour';
  insert into public.accounts_attempt as a (id, login, refused, last_at)
    values (key, sha256(convert_to(login_name, 'UTF8')), 1, now())
    on conflict (id) do update set refused = a.refused + 1, last_at = now(),
      wait_until = case when a.refused + 1 >= 5
        then now() + least(interval '15 minutes', interval '30 seconds' * power(2, least(a.refused - 4, 8))) end;
end $$;

-- The wrapped private key, for the one who proves the passphrase; nothing for anybody else.
create or replace function app.login_prove(login_name text, proof bytea)
returns table (member_id uuid, organisation_id uuid, key_id uuid, wrapped bytea)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query select m.id, m.organisation_id, k.id, k.wrapped
    from public.accounts_member m join keys.member_key k on k.member_id = m.id and k.ended_at is null
    where m.login = login_name and k.proof = sha256(login_prove.proof);
end $$;

create or replace function app.open_session(login_name text, proof bytea, address text, token_hash bytea,
  vault bytea, device text) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare who record; house public.accounts_organisation; made uuid := gen_random_uuid(); proved boolean;
begin
  select * into who from app.login_prove(login_name, proof);
  if not found or app.login_wait(login_name, address) > 0 then return null; end if;
  select * into house from public.accounts_organisation o where o.id = who.organisation_id;
  delete from public.accounts_attempt a
    where a.id = sha256(convert_to(login_name || chr(10) || address, 'UTF8'));
  -- Sessions left behind keep no private key, not even one that only a lost cookie could open.
  update public.accounts_session s set vault = null, locked_at = coalesce(s.locked_at, now())
    where s.member_id = who.member_id and s.vault is not null and (s.expires_at <= now() or s.seen_at <= now() - s.idle);
  -- A second factor is asked where the organisation wants one, and of whoever chose to have one.
  proved := not house.second_factor and not exists (select from public.accounts_secondfactor f
    where f.member_id = who.member_id and f.confirmed_at is not null and f.ended_at is null);
  insert into public.accounts_session
    (id, member_id, organisation_id, token_hash, vault, key_id, device, idle, established, opened_at, seen_at, expires_at)
    values (made, who.member_id, who.organisation_id, open_session.token_hash, open_session.vault, who.key_id,
      left(open_session.device, 60), make_interval(mins => house.idle_minutes), proved,
      now(), now(), now() + interval '10 hours');
  perform journal.append('session.opened', null, null, '{}', who.member_id, made);
  return made;
end $$;

-- Opens a locked session again with the passphrase of its own professional.
create or replace function app.unlock_session(proof bytea, vault bytea) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.accounts_session s set locked_at = null, seen_at = now(), vault = unlock_session.vault
    from keys.member_key k
    where s.token_hash = app.token_hash() and s.closed_at is null and s.expires_at > now()
      and k.id = s.key_id and k.ended_at is null and k.proof = sha256(unlock_session.proof);
  return found;
end $$;

create or replace function app.lock_session() returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  update public.accounts_session set locked_at = now(), vault = null
    where token_hash = app.token_hash() and locked_at is null
$$;

create or replace function app.close_session(target uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare mine uuid; member uuid;
begin
  select s.id, s.member_id into mine, member from public.accounts_session s
    where s.token_hash = app.token_hash() and s.closed_at is null;
  if target is not null and app.me() is null then return false; end if;
  update public.accounts_session s set closed_at = now(), vault = null
    where s.id = coalesce(target, mine) and s.member_id = member and s.closed_at is null;
  if not found then return false; end if;
  perform journal.append('session.closed', null, null, '{}', member, coalesce(target, mine));
  return true;
end $$;

create or replace function app.my_sessions()
returns table (id uuid, device text, opened_at timestamptz, seen_at timestamptz, current boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query select s.id, s.device::text, s.opened_at, s.seen_at, s.id = app.session()
    from public.accounts_session s
    where s.member_id = app.me() and s.closed_at is null and s.expires_at > now() order by s.opened_at desc;
end $$;

-- Second factor: while the session is not established these see it by its token alone.
create or replace function app.pending_member() returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.member_id from public.accounts_session s where s.token_hash = app.token_hash()
    and s.closed_at is null and s.locked_at is null and s.expires_at > clock_timestamp() and s.seen_at > clock_timestamp() - s.idle
$$;

-- A confirmed factor hides one that is being added: whoever holds the passphrase alone must not confirm that one.
create or replace function app.second_factor() returns table (id uuid, sealed bytea, confirmed_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query select f.id, f.sealed, f.confirmed_at from public.accounts_secondfactor f
    where f.member_id = app.pending_member() and f.ended_at is null
    order by (f.confirmed_at is null), f.made_at desc limit 1;
end $$;

-- The factor that an established session is adding.
create or replace function app.new_second_factor() returns table (id uuid, sealed bytea)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query select f.id, f.sealed from public.accounts_secondfactor f
    where f.member_id = app.me() and f.ended_at is null and f.confirmed_at is null order by f.made_at desc limit 1;
end $$;

create or replace function core.has_second_factor(member uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.accounts_secondfactor f
    where f.member_id = member and f.ended_at is null and f.confirmed_at is not null)
$$;

create or replace function app.add_second_factor(sealed bytea) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare made uuid := gen_random_uuid(); who uuid := app.pending_member();
begin
  if who is null or (app.me() is null and core.has_second_factor(who)) then return null; end if;
  update public.accounts_secondfactor f set ended_at = now()
    where f.member_id = who and f.ended_at is null and f.confirmed_at is null;
  insert into public.accounts_secondfactor (id, member_id, sealed, made_at, last_step)
    values (made, who, add_second_factor.sealed, now(), 0);
  return made;
end $$;

-- Wrong codes are counted for the account, wherever they come from: only its passphrase leads to this question.
create or replace function core.factor_attempts(login_name text) returns bytea
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select sha256(convert_to(login_name || chr(10) || 'second factor', 'UTF8'))
$$;

-- A code is good once: its time step must be later than the last one used.
create or replace function app.pass_second_factor(factor uuid, step bigint) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare who uuid := app.pending_member(); had boolean; before timestamptz;
begin
  had := core.has_second_factor(who);
  select f.confirmed_at into before from public.accounts_secondfactor f where f.id = factor;
  update public.accounts_secondfactor f set last_step = step, confirmed_at = coalesce(f.confirmed_at, now())
    where f.id = factor and f.member_id = who and f.ended_at is null and f.last_step < step
      and (f.confirmed_at is not null or not had or app.me() is not null);
  if not found then return false; end if;
  update public.accounts_secondfactor f set ended_at = now()
    where f.member_id = who and f.id <> factor and f.ended_at is null;
  update public.accounts_session s set established = true where s.token_hash = app.token_hash();
  if before is null then
    perform journal.append('factor.added', null, null, jsonb_build_object('factor', factor)::text, who, app.session());
  end if;
  delete from public.accounts_attempt a
    using public.accounts_member m where m.id = who and a.id = core.factor_attempts(m.login);
  return true;
end $$;

-- By an administrator, for somebody who lost the telephone: the passphrase stays, a new factor is asked for.
create or replace function app.remove_second_factor(member uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.accounts_secondfactor f set ended_at = now() from public.accounts_member m
    where m.id = member and m.organisation_id = app.must_administer() and f.member_id = m.id and f.ended_at is null;
  if not found then return false; end if;
  perform journal.append('factor.removed', null, null, jsonb_build_object('member', member)::text, app.me(), app.session());
  return true;
end $$;

-- Which professionals have a second factor: for whoever administers accounts.
create or replace function app.second_factors() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (select coalesce(array_agg(distinct f.member_id), '{}') from public.accounts_secondfactor f
    join public.accounts_member m on m.id = f.member_id and m.organisation_id = app.administers()
    where f.ended_at is null and f.confirmed_at is not null);
end $$;
