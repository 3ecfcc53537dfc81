import { beforeAll, describe, expect, it } from "vitest";
import { modelOfText } from "../risk/schema-model.ts";
import { loadParser } from "../sql/parse-sql.ts";
import { judgeMigration } from "./judge-migration.ts";
import { missingGuards } from "./missing-guards.ts";
import { secondRunRefused } from "./second-run.ts";

beforeAll(loadParser);

const judge = (...lines: readonly string[]) =>
  judgeMigration({ file: "x.sql", text: `${lines.join("\n")}\n`, down: null }, modelOfText(18));

/** The verdict about a refusal of the last line. */
const verdict = (state: string, ...lines: readonly string[]) =>
  secondRunRefused(judge(...lines), { line: lines.length, message: `the server's words (SQLSTATE ${state})`, state });

const table = "create table if not exists a (id int);";

describe("a second run that is refused", () => {
  it.each([
    ["42710", "alter table a add constraint a_fk foreign key (id) references b (id);"],
    ["42P16", "alter table a add constraint a_pkey primary key (id);"],
    ["42710", "create type mood as enum ('sad');"],
    ["42710", "create policy own on a using (true);"],
    ["42710", "create constraint trigger t after insert on a for each row execute function f();"],
    ["42703", "alter table a rename column id to number;"],
    ["42704", "alter table a rename constraint a_fk to a_other;"],
    ["22023", "alter type mood rename value 'sad' to 'low';"],
    ["42809", "alter table p attach partition a for values in (1);"],
    ["42P01", "alter table p detach partition a;"],
    ["55000", "alter table a alter column id add generated always as identity;"],
  ])("with %s by what has no form that skips is proven: %s", (state, sql) => {
    expect(verdict(state, table, sql)).toEqual({
      verdict: "proven",
      why: "what can say IF [NOT] EXISTS says so; a second run is refused as a whole at line 2, and changes nothing",
      refusedAtLine: 2,
    });
  });

  it.each([
    ["42P07", "create table b (id int);", "CREATE TABLE IF NOT EXISTS"],
    ["42P07", "create materialized view m as select 1;", "CREATE MATERIALIZED VIEW IF NOT EXISTS"],
    ["42P07", "create view v as select 1 as one;", "CREATE OR REPLACE VIEW"],
    ["42723", "create function f() returns int language sql as 'select 1';", "CREATE OR REPLACE FUNCTION"],
    ["42710", "create trigger t after insert on a for each row execute function f();", "CREATE OR REPLACE TRIGGER"],
    ["42701", "alter table a add column b int;", "ADD COLUMN IF NOT EXISTS"],
    ["42703", "alter table a drop column b;", "DROP COLUMN IF EXISTS"],
    ["42704", "drop type mood;", "DROP TYPE IF EXISTS"],
    ["42710", "alter type mood add value 'great';", "ADD VALUE IF NOT EXISTS"],
    ["42P01", "alter table b rename to c;", "ALTER TABLE IF EXISTS … RENAME TO"],
    ["42P01", "alter sequence s set schema t;", "ALTER SEQUENCE IF EXISTS … SET SCHEMA"],
  ])("with %s by what has such a form is refuted, with the form: %s", (state, sql, form) => {
    const { verdict: word, why } = verdict(state, table, sql);
    expect(word).toBe("refuted");
    expect(why).toBe(`a second run fails at line 2: the server's words (SQLSTATE ${state}); write ${form}`);
  });

  it("is refuted when any other statement of the file could have said it, with that one's line", () => {
    const file = judge("create type mood as enum ('sad');", "create table a (m mood);");
    const { verdict: word, why } = secondRunRefused(file, { line: 1, message: "is there", state: "42710" });
    expect([word, why]).toEqual([
      "refuted",
      "a second run fails at line 1: is there; and line 2: write CREATE TABLE IF NOT EXISTS",
    ]);
  });

  it.each([
    ["a state that says something else", "23505", "alter table a add constraint a_fk foreign key (id) references b (id);"],
    ["what may do anything", "42710", "do $$ begin execute 'create type mood as enum ()'; end $$;"],
    ["rows", "23505", "insert into a values (1);"],
    ["a query", "42P07", "select make_table();"],
    ["a policy whose table is gone", "42P01", "create policy own on a using (true);"],
    ["a constraint that says it belongs to a primary key", "42P16", "alter table a add constraint a_ck check (id > 0);"],
  ])("is refuted for %s", (_, state, sql) => {
    expect(verdict(state, table, sql).verdict).toBe("refuted");
  });

  it("is refuted in a file without a transaction: what ran before has run again", () => {
    const why = verdict("42710", "-- lockstep: transaction = none", table, "create type mood as enum ('sad');");
    expect(why).toMatchObject({ verdict: "refuted" });
  });

  it("is told to say IF EXISTS about a table that the file itself takes away", () => {
    const lines = ["alter table a drop constraint if exists a_fk;", "drop table if exists a;"];
    expect(secondRunRefused(judge(...lines), { line: 1, message: "no a", state: "42P01" }).why).toMatch(
      /write ALTER TABLE IF EXISTS$/,
    );
  });
});

describe("a guard that is missing", () => {
  const forms = (...lines: readonly string[]) => [...missingGuards(judge(...lines))].map(({ form }) => form);

  it("is none for what the file itself has dropped or made before", () => {
    expect(forms("drop view if exists v;", "create view v as select 1 as one;")).toEqual([]);
    expect(forms("create index if not exists i_new on a (id);", "alter index i_new rename to i;")).toEqual([]);
  });

  it("is none where SQL has no such form", () => {
    expect(
      forms("create type mood as enum ('sad');", "create domain d as int;", "alter domain d add constraint c check (value > 0);"),
    ).toEqual([]);
  });

  it("is told of parts and of what has no kind of its own here", () => {
    expect(
      forms(
        "alter domain d drop constraint c;",
        "alter type pair drop attribute a;",
        "alter table a alter column id drop identity;",
        "drop role r;",
        "create collation c (locale = 'C');",
        "create aggregate s (int) (sfunc = int4pl, stype = int);",
      ),
    ).toEqual([
      "DROP CONSTRAINT IF EXISTS",
      "DROP ATTRIBUTE IF EXISTS",
      "DROP IDENTITY IF EXISTS",
      "DROP ROLE IF EXISTS",
      "CREATE COLLATION IF NOT EXISTS",
      "CREATE OR REPLACE AGGREGATE",
    ]);
  });
});
