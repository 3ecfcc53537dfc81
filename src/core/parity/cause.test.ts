import { beforeAll, describe, expect, test } from "vitest";
import type { ObjectId } from "../catalog/object-id.ts";
import { kindOf } from "../catalog/object-id.ts";
import type { SchemaObject } from "../catalog/schema-object.ts";
import type { Change } from "../diff/change.ts";
import { loadParser } from "../sql/parse-sql.ts";
import { causeOf, hasLeftTraces, readPending } from "./cause.ts";
import { platformProfiles } from "./cause-platform.ts";

beforeAll(loadParser);

function change(verb: Change["change"], text: string, parentText: string | null = null): Change {
  const id = text as ObjectId; // written as an id
  const parent = parentText as ObjectId | null; // written as an id
  const kind = kindOf(id);
  const object: SchemaObject = { id, kind, parent, owner: null, facts: {}, position: 0 };
  switch (verb) {
    case "add":
    case "remove":
      return { change: verb, kind, id, parent, object };
    case "alter":
      return { change: verb, kind, id, parent, facts: [] };
    case "rename":
      return { change: verb, kind, id, formerId: id, parent, facts: [] };
  }
}

const isPending = (sql: string, verb: Change["change"], id: string, parent: string | null = null) =>
  causeOf(change(verb, id, parent), readPending([{ file: "1.sql", text: sql }])).cause === "pending";

describe("a pending statement explains", () => {
  test.each<[string, Change["change"], string, string?]>([
    ["create table users (id int primary key)", "add", "table:public.users"],
    ["create table users (id int primary key)", "add", "column:public.users.id", "table:public.users"],
    ["create table users (id int primary key)", "add", "constraint:public.users.users_pkey", "table:public.users"],
    ["create table users (id serial)", "add", "sequence:public.users_id_seq"],
    ["create table users (id int generated always as identity)", "add", "sequence:public.users_id_seq"],
    ["create table app.users (a int)", "add", "privilege:table:app.users:bob", "table:app.users"],
    ["set search_path to app, public; create table users (a int)", "add", "table:app.users"],
    ["drop table a, app.b cascade", "remove", "table:app.b"],
    ["drop table a", "remove", "index:public.a_x_idx", "table:public.a"],
    ["alter table if exists users add column if not exists email text", "add", "column:public.users.email", "table:public.users"],
    ["alter table users add email text unique", "add", "constraint:public.users.users_email_key", "table:public.users"],
    ["alter table users add o_id int references o", "add", "constraint:public.users.users_o_id_fkey", "table:public.users"],
    ["alter table users add check (age > 0)", "add", "constraint:public.users.users_age_check", "table:public.users"],
    ["alter table users add check (age > size)", "add", "constraint:public.users.users_check", "table:public.users"],
    ["alter table users add primary key (a, b)", "alter", "column:public.users.b", "table:public.users"],
    ["alter table users drop column email", "remove", "column:public.users.email", "table:public.users"],
    ["alter table users alter email type varchar(20)", "alter", "column:public.users.email", "table:public.users"],
    [
      "alter table users alter email set not null",
      "add",
      "not-null:public.users.users_email_not_null",
      "column:public.users.email",
    ],
    ["alter table users rename email to mail", "remove", "column:public.users.email", "table:public.users"],
    ["alter table users rename email to mail", "add", "column:public.users.mail", "table:public.users"],
    ["alter table users rename to people", "add", "table:public.people"],
    ["alter table users rename to people", "add", "column:public.people.id", "table:public.people"],
    ["alter table users set schema app", "add", "table:app.users"],
    ["alter table users enable row level security", "alter", "table:public.users"],
    ["alter table users owner to bob", "alter", "table:public.users"],
    ["alter table users disable trigger t", "alter", "trigger:public.users.t", "table:public.users"],
    ["alter table users validate constraint k", "alter", "constraint:public.users.k", "table:public.users"],
    ["alter table users drop constraint k", "remove", "constraint:public.users.k", "table:public.users"],
    ["create index on users (email, lower(name))", "add", "index:public.users_email_lower_idx", "table:public.users"],
    ["create unique index concurrently if not exists app_k on app.users (a)", "add", "index:app.app_k", "table:app.users"],
    ["drop index concurrently if exists app.k", "remove", "index:app.k"],
    ["create or replace view v as select 1", "alter", "view:public.v"],
    ["create materialized view app.m as select 1", "add", "materialized-view:app.m"],
    ["create or replace function app.f(a int) returns int language sql as 'select 1'", "alter", "function:app.f(integer)"],
    ["drop function if exists app.f(int)", "remove", "function:app.f(integer)"],
    ["create procedure p() language sql as ''", "add", "procedure:public.p()"],
    ["create type mood as enum ('a')", "add", "enum:public.mood"],
    ["alter type mood add value 'b'", "alter", "enum:public.mood"],
    ["create domain d as text check (value <> '')", "add", "domain:public.d"],
    ["alter domain d add check (value > 1)", "add", "constraint:public.d.d_check", "domain:public.d"],
    ["create trigger t after insert on users execute function f()", "add", "trigger:public.users.t", "table:public.users"],
    ["create policy p on users using (true)", "add", "policy:public.users.p", "table:public.users"],
    ["drop policy p on app.users", "remove", "policy:app.users.p", "table:app.users"],
    ["create extension if not exists pg_trgm", "add", "extension:pg_trgm"],
    ["alter extension pg_trgm update", "alter", "extension:pg_trgm"],
    ["create schema app create table t (a int)", "add", "table:app.t"],
    ["drop schema app cascade", "remove", "function:app.f(integer)"],
    ["comment on table users is 'x'", "add", "comment:table:public.users", "table:public.users"],
    ["comment on column users.email is 'x'", "alter", "comment:column:public.users.email", "column:public.users.email"],
    ["grant select on users to bob", "add", "privilege:table:public.users:bob", "table:public.users"],
    ["grant execute on function f(int) to bob", "add", "privilege:function:public.f(integer):bob", "function:public.f(integer)"],
    ["revoke all on all tables in schema app from bob", "remove", "privilege:table:app.users:bob", "table:app.users"],
    ["grant admins to bob", "add", "role-membership:admins:bob"],
    ["alter default privileges grant select on tables to bob", "add", "default-privilege:x:bob"],
    ["alter publication p add table users", "add", "publication-table:p:public.users", "publication:p"],
    ['create table "My App"."A.b" ("C" int)', "add", 'column:"My App"."A.b"."C"', 'table:"My App"."A.b"'],
  ])("%s  →  %s %s", (sql, verb, id, parent) => {
    expect(isPending(sql, verb, id, parent ?? null)).toBe(true);
  });
});

describe("a pending statement does not explain", () => {
  test.each<[string, Change["change"], string, string?]>([
    ["create table users (id int)", "remove", "table:public.users"],
    ["create table users (id int)", "add", "table:public.user"],
    ["create table users (id int)", "add", "table:app.users"],
    ["create table users (id int)", "add", "column:public.users_old.id", "table:public.users_old"],
    ["drop table users", "add", "table:public.users"],
    ["alter table users add email text", "add", "column:public.users.phone", "table:public.users"],
    ["alter table users add email text", "remove", "column:public.users.email", "table:public.users"],
    ["alter table users enable row level security", "add", "policy:public.users.p", "table:public.users"],
    ["create schema app", "add", "table:app.t"],
    ["comment on table users is 'x'", "alter", "table:public.users"],
    ["comment on table users is 'x'", "add", "comment:column:public.users.email", "column:public.users.email"],
    ["grant select on users to bob", "alter", "table:public.users"],
    ["insert into users values (1)", "alter", "table:public.users"],
    ["select 'create table users'", "add", "table:public.users"],
    ["-- create table users (id int);", "add", "table:public.users"],
    ["do $$ begin create table users (id int); end $$", "add", "table:public.users"],
    ["creat table users (id int)", "add", "table:public.users"],
  ])("%s  →  %s %s", (sql, verb, id, parent) => {
    expect(isPending(sql, verb, id, parent ?? null)).toBe(false);
  });
});

test("the last migration that could have made the difference is named, others around a bad statement still count", () => {
  const pending = readPending([
    { file: "1.sql", text: "create table t (a int);" },
    { file: "2.sql", text: "creat nonsense; alter table t add b int; do $$ begin end $$;" },
    { file: "3.sql", text: "create table u (a int);" },
  ]);
  expect(causeOf(change("add", "column:public.t.b", "table:public.t"), pending)).toEqual({
    cause: "pending",
    migration: "2.sql",
  });
  expect(causeOf(change("add", "table:public.t"), pending)).toEqual({ cause: "pending", migration: "1.sql" });
  expect(pending[1]?.touched.opaque).toEqual([1, 1]);
});

test("what a platform owns is the platform's, what the team put on it is not", () => {
  const supabase = platformProfiles.filter(({ name }) => name === "Supabase");
  const cause = (id: string) => causeOf(change("add", id), [], supabase).cause;
  for (const id of [
    "table:auth.users",
    "role:supabase_admin",
    "role:anon",
    "event-trigger:pgrst_ddl_watch",
    "extension:pg_graphql",
    "publication:supabase_realtime",
    "privilege:table:public.t:anon",
    "comment:table:auth.users",
    "schema:storage",
  ]) {
    expect([id, cause(id)]).toEqual([id, "platform"]);
  }
  for (const id of [
    "table:public.users",
    "role:app",
    "trigger:auth.users.on_signup",
    "policy:storage.objects.own",
    "function:public.auth(integer)",
    "table:public.auth",
    "extension:pg_trgm",
  ]) {
    expect([id, cause(id)]).toEqual([id, "unexplained"]);
  }
});

describe("hasLeftTraces", () => {
  const left = (sql: string, ids: readonly string[]) =>
    readPending([{ file: "1.sql", text: sql }]).map((migration) => hasLeftTraces(migration, ids as readonly ObjectId[])); // written as ids

  test("a table, a column or a type that is there tells that the migration ran", () => {
    const sql = "create table a(id int); create type mood as enum ('ok'); alter table b add column c int";
    expect(left(sql, ["table:public.a"])).toEqual([true]);
    expect(left(sql, ["enum:public.mood"])).toEqual([true]);
    expect(left(sql, ["column:public.b.c"])).toEqual([true]);
    expect(left(sql, ["table:public.b", "table:other.a", "column:public.b.d"])).toEqual([false]);
  });

  test("what can be replaced or only changed tells nothing", () => {
    expect(
      left("create or replace view v as select 1; alter table b drop column c", ["view:public.v", "table:public.b"]),
    ).toEqual([false]);
  });
});
