/**
 * What migrations stumble over, one of each sort, on the schema that statement forms run against. Numbers are those of the list of
 * traps that linters know; several rules may tell one trap, and these must.
 */

/** A trap. */
export interface Trap {
  readonly number: number;
  /** Rules that must find it at its statement. */
  readonly rules: readonly string[];
  readonly sql: string;
  /** The safe form, one text a migration; `fix`: what the finding advises; null where there is none but care. */
  readonly safe: readonly string[] | "fix" | null;
  /** The server refuses it: that is the trap, or a file with a transaction around it is. */
  readonly isRefused?: true;
  /** It cannot stand in a file that runs in a transaction. */
  readonly outside?: true;
}

const none = "-- lockstep: transaction = none\n";
const data = "-- lockstep: kind = data\n";

/** In the order of their numbers; each on tables that the others leave alone. */
export const traps: readonly Trap[] = [
  { number: 1, rules: ["index-without-concurrently"], sql: "create index trap_1 on nodes (parent_id);", safe: "fix" },
  { number: 2, rules: ["index-on-partitioned-table"], sql: "create index trap_2 on rp (note);", safe: "fix" },
  { number: 3, rules: ["drop-index-without-concurrently"], sql: "drop index accounts_region;", safe: "fix" },
  { number: 4, rules: ["reindex-without-concurrently"], sql: "reindex table counted;", safe: "fix" },
  {
    number: 5,
    rules: ["concurrently-inside-transaction"],
    sql: "create index concurrently trap_5 on nodes (id);",
    safe: [`${none}create index concurrently trap_5 on nodes (id);`],
    isRefused: true,
  },
  {
    number: 6,
    rules: ["invalid-index-leftover"],
    sql: "create unique index concurrently if not exists trap_6 on lonely (id);",
    safe: [`${none}drop index concurrently if exists trap_6;\ncreate unique index concurrently trap_6 on lonely (id);`],
    outside: true,
  },
  {
    number: 7,
    rules: ["volatile-default"],
    sql: "alter table lonely add column trap_7 uuid default gen_random_uuid();",
    safe: "fix",
  },
  {
    number: 8,
    rules: ["serial-or-identity-column"],
    sql: "alter table lonely add column trap_8 bigserial;",
    safe: ["create sequence lonely_trap_8;\nalter table lonely add column trap_8 bigint;"],
  },
  {
    number: 9,
    rules: ["stored-generated-column"],
    sql: "alter table lonely add column trap_9 int generated always as (id + 1) stored;",
    safe: ["alter table lonely add column trap_9 int;"],
  },
  {
    number: 10,
    rules: ["domain-column-with-check"],
    sql: "alter table lonely add column trap_10 email;",
    safe: [
      "alter table lonely add column trap_10 text;",
      "alter table lonely add constraint trap_10_at check (trap_10 like '%@%') not valid;",
      "alter table lonely validate constraint trap_10_at;",
    ],
  },
  { number: 11, rules: ["inline-check"], sql: "alter table lonely add column trap_11 int check (trap_11 > 0);", safe: "fix" },
  {
    number: 12,
    rules: ["not-null-without-default"],
    sql: "alter table lonely add column trap_12 text not null;",
    safe: ["alter table lonely add column trap_12 text not null default '';"],
    isRefused: true,
  },
  {
    number: 13,
    rules: ["inline-foreign-key", "foreign-key-without-index"],
    sql: "alter table lonely add column trap_13 bigint references accounts (id);",
    safe: [
      "alter table lonely add column trap_13 bigint;",
      `${none}create index concurrently lonely_trap_13 on lonely (trap_13);`,
      "alter table lonely add constraint trap_13_key foreign key (trap_13) references accounts (id) not valid;",
      "alter table lonely validate constraint trap_13_key;",
    ],
  },
  { number: 14, rules: ["inline-unique"], sql: "alter table lonely add column trap_14 text unique;", safe: "fix" },
  { number: 15, rules: ["set-not-null-scans"], sql: "alter table proofs alter column c set not null;", safe: "fix" },
  {
    number: 16,
    rules: ["check-without-not-valid"],
    sql: "alter table orders add constraint trap_16 check (total >= 0);",
    safe: "fix",
  },
  {
    number: 17,
    rules: ["foreign-key-without-not-valid"],
    sql: "alter table waiting add constraint trap_17 foreign key (id) references nodes (id);",
    safe: "fix",
    isRefused: true,
  },
  {
    number: 18,
    rules: ["validate-in-same-transaction"],
    sql: "alter table orders add constraint trap_18 check (total < 1000000) not valid;\nalter table orders validate constraint trap_18;",
    safe: [
      "alter table orders add constraint trap_18 check (total < 1000000) not valid;",
      "alter table orders validate constraint trap_18;",
    ],
  },
  { number: 19, rules: ["unique-without-index"], sql: "alter table accounts add constraint trap_19 unique (name);", safe: "fix" },
  { number: 19, rules: ["primary-key-without-index"], sql: "alter table uses_strict add primary key (value);", safe: "fix" },
  {
    number: 20,
    rules: ["primary-key-on-nullable-column"],
    sql: "alter table waiting add constraint trap_20 primary key using index waiting_id;",
    safe: "fix",
  },
  {
    number: 21,
    rules: ["exclusion-constraint"],
    sql: "alter table vehicles add constraint trap_21 exclude using gist (id with =);",
    safe: null,
  },
  {
    number: 22,
    rules: ["column-type-change"],
    sql: "alter table samples alter column small type bigint;",
    safe: ["alter table samples add column small_wide bigint;"],
  },
  {
    number: 23,
    rules: ["needless-using", "column-type-change"],
    sql: "alter table scored_tiny alter column id type int using id + 0;",
    safe: ["alter table scored_tiny alter column id type int;"],
  },
  {
    number: 24,
    rules: ["type-change-rechecks"],
    sql: "alter table checked alter column b type varchar(20);",
    safe: [
      "alter table checked drop constraint b_c;\nalter table checked alter column b type varchar(20);",
      "alter table checked add constraint b_c check (b <> c) not valid;",
      "alter table checked validate constraint b_c;",
    ],
  },
  { number: 25, rules: ["drop-column"], sql: "alter table grandpupils drop column child_id;", safe: null },
  { number: 26, rules: ["drop-table"], sql: "drop table pupils_plain;", safe: null },
  {
    number: 27,
    rules: ["drop-foreign-key-locks-both"],
    sql: "alter table children drop constraint children_parent_id_fkey;",
    safe: null,
  },
  { number: 28, rules: ["drop-not-null"], sql: "alter table users alter column account_id drop not null;", safe: null },
  { number: 29, rules: ["rename"], sql: "alter table audit_log rename to trap_29;", safe: "fix" },
  { number: 29, rules: ["rename"], sql: "alter table watched rename column name to trap_29;", safe: null },
  {
    number: 30,
    rules: ["brief-strong-lock"],
    sql: "alter table serials alter column note set default 'x';",
    safe: ["alter table serials alter column note set default 'x';"],
  },
  {
    number: 31,
    rules: ["truncate"],
    sql: "truncate scratch_pad;",
    safe: [`${data}delete from scratch_pad where id in (select id from scratch_pad limit 1000);`],
  },
  {
    number: 32,
    rules: ["trigger-created"],
    sql: "create trigger trap_32 before insert on masters for each row execute function trigger_noop();",
    safe: ["create or replace trigger trap_32 before insert on masters for each row execute function trigger_noop();"],
  },
  {
    number: 33,
    rules: ["trigger-switched"],
    sql: "alter table watched disable trigger watched_log;",
    safe: ["set local session_replication_role = replica;"],
  },
  {
    number: 34,
    rules: ["brief-strong-lock"],
    sql: "create policy trap_34 on logging using (true);",
    safe: ["alter table logging enable row level security;\ncreate policy trap_34 on logging using (true);"],
  },
  { number: 34, rules: ["brief-strong-lock"], sql: "drop rule users_log on users;", safe: null },
  { number: 34, rules: ["brief-strong-lock"], sql: "alter table samples alter column t set storage external;", safe: null },
  { number: 35, rules: ["table-rewrite"], sql: "cluster indexed using indexed_v10;", safe: [`${none}vacuum indexed;`] },
  { number: 36, rules: ["table-rewrite"], sql: "alter table scored set unlogged;", safe: null },
  { number: 37, rules: ["refresh-without-concurrently"], sql: "refresh materialized view user_counts;", safe: "fix" },
  {
    number: 38,
    rules: ["attach-partition-scans"],
    sql: "alter table rc attach partition rc_new for values from (100) to (250);",
    safe: "fix",
  },
  {
    number: 38,
    rules: ["attach-partition-scans"],
    sql: "alter table logs attach partition logs_asia for values in ('asia');",
    safe: "fix",
  },
  {
    number: 38,
    rules: ["attach-partition-scans"],
    sql: "alter table events attach partition events_2027 for values from ('2027-01-01') to ('2028-01-01');",
    // its indexes and foreign keys have to be made before
    safe: null,
  },
  {
    number: 39,
    rules: ["partition-of-existing-parent"],
    sql: "create table trap_39 partition of rp for values from ('2033-01-01') to ('2034-01-01');",
    safe: "fix",
  },
  { number: 40, rules: ["detach-without-concurrently"], sql: "alter table logs detach partition logs_eu;", safe: "fix" },
  {
    number: 41,
    rules: ["foreign-key-locks-parent"],
    sql: "create table trap_41 (id int primary key, account_id bigint references accounts (id));\ncreate index on trap_41 (account_id);",
    safe: [
      "create table trap_41 (id int primary key, account_id bigint references accounts (id));\ncreate index on trap_41 (account_id);",
    ],
  },
  { number: 42, rules: ["inheritance-change"], sql: "alter table lone_cars inherit vehicles;", safe: null },
  { number: 43, rules: ["domain-constraint"], sql: "alter domain lax add constraint trap_43 check (value <> 'x');", safe: "fix" },
  { number: 44, rules: ["enum-value"], sql: "alter type mood add value 'great';", safe: ["alter type mood add value 'great';"] },
  {
    number: 45,
    rules: ["prefer-text", "prefer-identity", "prefer-timestamptz", "no-money", "prefer-jsonb"],
    sql: "create table trap_45 (id serial primary key, name varchar(10), at timestamp, price money, doc json);",
    safe: [
      "create table trap_45 (id bigint generated always as identity primary key, name text, at timestamptz, price numeric, doc jsonb);",
    ],
  },
  {
    number: 46,
    rules: ["lock-timeout-missing", "statement-timeout-missing"],
    sql: "alter table empty_table add column trap_46 int;\ncreate index trap_46 on empty_table (a);",
    safe: [
      "set local lock_timeout = '2s';\nset local statement_timeout = '1min';\nalter table empty_table add column trap_46 int;",
    ],
  },
  {
    number: 47,
    rules: ["strong-lock-held", "several-strong-locks"],
    sql: "alter table pending add column trap_47 int;\nalter table uses_mood add column trap_47 int;\ncreate index trap_47 on uses_mood (id);",
    safe: [
      "alter table pending add column trap_47 int;",
      "alter table uses_mood add column trap_47 int;",
      `${none}create index concurrently trap_47 on uses_mood (id);`,
    ],
  },
  {
    number: 48,
    rules: ["update-without-where"],
    sql: "update parents set note = 'x';",
    safe: [`${data}update parents set note = 'x' where id in (select id from parents where note is null limit 1000);`],
  },
  {
    number: 49,
    rules: ["foreign-key-without-index", "redundant-index"],
    sql: "create table trap_49 (id int primary key, master_id int references masters (id));\ncreate index trap_49_id on trap_49 (id);",
    safe: [
      "create table trap_49 (id int primary key, master_id int references masters (id));\ncreate index on trap_49 (master_id);",
    ],
  },
  {
    number: 50,
    rules: ["name-too-long"],
    sql: `create table ${"trap_50_".repeat(9)} (id int primary key);`,
    safe: ["create table trap_50 (id int primary key);"],
  },
  {
    number: 51,
    rules: ["grant-to-public"],
    sql: "grant select on accounts to public;",
    safe: ["grant select on accounts to pg_monitor;"],
  },
  {
    number: 51,
    rules: ["definer-without-search-path"],
    sql: "create function trap_51() returns int language sql security definer as 'select 1';",
    safe: ["create or replace function trap_51() returns int language sql security definer set search_path = '' as 'select 1';"],
  },
  {
    number: 52,
    rules: ["drop-column"],
    sql: "do $$ begin execute format('alter table %I drop column code', 'derived'); end $$;",
    safe: null,
  },
  {
    number: 53,
    rules: ["if-not-exists-hides-drift"],
    sql: "alter table vehicles add column if not exists wheels int;",
    safe: null,
  },
  { number: 54, rules: ["lock-table"], sql: "lock table derived;", safe: ["lock table derived in row share mode;"] },
  {
    number: 54,
    rules: ["advisory-lock-kept"],
    sql: "select pg_advisory_lock(54);",
    safe: ["select pg_advisory_xact_lock(54);"],
  },
];
