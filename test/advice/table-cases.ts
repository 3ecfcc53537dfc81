/** Columns, partitions, and what else changes tables in use. */

import type { AdviceCase } from "./advice-case.ts";

const table = "create table archive (id bigint primary key, n integer, note text, account_id bigint default 7)";
const archive = "insert into archive select -i, i % 100, 'event ' || i, 7 from generate_series(50001, 110000) as i";
const attach = "alter table events attach partition archive for values from (minvalue) to (0)";

export const tableCases: readonly AdviceCase[] = [
  {
    name: "a column whose default differs from row to row",
    recipes: ["fillColumn"],
    world: "orders",
    plain: "alter table orders add column token uuid default gen_random_uuid()",
    safe: [/ADD COLUMN token uuid$/, /SET DEFAULT/, /^DO .*UPDATE ONLY/s],
    traffic: ["orders"],
    plainBlocks: "read",
  },
  {
    name: "such a column that is NOT NULL, for a partitioned table",
    recipes: ["fillColumn", "setNotNull"],
    world: "events",
    plain: "alter table events add column token uuid not null default gen_random_uuid()",
    safe: [/ADD COLUMN token uuid$/, /SET DEFAULT/, /^DO .*UPDATE ONLY/s, /NOT VALID$/, /VALIDATE CONSTRAINT/],
    traffic: ["events", "firstEvents"],
    plainBlocks: "read",
  },
  {
    name: "wider types",
    recipes: ["changeColumnType"],
    world: "orders",
    setup:
      "alter table orders add column code varchar(10) default 'x', add column price numeric(10,2) default 1, add column at timestamp(3) default '2026-01-01', add column net cidr default '10.0.0.0/8'",
    plain:
      "alter table orders alter column code type text, alter column price type numeric(12,2), alter column at type timestamp(6), alter column net type inet",
    safe: [/TYPE timestamp\(6\)/, /TYPE text$/, /TYPE inet$/, /TYPE numeric\(12,2\)$/],
    traffic: ["orders"],
  },
  {
    name: "a table that becomes a partition",
    recipes: ["attachPartition"],
    world: "events",
    setup: `${table}; ${archive}`,
    plain: attach,
    safe: [/ADD CONSTRAINT archive_bound_check .* NOT VALID$/, /VALIDATE CONSTRAINT/, /ATTACH PARTITION/, /DROP CONSTRAINT/],
    traffic: ["events", "archive"],
  },
  {
    name: "a table without the keys of the parent that it joins",
    recipes: ["attachPartition", "addKeyByIndex"],
    world: "events",
    setup: `create index events_note on events (note); create table archive (id bigint not null, n integer, note text, account_id bigint default 7); ${archive}; create index archive_id on archive (id)`,
    plain: attach,
    safe: [
      /ADD CONSTRAINT archive_bound_check .* NOT VALID$/,
      /VALIDATE CONSTRAINT/,
      /PRIMARY KEY USING INDEX/,
      /CREATE INDEX CONCURRENTLY archive_note_idx/,
      /ATTACH PARTITION/,
    ],
    traffic: ["events", "archive"],
    plainBlocks: "read",
  },
  {
    name: "a partition that leaves",
    recipes: ["detachPartition"],
    world: "events",
    setup: `${table}; ${archive}; ${attach}`,
    plain: "alter table events detach partition archive",
    safe: [/DETACH PARTITION public\.archive CONCURRENTLY$/, /DROP CONSTRAINT IF EXISTS/],
    traffic: ["events", "archive"],
  },
  {
    name: "a partition that leaves while somebody reads it by its own name",
    recipes: ["detachPartition"],
    world: "events",
    setup: `${table}; ${archive}; ${attach}`,
    plain: "alter table events detach partition archive",
    safe: [/DETACH PARTITION public\.archive CONCURRENTLY$/, /DROP CONSTRAINT IF EXISTS/],
    traffic: ["events", "archive"],
    blockerOn: ["archive"],
    toldToWait: "archive",
  },
  {
    name: "a partition that leaves while there is a default partition",
    recipes: ["detachPartition"],
    world: "events",
    setup: `${table}; ${archive}; ${attach}; create table others partition of events default`,
    plain: "alter table events detach partition archive",
    safe: [/DETACH PARTITION public\.archive$/],
    traffic: ["events", "archive"],
  },
  {
    name: "tables with foreign keys to each other that go",
    recipes: [],
    world: "orders",
    setup:
      "create table heads (id bigint primary key, account_id bigint references accounts); create table tails (id bigint primary key, head_id bigint references heads, order_id bigint references orders); alter table heads add tail_id bigint references tails; insert into heads select i, i from generate_series(1, 1000) as i; insert into tails select i, i, i from generate_series(1, 1000) as i",
    plain: "drop table heads, tails",
    safe: [/DROP CONSTRAINT/, /^DROP TABLE/, /^DROP TABLE/],
    traffic: ["orders", "accounts"],
    // accounts are locked already while it waits for orders
    blockerOn: ["orders"],
  },
  {
    name: "labels for an enum, and another name for a label of another one",
    recipes: [],
    world: "orders",
    setup:
      "create type mood as enum ('sad', 'happy'); create type state as enum ('new', 'done'); alter table orders add column mood mood default 'sad', add column state state default 'new'",
    plain:
      "alter type mood add value 'ok' before 'happy'; alter type mood add value 'mad'; alter type state rename value 'done' to 'paid'",
    safe: [/ADD VALUE 'ok' AFTER 'sad'$/, /ADD VALUE 'mad'$/, /RENAME VALUE 'done' TO 'paid'$/],
    traffic: ["orders"],
  },
  {
    name: "a column with one default for all, and one that goes",
    recipes: [],
    world: "orders",
    plain: "alter table orders add column state text not null default 'new', drop column account_id",
    safe: [/DROP COLUMN account_id$/, /ADD COLUMN state text/],
    traffic: ["orders"],
  },
];
