import { beforeAll, describe, expect, it } from "vitest";
import { loadParser, parseSql } from "../../sql/parse-sql.ts";
import { interpretStatement } from "../interpret-statement.ts";
import { SchemaDraft } from "../schema-draft.ts";
import { modelOfText, type SchemaModel } from "../schema-model.ts";

beforeAll(loadParser);

/** What the last statement of a file does, by its text alone. */
function last(sql: string, model: SchemaModel = modelOfText(18)) {
  const draft = new SchemaDraft(model);
  const all = parseSql(sql).map(({ tree }) => interpretStatement(tree, draft));
  const effects = all.at(-1);
  if (effects === undefined) throw new Error("no statement");
  const locks = effects.locks.map(({ relation, mode }) => `${relation} ${mode}`);
  const costs = effects.costs.map(({ relation, cost }) => `${relation} ${cost}`);
  return {
    forms: effects.uses.map(({ form }) => form),
    locks,
    costs,
    unknown: effects.unknown,
    transaction: effects.transaction,
  };
}

describe("what nobody can tell", () => {
  it.each([
    ["do $$ begin execute 'drop table ' || current_user; end $$", ["dynamic SQL at line 1: 'drop table ' || current_user"]],
    ["do $$\nbegin\n  execute (select sql from todo);\nend $$", ["dynamic SQL at line 3: (select sql from todo)"]],
    ["do $$ begin nonsense here; end $$", ['what the DO block does: syntax error at or near "nonsense"']],
    ["do language plpython3u 'pass'", ["what the DO block does: it is written in plpython3u"]],
    ["call migrate_everything()", ["what migrate_everything() does"]],
    ["select migrate_everything()", ["what migrate_everything() does"]],
    ["select app.migrate_everything()", ["what app.migrate_everything() does"]],
    ["create extension postgis", ["what the script of extension postgis does"]],
    ["create extension pg_trgm; create extension unheard_of", ["what the script of extension unheard_of does"]],
    ["alter extension postgis update", ["what the upgrade script of extension postgis does"]],
    ["drop owned by app", ["what app owns"]],
    ["reassign owned by app to other", ["what app owns"]],
    ["import foreign schema public from server other into app", ["which foreign tables it makes from public"]],
    ["drop type mood cascade", ["what CASCADE drops with public.mood"]],
    ["drop function f(int) cascade", ["what CASCADE drops with f()"]],
    ["alter domain email add check (value <> '')", ["which tables have columns of public.email"]],
    ["execute unseen", ["what prepared statement unseen does"]],
    ["select setval(some_name, 5) from settings", ["which sequence setval() moves"]],
  ])("%s is said to be unknown", (sql, unknown) => {
    expect(last(sql).unknown).toEqual(unknown);
  });

  it.each(["select now()", "select pg_sleep(1)", "select count(*) from users", "drop type mood"])(
    "%s is nothing to worry about",
    (sql) => {
      expect(last(sql).unknown).toEqual([]);
    },
  );
});

describe("text alone", () => {
  it("rates a change of many rows high and one by a key not", () => {
    expect(last("update users set name = 'x'")).toMatchObject({ forms: ["update-many-rows"], costs: ["public.users scan"] });
    expect(last("update users set name = 'x' where id = 5")).toMatchObject({ forms: ["update-rows"], costs: [] });
    expect(last("delete from users where created_at < now()").forms).toEqual(["delete-many-rows"]);
    expect(last("delete from users where id in (1, 2)").forms).toEqual(["delete-rows"]);
  });

  it("names the tables of a query and leaves catalogs and WITH queries out", () => {
    const sql = "with a as (select * from users) insert into app.copies select a.id from a join pg_class on true";
    expect(last(sql).locks).toEqual(["app.copies ROW EXCLUSIVE", "public.users ACCESS SHARE"]);
  });

  it("reads the body of a function that the file made, where it is called", () => {
    const make = "create function fix() returns void language plpgsql as 'begin drop table users; end';";
    expect(last(make).locks).toEqual([]);
    expect(last(`${make} select fix()`).locks).toEqual(["public.users ACCESS EXCLUSIVE"]);
  });

  it("knows the referenced table of a foreign key that the file made", () => {
    const make = "create table a (id int primary key); create table b (a_id int references a);";
    expect(last(`${make} insert into b values (1)`).locks).toContain("public.a ROW SHARE");
  });
});

describe("settings", () => {
  it("look names up where search_path says, until it is reset", () => {
    expect(last("set search_path = app; drop trigger t on users").locks).toEqual(["app.users ACCESS EXCLUSIVE"]);
    expect(last("set search_path = app; reset search_path; drop trigger t on users").locks).toEqual([
      "public.users ACCESS EXCLUSIVE",
    ]);
  });

  it("end with the transaction where they are local to it", () => {
    expect(last("begin; set local search_path = app; commit; drop trigger t on users").locks).toEqual([
      "public.users ACCESS EXCLUSIVE",
    ]);
  });

  it("hold the time zone that casts will use", () => {
    const draft = new SchemaDraft(modelOfText(18));
    for (const { tree } of parseSql("set time zone 'UTC'")) interpretStatement(tree, draft);
    expect(draft.timeZone).toBe("UTC");
  });
});

describe("transactions", () => {
  it.each([
    "create database x",
    "discard all",
    "alter system set work_mem = '1MB'",
    "create subscription s connection '' publication p",
    "do $$ begin commit; end $$",
  ])("%s cannot run inside one", (sql) => {
    expect(last(sql).transaction).toBe("outside");
  });

  it("can hold a subscription that makes no slot", () => {
    expect(last("create subscription s connection '' publication p with (connect = false)").transaction).toBe("either");
  });
});

describe("rights", () => {
  it("lock the relation from 18 on", () => {
    expect(last("grant select on users to app", modelOfText(17)).locks).toEqual([]);
    expect(last("grant select on users to app", modelOfText(18)).locks).toEqual(["public.users ACCESS SHARE"]);
  });
});
