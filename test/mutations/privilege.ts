import { ensureRole } from "../support/ensure-role.ts";
import type { Mutation, MutationSuite } from "./mutation.ts";

const added = (name: string, sql: string, more: Partial<Mutation> = {}): Mutation => ({
  name,
  sql,
  expect: { change: "add" },
  ...more,
});
const inDatabase = (statement: string) => `do $$ begin execute pg_catalog.format('${statement}', current_database()); end $$`;

/** Rights on every catalog that has an ACL. */
export const privilegeMutations: MutationSuite = {
  kind: "privilege",
  setup: () => `
    ${ensureRole("m_reader")}
    ${ensureRole("m_delegate")}
    create schema m_privilege;
    create table m_privilege.t (id int, a text);
    create table m_privilege.plain (id int, a text);
    create view m_privilege.v as select 1 as a;
    create materialized view m_privilege.mv as select 1 as a;
    create sequence m_privilege.s;
    create function m_privilege.f(a int, b text) returns int language sql as 'select 1';
    create procedure m_privilege.p() language sql as 'select 1';
    create aggregate m_privilege.agg(int) (sfunc = int4pl, stype = int);
    create type m_privilege.e as enum ('a');
    create type m_privilege.c as (a int);
    create domain m_privilege.d as int;
    create type m_privilege.r as range (subtype = int);
    create foreign data wrapper m_privilege_w;
    create server m_privilege_s foreign data wrapper m_privilege_w;
    create foreign table m_privilege.ft (a int) server m_privilege_s;
    grant usage on schema m_privilege to m_delegate;
    grant select on m_privilege.t to m_reader;
    grant select on m_privilege.t to m_delegate with grant option;
    grant select (a), update (id, a) on m_privilege.plain to m_reader;
    grant all on m_privilege.v to m_reader;`,
  mutations: [
    { name: "one more right", sql: "grant insert on m_privilege.t to m_reader", expect: { fact: "privileges" } },
    { name: "everything", sql: "grant all on m_privilege.t to m_reader", expect: { fact: "privileges" } },
    { name: "one right less", sql: "revoke trigger on m_privilege.v from m_reader", expect: { fact: "privileges" } },
    {
      name: "a grant option",
      sql: "grant select on m_privilege.t to m_reader with grant option",
      expect: { fact: "privileges" },
    },
    {
      name: "a grant option less",
      sql: "revoke grant option for select on m_privilege.t from m_delegate",
      expect: { fact: "privileges" },
    },
    {
      name: "the same right, given by another role too",
      sql: "set role m_delegate; grant select on m_privilege.t to m_reader; reset role",
      expect: { fact: "grantors" },
    },
    {
      name: "a column's right less",
      sql: "revoke update (a) on m_privilege.plain from m_reader",
      expect: { fact: "privileges" },
    },
    { name: "taken", sql: "revoke select on m_privilege.t from m_reader", expect: { change: "remove" } },
    added("column", "grant select (id) on m_privilege.t to m_reader"),
    added("materialized view", "grant select on m_privilege.mv to m_reader"),
    added("sequence", "grant usage on sequence m_privilege.s to m_reader"),
    added("function", "grant execute on function m_privilege.f to m_reader"),
    added("default right of a function taken from everyone", "revoke execute on function m_privilege.f from public"),
    added("procedure", "revoke execute on procedure m_privilege.p from public"),
    added("aggregate", "revoke execute on function m_privilege.agg from public"),
    added("enum", "revoke usage on type m_privilege.e from public"),
    added("composite type", "revoke usage on type m_privilege.c from public"),
    added("domain", "revoke usage on domain m_privilege.d from public"),
    added("range", "revoke usage on type m_privilege.r from public"),
    added("schema", "grant usage on schema m_privilege to m_reader"),
    added("language", "revoke usage on language plpgsql from public"),
    added("foreign-data wrapper", "grant usage on foreign data wrapper m_privilege_w to m_reader"),
    added("server", "grant usage on foreign server m_privilege_s to m_reader"),
    added("foreign table", "grant select on m_privilege.ft to m_reader"),
    added("database", inDatabase("grant create on database %I to m_reader")),
    added("default right on the database taken from everyone", inDatabase("revoke temporary on database %I from public")),
    added("parameter", "grant set on parameter log_statement to m_reader", {
      since: 15,
      undo: "revoke set on parameter log_statement from m_reader",
    }),
    added("system function", "grant execute on function pg_catalog.pg_read_file(text) to m_reader"),
    added("system view", "revoke select on pg_catalog.pg_matviews from public"),
    added("system column", "grant select (rolname) on pg_catalog.pg_authid to m_reader"),
    added("schema of the system", "grant create on schema pg_catalog to m_reader"),
    added("maintain", "grant maintain on m_privilege.mv to m_reader", { since: 17 }),
    added("the owner's own rights", "revoke delete on m_privilege.t from current_user"),
  ],
};
