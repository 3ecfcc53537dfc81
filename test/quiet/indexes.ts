/** Indexes, partitions and rows of tables in use. */

import type { GoodMigration } from "./good-migration.ts";

const outside = "-- lockstep: transaction = none\n";
const data = "-- lockstep: kind = data\n";
const index = (name: string, definition: string, sort = "index"): GoodMigration => {
  return {
    name: `index_${name}`,
    up: `${outside}create ${sort} concurrently ${name} ${definition};`,
    down: `drop index concurrently if exists ${name};`,
  };
};

export const indexes: readonly GoodMigration[] = [
  index("users_name", "on users (name)"),
  index("users_email_lower", "on users (lower(email::text))"),
  index("tasks_open", "on tasks (project_id, due_on) where not is_done"),
  index("tasks_fields", "on tasks using gin (fields jsonb_path_ops)"),
  index("outbox_topic", "on outbox (topic) include (payload)"),
  index("sessions_ip", "on sessions using gist (ip inet_ops)"),
  index("members_role", "on members using hash (role)"),
  index("outbox_id_brin", "on outbox using brin (sent_at)"),
  index("labels_name", "on labels (team_id, lower(name))", "unique index"),
  index("users_created", "on users (created_at desc nulls last)"),
  {
    name: "index_that_can_be_tried_again",
    up: `${outside}drop index concurrently if exists comments_body;\ncreate index concurrently comments_body on comments (md5(body));`,
    down: "drop index concurrently if exists comments_body;",
  },
  {
    name: "index_with_a_limit_of_its_own",
    up: `${outside}set statement_timeout = 0;\ncreate index concurrently comments_edited on comments (edited_at);\nreset statement_timeout;`,
    down: "drop index concurrently if exists comments_edited;",
  },
  {
    name: "index_with_more_memory",
    up: `${outside}set maintenance_work_mem = '256MB';\ncreate index concurrently documents_body on documents (md5(body));\nreset maintenance_work_mem;`,
    down: "drop index concurrently if exists documents_body;",
  },
  {
    name: "index_that_goes",
    up: `${outside}drop index concurrently if exists users_created;`,
    down: "create index concurrently users_created on users (created_at desc nulls last);",
  },
  { name: "indexes_made_again", up: `${outside}reindex table concurrently outbox;`, down: null },
  {
    name: "partition_of_a_month_apart",
    up: "create table if not exists events_2026_03 (like events including defaults including constraints, primary key (id, at), constraint events_2026_03_bound check (at >= '2026-03-01' and at < '2026-04-01'));\ncreate index if not exists events_2026_03_team on events_2026_03 (team_id, at);",
    down: "drop table if exists events_2026_03;",
  },
  {
    name: "partition_that_joins",
    up: "alter table events attach partition events_2026_03 for values from ('2026-03-01') to ('2026-04-01');",
    down: "alter table events detach partition events_2026_03;",
  },
  {
    name: "partition_that_leaves",
    up: `${outside}alter table events detach partition events_2026_01 concurrently;`,
    down: "alter table events attach partition events_2026_01 for values from ('2026-01-01') to ('2026-02-01');",
  },
  {
    name: "rows_of_a_lookup_table",
    up: `${data}insert into billing.plans (code, price_cents) values ('business', 1900) on conflict (code) do update set price_cents = excluded.price_cents;`,
    down: "delete from billing.plans where code = 'business';",
  },
  {
    name: "row_by_its_key",
    up: `${data}update billing.plans set is_public = false where code = 'team';`,
    down: "update billing.plans set is_public = true where code = 'team';",
  },
  {
    name: "row_that_goes",
    up: `${data}delete from countries where code = 'CH';`,
    down: "insert into countries (code, name) values ('CH', 'Switzerland') on conflict (code) do nothing;",
  },
  {
    name: "batch_of_rows",
    up: `${data}with batch as (select id from users where invite_token is null order by id limit 500 for update skip locked)
update users set invite_token = gen_random_uuid() from batch where users.id = batch.id;`,
    down: "-- the tokens may stay",
  },
  { name: "fresh_statistics", up: `${outside}analyze tasks;`, down: null },
  { name: "room_to_reuse", up: `${outside}vacuum (analyze) outbox;`, down: null },
];
