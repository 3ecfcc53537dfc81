/** Views, routines, triggers, policies and rights. */

import type { GoodMigration } from "./good-migration.ts";

export const code: readonly GoodMigration[] = [
  {
    name: "view",
    up: "create or replace view open_tasks as select id, project_id, title from tasks where not is_done;",
    down: "drop view if exists open_tasks;",
  },
  {
    name: "view_with_one_more_column",
    up: "create or replace view open_tasks as select id, project_id, title, due_on from tasks where not is_done;",
    down: "drop view if exists open_tasks;\ncreate or replace view open_tasks as select id, project_id, title from tasks where not is_done;",
  },
  {
    name: "view_with_a_comment",
    up: "create or replace view team_sizes as select team_id, count(*) as members from members group by team_id;\ncomment on view team_sizes is 'Members of each team';",
    down: "drop view if exists team_sizes;",
  },
  {
    name: "materialized_view",
    up: `create materialized view if not exists task_counts as
  select project_id, count(*) as tasks from tasks group by project_id;
create unique index if not exists task_counts_key on task_counts (project_id);`,
    down: "drop materialized view if exists task_counts;",
  },
  { name: "next_refresh", up: "refresh materialized view concurrently task_counts;", down: null },
  {
    name: "sql_function",
    up: `create or replace function slugify(input text) returns text language sql immutable parallel safe as $$
  select trim(both '-' from lower(regexp_replace(input, '[^a-zA-Z0-9]+', '-', 'g')))
$$;`,
    down: "drop function if exists slugify(text);",
  },
  {
    name: "plpgsql_function",
    up: `create or replace function close_project(project uuid) returns integer language plpgsql as $$
declare
  closed integer;
begin
  update tasks set is_done = true where project_id = project and not is_done;
  get diagnostics closed = row_count;
  return closed;
end $$;`,
    down: "drop function if exists close_project(uuid);",
  },
  {
    name: "function_with_its_owners_rights",
    up: `create or replace function is_member(team bigint) returns boolean
language sql stable security definer set search_path = ''
as $$ select exists (select 1 from public.members where team_id = team and user_id = nullif(current_setting('app.user_id', true), '')::uuid) $$;
revoke all on function is_member(bigint) from public;`,
    down: "drop function if exists is_member(bigint);",
  },
  {
    name: "function_with_another_body",
    up: `create or replace function slugify(input text) returns text language sql immutable parallel safe as $$
  select trim(both '-' from lower(regexp_replace(coalesce(input, ''), '[^a-zA-Z0-9]+', '-', 'g')))
$$;`,
    down: `create or replace function slugify(input text) returns text language sql immutable parallel safe as $$
  select trim(both '-' from lower(regexp_replace(input, '[^a-zA-Z0-9]+', '-', 'g')))
$$;`,
  },
  {
    name: "function_made_anew_in_one_transaction",
    up: `drop function if exists close_project(uuid);
create or replace function close_project(project uuid, at timestamptz default now()) returns integer language plpgsql as $$
begin
  update tasks set is_done = true where project_id = project and not is_done;
  return 0;
end $$;`,
    down: "drop function if exists close_project(uuid, timestamptz);\ncreate or replace function close_project(project uuid) returns integer language sql as 'select 0';",
  },
  {
    name: "procedure",
    up: `create or replace procedure forget_sessions() language plpgsql as $$
begin
  delete from sessions where expires_at < now() - interval '30 days';
end $$;`,
    down: "drop procedure if exists forget_sessions();",
  },
  {
    name: "trigger_on_a_table_in_use",
    up: "create or replace trigger users_touch before update on users for each row execute function touch_updated_at();",
    down: "drop trigger if exists users_touch on users;",
  },
  {
    name: "trigger_made_anew",
    up: "drop trigger if exists comments_touch on comments;\ncreate trigger comments_touch before update on comments for each row when (old.* is distinct from new.*) execute function touch_updated_at();",
    down: "drop trigger if exists comments_touch on comments;\ncreate trigger comments_touch before update on comments for each row execute function touch_updated_at();",
  },
  {
    name: "policy_for_writers",
    up: "drop policy if exists files_write on files;\ncreate policy files_write on files for insert with check (owner_id is not null);",
    down: "drop policy if exists files_write on files;",
  },
  {
    name: "policy_with_another_condition",
    up: "alter policy files_own on files using (owner_id = nullif(current_setting('app.user_id', true), '')::uuid or owner_id is null);",
    down: "alter policy files_own on files using (owner_id = nullif(current_setting('app.user_id', true), '')::uuid);",
  },
  {
    name: "role_for_readers",
    up: `do $$ begin
  create role app_readers nologin;
exception
  when duplicate_object then null;
end $$;`,
    down: "drop role if exists app_readers;",
  },
  {
    name: "rights_of_readers",
    up: "grant usage on schema billing to app_readers;\ngrant select on users, teams to app_readers;\nalter default privileges in schema billing grant select on tables to app_readers;",
    down: "alter default privileges in schema billing revoke select on tables from app_readers;\nrevoke select on users, teams from app_readers;\nrevoke usage on schema billing from app_readers;",
  },
  {
    name: "no_rights_for_everybody",
    up: "revoke create on schema public from public;",
    down: "grant create on schema public to app_readers;",
  },
  {
    name: "domain",
    up: "create domain positive_cents as bigint check (value >= 0);",
    down: "drop domain if exists positive_cents;",
  },
  {
    name: "composite_type",
    up: "create type price as (cents bigint, currency text);",
    down: "drop type if exists price;",
  },
  {
    name: "table_of_these_types",
    up: "create table if not exists offers (id bigint generated always as identity primary key, amount positive_cents not null, listed price);",
    down: "drop table if exists offers;",
  },
  {
    name: "range_type",
    up: "create type cents_range as range (subtype = bigint);",
    down: "drop type if exists cents_range;",
  },
  {
    name: "notification_of_new_work",
    up: `create or replace function tell_outbox() returns trigger language plpgsql as $$
begin
  perform pg_notify('outbox', new.id::text);
  return null;
end $$;
create or replace trigger outbox_tell after insert on outbox for each row execute function tell_outbox();`,
    down: "drop trigger if exists outbox_tell on outbox;\ndrop function if exists tell_outbox();",
  },
  {
    name: "view_renamed_by_another_one",
    up: "create or replace view people as select id, email as mail, name from users;",
    down: "drop view if exists people;",
  },
  {
    name: "cleanup_in_a_temporary_table",
    up: "create temporary table wanted (id bigint) on commit drop;\ninsert into wanted select generate_series(1, 3);\nupdate wanted set id = id + 1;",
    down: null,
  },
  { name: "nothing_to_do", up: "select 1;", down: null },
];
