-- Accounts and posts: written by a technical administrator's session, who manages people and never files.
create or replace function app.administers() returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (select p.organisation_id from public.accounts_post p
    where p.member_id = app.me() and p.role = 'technical_admin' and p.starts_at <= now() and p.ended_at is null
      and (p.ends_at is null or p.ends_at > now()) limit 1);
end $$;

create or replace function app.must_administer() returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if app.administers() is null then raise exception using errcode = '42501', message = 'not an administrator'; end if;
  return app.administers();
end $$;

create or replace function app.add_team(team uuid, name text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.accounts_team (id, organisation_id, name) values (team, app.must_administer(), add_team.name);
end $$;

-- False when the login is taken; it names a professional, so saying so reveals no person.
create or replace function app.add_member(member uuid, login_name text, name text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare house uuid := app.must_administer();
begin
  insert into public.accounts_member (id, organisation_id, login, name, made_at)
    values (member, house, login_name, add_member.name, now()) on conflict (login) do nothing;
  if not found then return false; end if;
  perform journal.append('account.created', null, null, jsonb_build_object('member', member)::text, app.me(), app.session());
  return true;
end $$;

create or replace function app.invite(member uuid, token_hash bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from public.accounts_member m
      where m.id = member and m.organisation_id = app.must_administer()) then
    raise exception using errcode = '42501', message = 'no such member';
  end if;
  update public.accounts_activation a set used_at = now() where a.member_id = member and a.used_at is null;
  insert into public.accounts_activation (id, member_id, token_hash, made_by, expires_at)
    values (gen_random_uuid(), member, invite.token_hash, app.me(), now() + interval '7 days');
end $$;

create or replace function app.activation(token_hash bytea) returns table (login text, name text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select m.login::text, m.name::text from public.accounts_activation a join public.accounts_member m on m.id = a.member_id
   where a.token_hash = activation.token_hash and a.used_at is null and a.expires_at > now()
$$;

create or replace function app.grant_post(post uuid, member uuid, team uuid, role text, basis text,
  ends_at timestamptz) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare house uuid := app.must_administer();
begin
  if not exists (select from public.accounts_member m where m.id = member and m.organisation_id = house)
     or (team is not null and not exists (select from public.accounts_team t where t.id = team and t.organisation_id = house)) then
    raise exception using errcode = '42501', message = 'no such member or team';
  end if;
  insert into public.accounts_post (id, organisation_id, member_id, team_id, role, basis, starts_at, ends_at, granted_by)
    values (post, house, member, team, grant_post.role, grant_post.basis, now(), grant_post.ends_at, app.me());
  perform journal.append('post.granted', null, null,
    jsonb_build_object('member', member, 'post', post, 'role', role)::text, app.me(), app.session());
end $$;

-- The first organisation and its administrator: by the owner at installation, never by the web.
create or replace function core.found_organisation(organisation uuid, name text, admin uuid, login_name text,
  admin_name text, token_hash bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.accounts_organisation (id, name, second_factor, idle_minutes, made_at)
    values (organisation, found_organisation.name, false, 15, now());
  insert into public.accounts_member (id, organisation_id, login, name, made_at)
    values (admin, organisation, login_name, admin_name, now());
  insert into public.accounts_post (id, organisation_id, member_id, role, basis, starts_at)
    values (gen_random_uuid(), organisation, admin, 'technical_admin', 'none', now());
  insert into public.accounts_activation (id, member_id, token_hash, expires_at)
    values (gen_random_uuid(), admin, found_organisation.token_hash, now() + interval '7 days');
  perform journal.append('account.created', null, null, jsonb_build_object('member', admin)::text, null, null);
end $$;

-- How the journal stands, for the data protection officer and the administrator: counts and the last signed note.
create or replace function app.journal_state() returns table (sealed bigint, sealed_at timestamptz, note text, since bigint)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare c journal.checkpoint;
begin
  if not exists (select from public.accounts_post p where p.member_id = app.me() and p.role in ('dpo', 'technical_admin')
      and p.starts_at <= now() and p.ended_at is null and (p.ends_at is null or p.ends_at > now())) then
    return;
  end if;
  select * into c from journal.checkpoint x order by x.size desc limit 1;
  return query select coalesce(c.size, 0), c.at, c.note,
    (select count(*) from journal.entry e where c.at is null or e.at > c.at);
end $$;

create or replace function app.set_second_factor(required boolean, idle_minutes integer) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  update public.accounts_organisation o
    set second_factor = required, idle_minutes = least(greatest(set_second_factor.idle_minutes, 2), 60)
    where o.id = app.must_administer();
end $$;
