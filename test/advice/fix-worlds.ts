/** What rules' examples meet that name no schema of their own: tables with rows in them, as few as the examples need. */

const customers =
  "create table customers (id bigint primary key, name text); insert into customers select i, 'c' from generate_series(1, 9) as i;";
const users = (columns = ", name text, email text") =>
  `create table users (id bigint not null${columns}); create unique index users_id on users (id); insert into users (id) select generate_series(1, 9); update users set ${columns.includes("email") ? "email = 'e' || id, name = 'n' || id" : "id = id"};`;
const orders = (columns: string) =>
  `create table orders (id bigint primary key, ${columns}); insert into orders (id) select generate_series(1, 9);`;
const events =
  "create table events (id bigint, at date not null, next bigint generated always as (id + 1) stored) partition by range (at); create table events_2020 partition of events for values from ('2020-01-01') to ('2021-01-01'); insert into events (id, at) values (1, '2020-02-03'); create index events_id on events (id);";

/** By rule, or by rule and number of the example from 0. */
export const fixWorlds: { readonly [example: string]: string | undefined } = {
  "check-without-not-valid": orders("total numeric default 1"),
  "definer-without-search-path": `${users()} create function who() returns text language sql as 'select name from users limit 1';`,
  "detach-without-concurrently": events,
  "domain-constraint": "create domain email as text; create table users (id bigint primary key, address email);",
  "drop-index-without-concurrently": `${users()} create index users_email on users (email);`,
  "foreign-key-without-index": users(),
  "foreign-key-without-index 1": `${users()} create table posts (id bigint primary key);`,
  "foreign-key-without-not-valid": `${customers} ${orders("customer_id bigint default 1")}`,
  "index-without-concurrently": users(),
  "inline-check": users(),
  "inline-foreign-key": `${customers} ${orders("note text")}`,
  "inline-unique": users(),
  "invalid-index-leftover": users(),
  "lock-timeout-missing": users(", name text"),
  "needless-using": users(", at timestamp"),
  "not-null-without-default": users(", name text"),
  "partition-of-existing-parent": events,
  "policy-without-row-security": "create table other (id bigint primary key);",
  "primary-key-without-index": "create table users (id bigint); insert into users select generate_series(1, 9);",
  "refresh-without-concurrently":
    "create materialized view counts as select 1 as id; create unique index counts_id on counts (id);",
  "reindex-without-concurrently": `${users()} create index users_email on users (email); create schema app; create table app.notes (id bigint primary key);`,
  rename: `${users()} create schema archive;`,
  "set-not-null-scans": users(),
  "stored-generated-column": users(),
  "unique-without-index": users(),
  "volatile-default": `${users()} create function make_code() returns text language sql volatile as 'select md5(random()::text)';`,
};

/** Where a fix leads to another schema than the example, and how; by rule or example. */
export const otherEnds: { readonly [example: string]: string | undefined } = {
  "domain-constraint": "the check stays NOT VALID, as validating it takes the lock",
  "check-without-not-valid 1": "the statement's other clause stays where it is",
  // without a database nobody knows its name
  "detach-without-concurrently 0": "CONCURRENTLY leaves a check of the bounds",
  "index-on-partitioned-table": "other names for the indexes of the partitions",
  rename: "a view of the old name",
  "stored-generated-column": "computed when it is read",
};

/** Fixes that come to the example and do not stand in its place: where in its file, or in which file of their own. */
export const additions: { readonly [example: string]: "before" | "after" | "apart, before" | "apart, after" | undefined } = {
  "definer-without-search-path": "after",
  "foreign-key-without-index 0": "after",
  "foreign-key-without-index 1": "apart, after",
  "foreign-key-without-index 2": "apart, before",
  "invalid-index-leftover": "before",
  "lock-timeout-missing": "before",
  "policy-without-row-security": "after",
};

/** Fixes of which the finding stays, and why. */
export const foundAgain: { readonly [example: string]: string | undefined } = {
  "foreign-key-without-index 1": "its column comes in the same file: inline-foreign-key says how they come apart",
  "drop-table": "the rows are lost, whatever the steps",
  "detach-without-concurrently": "with a DEFAULT partition the plain form is all that there is",
};

/** Examples that a server refuses, where a fix does not. */
export const refused: { readonly [example: string]: string | undefined } = {
  "detach-without-concurrently 3": "cannot detach partitions concurrently when a default partition exists",
  "not-null-without-default": 'column "email" of relation "users" contains null values',
};
