-- The ledger decides; nothing about access is computed from roles when reading.
create or replace function app.my_circles() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- The session is joined here and not asked of app.me(): every policed statement comes through this one.
  return (select coalesce(array_agg(m.circle_id), '{}')
    from public.accounts_session s join public.access_membership m on m.member_id = s.member_id
    where s.token_hash = sha256(convert_to(coalesce(current_setting('cloison.token', true), ''), 'UTF8'))
      and s.established and s.closed_at is null and s.locked_at is null
      and s.expires_at > clock_timestamp() and s.seen_at > clock_timestamp() - s.idle
      and m.starts_at <= clock_timestamp() and m.ended_at is null
      and (m.ends_at is null or m.ends_at > clock_timestamp()));
end $$;

-- Files that this session opened in an earlier, committed transaction.
create or replace function app.opened() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return (select coalesce(array_agg(distinct t.file_id), '{}')
    from public.accounts_session s join public.access_ticket t on t.session_id = s.id
    where s.token_hash = sha256(convert_to(coalesce(current_setting('cloison.token', true), ''), 'UTF8'))
      and s.established and s.closed_at is null and s.locked_at is null
      and s.expires_at > clock_timestamp() and s.seen_at > clock_timestamp() - s.idle
      and t.expires_at > clock_timestamp()
      and t.xid is distinct from pg_current_xact_id_if_assigned()::text::bigint);
end $$;

-- The door: journal line and ticket for a file of mine; null for any other, whether it exists or not.
create or replace function app.open_file(file uuid, why text) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare circle uuid; here uuid := app.session();
begin
  select f.circle_id into circle from public.access_file f where f.id = file and f.circle_id = any(app.my_circles());
  if not found then return null; end if;
  if not exists (select from public.access_ticket t
      where t.session_id = here and t.file_id = file and t.expires_at > clock_timestamp() + interval '1 minute') then
    perform journal.append('file.opened', file, circle, jsonb_build_object('why', why)::text, app.me(), here);
    insert into public.access_ticket (id, session_id, file_id, xid, opened_at, expires_at)
      values (gen_random_uuid(), here, file, pg_current_xact_id()::text::bigint, now(), now() + interval '30 minutes');
  end if;
  return circle;
end $$;

-- All that a row of the ledger grants, as the journal keeps it: `access.audit` holds one against the other.
create or replace function core.membership_detail(m public.access_membership) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('membership', m.id, 'member', m.member_id, 'post', m.post_id, 'basis', m.basis,
    'reason', m.reason, 'starts', extract(epoch from m.starts_at), 'ends', extract(epoch from m.ends_at))::text
$$;

-- One row of the ledger with its journal line. Only the functions below call it.
create or replace function core.write_membership(circle uuid, compartment text, member uuid, post uuid, reason text,
  ends_at timestamptz) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare p public.accounts_post; made public.access_membership;
begin
  select * into p from public.accounts_post x where x.id = post and x.member_id = member
    and x.organisation_id = app.my_organisation() and x.starts_at <= now() and x.ended_at is null
    and (x.ends_at is null or x.ends_at > now());
  if not found or p.basis = 'none' or not app.may_hold(compartment, p.role) then
    raise exception using errcode = '42501', message = 'this post may not be in this circle';
  end if;
  made.id := gen_random_uuid();
  made.circle_id := circle;
  made.member_id := member;
  made.post_id := post;
  made.basis := p.basis;
  made.reason := write_membership.reason;
  made.granted_by := app.me();
  made.starts_at := now();
  made.ends_at := least(write_membership.ends_at, p.ends_at);
  made.entry := journal.append('member.granted', null, circle, core.membership_detail(made), app.me(), app.session());
  insert into public.access_membership select made.*;
end $$;

-- A new circle with its first members, of whom the caller is one. `members` = [[member, post, reason, ends_at], …].
create or replace function app.create_circle(circle uuid, compartment text, kind text, team uuid, members json) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare m json; house uuid := app.my_organisation();
begin
  if house is null then raise exception using errcode = '42501', message = 'no session'; end if;
  if team is not null and not exists (select from public.accounts_team t where t.id = team and t.organisation_id = house) then
    raise exception using errcode = '42501', message = 'no such team';
  end if;
  if kind = 'desk' then
    -- Two receptionists who start the same morning must not make two desks.
    perform pg_advisory_xact_lock(hashtextextended(team::text, 0));
    if app.has_desk(team) or exists (select from json_array_elements(members) s where not exists (
        select from public.accounts_post p where p.id = (s->>1)::uuid and p.team_id = team and p.role = 'reception')) then
      raise exception using errcode = '42501', message = 'this desk has its circle';
    end if;
  end if;
  perform journal.append('circle.created', null, circle,
    jsonb_build_object('circle', circle, 'compartment', compartment, 'kind', kind)::text, app.me(), app.session());
  insert into public.access_circle (id, organisation_id, team_id, compartment, kind, made_by, made_at)
    values (circle, house, team, create_circle.compartment, create_circle.kind, app.me(), now());
  for m in select * from json_array_elements(members) loop
    perform core.write_membership(circle, compartment, (m->>0)::uuid, (m->>1)::uuid, m->>2, (m->>3)::timestamptz);
  end loop;
  if not circle = any(app.my_circles()) then
    raise exception using errcode = '42501', message = 'whoever creates a circle is in it';
  end if;
end $$;

create or replace function app.has_desk(team uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.access_circle c where c.team_id = team and c.kind = 'desk'
    and exists (select from public.accounts_post p where p.member_id = app.me() and p.team_id = team and p.role = 'reception'))
$$;

create or replace function app.grant_membership(circle uuid, member uuid, post uuid, reason text, ends_at timestamptz) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare c public.access_circle;
begin
  select * into c from public.access_circle x where x.id = circle and x.id = any(app.my_circles());
  if not found then raise exception using errcode = '42501', message = 'not in the circle'; end if;
  if c.kind = 'desk' and not exists (select from public.accounts_post p
      where p.id = post and p.team_id = c.team_id and p.role = 'reception') then
    raise exception using errcode = '42501', message = 'the desk is for its reception';
  end if;
  if exists (select from public.access_membership m where m.circle_id = circle and m.member_id = member
      and m.ended_at is null and (m.ends_at is null or m.ends_at > now())) then return; end if;
  perform core.write_membership(circle, c.compartment, member, post, reason, ends_at);
end $$;

-- One leaves a circle oneself; the referent lets somebody go; at a desk, any colleague of it.
create or replace function app.end_membership(membership uuid, why text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare ended public.access_membership;
begin
  update public.access_membership m set ended_at = now(), ended_by = app.me(), end_reason = why
    where m.id = membership and m.circle_id = any(app.my_circles()) and m.ended_at is null
      and (m.member_id = app.me() or exists (select from public.access_membership own
        where own.circle_id = m.circle_id and own.member_id = app.me() and own.ended_at is null
          and (own.ends_at is null or own.ends_at > clock_timestamp()) and own.reason in ('referent', 'desk')))
    returning * into ended;
  if not found then return false; end if;
  perform journal.append('member.ended', null, ended.circle_id, jsonb_build_object('membership', ended.id,
    'member', ended.member_id, 'reason', why)::text, app.me(), app.session());
  return true;
end $$;

-- Ending a post ends its rows in the ledger at once; the circles turn their key at their next writing.
create or replace function app.end_post(post uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare p public.accounts_post; ended record;
begin
  update public.accounts_post x set ended_at = now(), ended_by = app.me()
    where x.id = post and x.organisation_id = app.must_administer() and x.ended_at is null returning * into p;
  if not found then return false; end if;
  perform journal.append('post.ended', null, null, jsonb_build_object('member', p.member_id, 'post', p.id)::text,
    app.me(), app.session());
  for ended in update public.access_membership m set ended_at = now(), ended_by = app.me(), end_reason = 'post_ended'
      where m.post_id = p.id and m.ended_at is null returning m.id, m.circle_id, m.member_id loop
    perform journal.append('member.ended', null, ended.circle_id, jsonb_build_object('membership', ended.id,
      'member', ended.member_id, 'reason', 'post_ended')::text, app.me(), app.session());
  end loop;
  return true;
end $$;

-- Holders of a reception post of this desk who are not yet in its circle.
create or replace function app.waiting_for_desk(circle uuid) returns table (member_id uuid, post_id uuid)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query select p.member_id, p.id from public.access_circle c
    join public.accounts_post p on p.team_id = c.team_id and p.role = 'reception' and p.starts_at <= now()
      and p.ended_at is null and (p.ends_at is null or p.ends_at > now())
    where c.id = circle and c.kind = 'desk' and c.id = any(app.my_circles()) and not exists (
      select from public.access_membership m where m.circle_id = c.id and m.member_id = p.member_id
        and m.ended_at is null and (m.ends_at is null or m.ends_at > now()));
end $$;

-- Whether the journal wrote this row of the ledger as it stands: one slipped in or altered by hand is not known to it,
-- is shown as such, and is given no key.
create or replace function core.journalled(m public.access_membership) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return exists (select from journal.entry e where e.id = m.entry and e.kind = 'member.granted'
      and e.circle = m.circle_id and e.actor = m.granted_by and e.detail = core.membership_detail(m))
    and (m.ended_at is null) = not exists (select from journal.entry x where x.kind = 'member.ended'
      and x.circle = m.circle_id and position(m.id::text in x.detail) > 0);
end $$;

create or replace function app.membership_known(membership uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce((select core.journalled(m) from public.access_membership m
    where m.id = membership and m.circle_id = any(app.my_circles())), false);
end $$;

-- Whether ending this post would leave some circle without anybody: for the administrator, who is told no more.
create or replace function app.leaves_alone(post uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return exists (select from public.access_membership m
    join public.accounts_post p on p.id = m.post_id and p.organisation_id = app.administers()
    where m.post_id = post and m.ended_at is null and (m.ends_at is null or m.ends_at > now())
      and not exists (select from public.access_membership o where o.circle_id = m.circle_id
        and o.post_id <> m.post_id and o.ended_at is null and (o.ends_at is null or o.ends_at > now())));
end $$;
