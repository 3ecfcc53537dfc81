/** Columns and constraints of tables in use, each in steps that nobody waits for. */

import type { GoodMigration } from "./good-migration.ts";

const dropColumns = (table: string, ...columns: readonly string[]) =>
  `alter table ${table} ${columns.map((column) => `drop column if exists ${column}`).join(", ")};`;

export const columns: readonly GoodMigration[] = [
  {
    name: "nullable_column",
    up: "alter table users add column if not exists avatar_url text;",
    down: dropColumns("users", "avatar_url"),
  },
  {
    name: "column_with_a_default",
    up: "alter table users add column if not exists locale text not null default 'en';",
    down: dropColumns("users", "locale"),
  },
  {
    name: "columns_of_one_table",
    up: "alter table users\n  add column if not exists phone text,\n  add column if not exists time_zone text default 'UTC',\n  add column if not exists is_admin boolean not null default false;",
    down: dropColumns("users", "phone", "time_zone", "is_admin"),
  },
  {
    name: "column_with_the_time",
    up: "alter table projects add column if not exists seen_at timestamptz not null default now();",
    down: dropColumns("projects", "seen_at"),
  },
  {
    name: "json_column",
    up: "alter table tasks add column if not exists fields jsonb not null default '{}'::jsonb;",
    down: dropColumns("tasks", "fields"),
  },
  {
    name: "array_column",
    up: "alter table tasks add column if not exists watchers uuid[] not null default '{}';",
    down: dropColumns("tasks", "watchers"),
  },
  {
    name: "column_of_an_enum",
    up: "alter table tasks add column if not exists state project_status default 'draft';",
    down: dropColumns("tasks", "state"),
  },
  {
    name: "columns_guarded_by_a_block",
    up: `do $$ begin
  if not exists (select 1 from information_schema.columns where table_name = 'comments' and column_name = 'edited_at') then
    alter table comments add column edited_at timestamptz;
  end if;
end $$;`,
    down: dropColumns("comments", "edited_at"),
  },
  {
    name: "token_column",
    up: "alter table users add column if not exists invite_token uuid;",
    down: dropColumns("users", "invite_token"),
  },
  {
    name: "token_default_for_new_rows",
    up: "alter table users alter column invite_token set default gen_random_uuid();",
    down: "alter table users alter column invite_token drop default;",
  },
  {
    name: "default_of_another_value",
    up: "alter table members alter column role set default 'guest';",
    down: "alter table members alter column role set default 'member';",
  },
  {
    name: "author_known_first",
    up: "alter table comments add constraint comments_author_known check (author_id is not null) not valid;",
    down: "alter table comments drop constraint if exists comments_author_known;",
  },
  {
    name: "check_of_new_rows",
    up: "alter table tasks add constraint tasks_title_known check (title <> '') not valid;",
    down: "alter table tasks drop constraint if exists tasks_title_known;",
  },
  { name: "check_of_all_rows", up: "alter table tasks validate constraint tasks_title_known;", down: null },
  {
    name: "due_known_first",
    up: "alter table tasks add constraint tasks_due_known check (due_on is not null) not valid;",
    down: "alter table tasks drop constraint if exists tasks_due_known;",
  },
  { name: "due_known_then", up: "alter table tasks validate constraint tasks_due_known;", down: null },
  {
    name: "reviewer",
    up: "alter table tasks add column if not exists reviewer_id uuid;",
    down: dropColumns("tasks", "reviewer_id"),
  },
  {
    name: "reviewer_index",
    up: "-- lockstep: transaction = none\ncreate index concurrently tasks_reviewer on tasks (reviewer_id);",
    down: "drop index concurrently if exists tasks_reviewer;",
  },
  {
    name: "reviewer_key_of_new_rows",
    up: "alter table tasks add constraint tasks_reviewer foreign key (reviewer_id) references users (id) not valid;",
    down: "alter table tasks drop constraint if exists tasks_reviewer;",
  },
  { name: "reviewer_key_of_all_rows", up: "alter table tasks validate constraint tasks_reviewer;", down: null },
  {
    name: "phone_index",
    up: "-- lockstep: transaction = none\ncreate unique index concurrently users_phone_key on users (phone);",
    down: "drop index concurrently if exists users_phone_key;",
  },
  {
    name: "phone_key_from_its_index",
    up: "alter table users add constraint users_phone_key unique using index users_phone_key;",
    down: "alter table users drop constraint if exists users_phone_key;\ncreate unique index users_phone_key on users (phone);",
  },
  {
    name: "short_text",
    up: "alter table users add column if not exists code varchar(10);",
    down: dropColumns("users", "code"),
  },
  {
    name: "comments_on_columns",
    up: "comment on table users is 'People who may sign in';\ncomment on column users.phone is 'E.164';",
    down: "comment on table users is null;\ncomment on column users.phone is null;",
  },
  {
    name: "statistics_of_a_column",
    up: "alter table tasks alter column project_id set statistics 500;",
    down: "alter table tasks alter column project_id set statistics -1;",
  },
  {
    name: "extended_statistics",
    up: "create statistics if not exists tasks_stats (dependencies) on project_id, is_done from tasks;",
    down: "drop statistics if exists tasks_stats;",
  },
  {
    name: "settings_of_a_table",
    up: "alter table outbox set (autovacuum_vacuum_scale_factor = 0.02, fillfactor = 80);",
    down: "alter table outbox reset (autovacuum_vacuum_scale_factor, fillfactor);",
  },
  { name: "label_of_an_enum", up: "alter type project_status add value if not exists 'paused';", down: null },
  {
    name: "timeouts_of_its_own",
    up: "set local lock_timeout = '2s';\nset local statement_timeout = '30s';\nalter table teams add column if not exists logo_url text;",
    down: dropColumns("teams", "logo_url"),
  },
];
