import { beforeAll, describe, expect, it } from "vitest";
import { modelOfText } from "../risk/schema-model.ts";
import { loadParser } from "../sql/parse-sql.ts";
import { withInner } from "./inner-statements.ts";
import { judgeMigration } from "./judge-migration.ts";
import { droppedBy, madeBy, renamedBy } from "./objects-in-tree.ts";

beforeAll(loadParser);

const judged = (text: string) => judgeMigration({ file: "x.sql", text, down: null }, modelOfText(18));
const made = (text: string) => {
  const migration = withInner(judged(text));
  return migration.statements.flatMap((one) =>
    madeBy(one, migration).map(({ sort, name, isGuarded }) => [sort, name, isGuarded]),
  );
};
const dropped = (text: string) => {
  const migration = judged(text);
  return migration.statements.flatMap((one) =>
    droppedBy(one, migration).map(({ sort, name, isGuarded }) => [sort, name, isGuarded]),
  );
};

describe("what a statement makes", () => {
  it.each([
    ["create table a (id int)", ["table", "public.a", false]],
    ["create table if not exists s.a (id int)", ["table", "s.a", true]],
    ["create table a as select 1", ["table", "public.a", false]],
    ["create materialized view if not exists m as select 1", ["materialized view", "public.m", true]],
    ["create or replace view v as select 1", ["view", "public.v", true]],
    ["create index i on s.t (a)", ["index", "s.i", false]],
    ["create index on t (a)", ["index", "public.t_a_idx", false]],
    ["create sequence q", ["sequence", "public.q", false]],
    ["create type m as enum ('a')", ["type", "public.m", null]],
    ["create type p as (a int)", ["type", "public.p", null]],
    ["create domain d as int", ["domain", "public.d", null]],
    ["create or replace function f() returns int language sql as 'select 1'", ["function", "public.f", true]],
    ["create procedure p() language sql as 'select 1'", ["procedure", "public.p", false]],
    ["create trigger x before insert on t for each row execute function f()", ["trigger", "public.t.x", false]],
    ['create policy "Own" on t using (true)', ["policy", 'public.t."Own"', null]],
    ["create schema if not exists s", ["schema", "s", true]],
    ['create extension "uuid-ossp"', ["extension", '"uuid-ossp"', false]],
    ["alter table t add column if not exists c int", ["column", "public.t.c", true]],
    ["alter table t add constraint k check (true)", ["constraint", "public.t.k", null]],
    ["do $$ begin create type m as enum ('a'); end $$", ["type", "public.m", null]],
  ])("%s", (sql, object) => {
    expect(made(sql)).toEqual([object]);
  });

  it("is nothing for what is temporary or changes what is there", () => {
    expect(
      made("create temporary table a (id int); create temp view v as select 1; alter table t alter c set default 1;"),
    ).toEqual([]);
  });
});

describe("what a statement drops", () => {
  it.each([
    [
      "drop table if exists a, s.b",
      [
        ["table", "public.a", true],
        ["table", "s.b", true],
      ],
    ],
    ["drop index concurrently i", [["index", "public.i", false]]],
    ["drop policy p on t", [["policy", "public.t.p", false]]],
    ["drop trigger x on s.t", [["trigger", "s.t.x", false]]],
    [
      "drop function f(int), g",
      [
        ["function", "public.f", false],
        ["function", "public.g", false],
      ],
    ],
    [
      "drop type a, s.b",
      [
        ["type", "public.a", false],
        ["type", "s.b", false],
      ],
    ],
    ["drop domain if exists d", [["domain", "public.d", true]]],
    ["drop schema s cascade", [["schema", "s", false]]],
    ["drop materialized view m", [["materialized view", "public.m", false]]],
    [
      "alter table t drop column c, drop constraint if exists k",
      [
        ["column", "public.t.c", false],
        ["constraint", "public.t.k", true],
      ],
    ],
  ])("%s", (sql, objects) => {
    expect(dropped(sql)).toEqual(objects);
  });
});

describe("what a statement renames", () => {
  it.each([
    ["alter table a rename to b", ["table", "public.a", "public.b"]],
    ["alter table s.a rename column x to y", ["column", "s.a.x", "s.a.y"]],
    ["alter table a rename constraint x to y", ["constraint", "public.a.x", "public.a.y"]],
    ["alter index i rename to j", ["index", "public.i", "public.j"]],
    ["alter type m rename to n", ["type", "public.m", "public.n"]],
  ])("%s", (sql, expected) => {
    const migration = judged(sql);
    const [statement] = migration.statements;
    const found = statement === undefined ? null : renamedBy(statement, migration);
    expect([found?.sort, found?.from, found?.to]).toEqual(expected);
  });
});
