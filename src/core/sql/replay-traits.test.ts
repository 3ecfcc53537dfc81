import { beforeAll, expect, test } from "vitest";
import { loadParser } from "./parse-sql.ts";
import { replayTraits } from "./replay-traits.ts";

beforeAll(loadParser);

test.each([
  ["alter table t owner to app", ["app"]],
  ['create policy p on t to "Bob", public', ["Bob"]],
  ["grant r1 to r2 granted by r3", ["r2", "r3", "r1"]],
  ["grant select on t to reader, pg_monitor", ["reader"]],
  ["set session authorization 'x'", ["x"]],
  ["set role none", []],
  ["alter default privileges for role a grant select on tables to b", ["a", "b"]],
  ["create schema authorization z", ["z"]],
  ["create role q in role w", ["w", "q"]],
  ["create user mapping for bob server s", ["bob"]],
  ["create table t (a int)", []],
])("%s names the roles %j", (sql, roles) => {
  expect(replayTraits(sql).roles).toEqual(roles);
});

test.each([
  ["alter table t owner to app", ["owner"]],
  ["create schema s authorization app", ["owner"]],
  ["set role app", ["owner"]],
  ["grant select on t to public", ["privilege"]],
  ["revoke all on schema public from public", ["privilege"]],
  ["do $$ begin execute 'grant select on t to app'; end $$", ["privilege"]],
  ["create table t (a int) tablespace fast", ["tablespace"]],
  ["set default_tablespace = ''", []],
  ["create function grant_it() returns text language sql as 'select ''owner to'''", []],
])("%s tells %j", (sql, tells) => {
  expect(replayTraits(sql).tells).toEqual(tells);
});

test.each([
  "create role app login",
  "alter role app set search_path = app",
  "grant connect on database x to app",
  "comment on database x is 'y'",
  "create subscription s connection 'host=h' publication p",
  "alter subscription s owner to app",
  "copy t from stdin",
  "alter system set work_mem = '1GB'",
  "vacuum analyze t",
])("%s is left out of a replay", (sql) => {
  expect(replayTraits(sql).skip).not.toBeNull();
});

test.each([
  "create table t (a int)",
  "comment on table t is 'x'",
  "grant select on t to app",
  "select pg_catalog.setval('s', 1)",
])("%s is replayed", (sql) => {
  expect(replayTraits(sql).skip).toBeNull();
});

test("a concurrent index build is known to need no transaction", () => {
  expect(replayTraits("create index concurrently i on t (a)").inTransaction).toBe(false);
  expect(replayTraits("create index i on t (a)").inTransaction).toBe(true);
});

test("finds nothing in what does not parse: the server will say why, with the place", () => {
  expect(replayTraits("garbage here")).toMatchObject({ skip: null, roles: [] });
});
