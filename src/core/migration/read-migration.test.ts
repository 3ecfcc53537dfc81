import { expect, test } from "vitest";
import { refuseProblems } from "./migration-problem.ts";
import { readMigration } from "./read-migration.ts";

const read = (text: string, down: string | null = null) =>
  readMigration("1_a.sql", text, down === null ? null : { file: "1_a.down.sql", text: down });
const rules = (text: string) => read(text).problems.map(({ rule, line, column }) => [rule, line, column]);

test("the template's header, statements and rollback block are read", () => {
  const text = `-- Migration: Add feature table
-- Date: 2025-10-09
-- Safe to run: YES (additive only)

CREATE TABLE IF NOT EXISTS feature (
  id TEXT PRIMARY KEY
);

-- Rollback (if needed):
-- DROP TABLE IF EXISTS feature;
-- DROP TYPE
--   mood;
`;
  expect(read(text)).toEqual({
    title: "Add feature table",
    date: "2025-10-09",
    safe: "YES (additive only)",
    transaction: "one",
    kind: "schema",
    phase: null,
    checkpoint: null,
    statements: [{ sql: "CREATE TABLE IF NOT EXISTS feature (\n  id TEXT PRIMARY KEY\n);", line: 5, column: 1 }],
    rollback: [
      { sql: "DROP TABLE IF EXISTS feature;", line: 10, column: 1 },
      { sql: "DROP TYPE\n  mood;", line: 11, column: 1 },
    ],
    rollbackTransaction: "one",
    problems: [],
  });
});

test("a file without a rollback block has none, one whose block is empty has an empty one", () => {
  expect(read("select 1;").rollback).toBeNull();
  expect(read("select 1;\n-- Rollback: none needed").rollback).toEqual([{ sql: "none needed", line: 2, column: 1 }]);
  expect(read("select 1;\n-- rollback:").rollback).toEqual([]);
});

test("a block between statements ends where code follows, and several blocks undo in reverse", () => {
  const text =
    "create table a ();\n-- Rollback: drop table a;\n\n-- the second one\ncreate table b ();\n-- Rollback:\n-- drop table b;\n";
  const { statements, rollback } = read(text);
  expect(statements).toHaveLength(2);
  expect(rollback).toEqual([
    { sql: "drop table b;", line: 7, column: 1 },
    { sql: "drop table a;", line: 2, column: 1 },
  ]);
});

test("blank lines inside the last block do not end it and lines are counted on", () => {
  expect(read("select 1;\n-- Rollback:\n-- select 2;\n\n-- select 3;").rollback?.map(({ line }) => line)).toEqual([3, 5]);
});

test("what looks like a comment inside a function body is none", () => {
  const text = "create function f() returns int language sql as $$\n-- Rollback:\n-- drop table x;\nselect 1 $$;";
  expect(read(text)).toMatchObject({ rollback: null, problems: [] });
});

test("a sibling file takes the place of the comment", () => {
  expect(read("select 1;\n-- Rollback:\n-- select 2;", "BEGIN;\ndrop table a;\nCOMMIT;").rollback).toEqual([
    { sql: "drop table a;", line: 2, column: 1 },
  ]);
});

test("one pair of BEGIN and COMMIT around everything is absorbed, in the rollback too", () => {
  for (const [open, close] of [
    ["BEGIN", "COMMIT"],
    ["begin transaction", "end"],
    ["START TRANSACTION", "commit work"],
    ["begin /* all of it */", "commit -- all of it\n"],
  ]) {
    const script = read(`${open};\nselect 1;\n${close};\n-- Rollback:\n-- BEGIN;\n-- select 2;\n-- COMMIT;`);
    expect(script.statements.map(({ sql }) => sql)).toEqual(["select 1;"]);
    expect(script.rollback?.map(({ sql }) => sql)).toEqual(["select 2;"]);
    expect(script.problems).toEqual([]);
  }
});

test("a pair that asks for more than Lockstep's own transaction is refused, as the rest of it would be dropped", () => {
  expect(rules("begin isolation level serializable;\nselect 1;\ncommit;")).toEqual([["transaction-control", 1, 1]]);
  expect(rules("start transaction read only;\nselect 1;\ncommit and chain;")).toEqual([
    ["transaction-control", 1, 1],
    ["transaction-control", 3, 1],
  ]);
  expect(rules("begin transaction isolation level read committed, read write;\nselect 1;\nend;")).toEqual([]);
});

test("a setting by which the text behind it would be read otherwise is refused", () => {
  expect(rules("set standard_conforming_strings = off;\nselect 'a\\';")).toEqual([["reading-setting", 1, 1]]);
  expect(rules("set local standard_conforming_strings to 'off';")).toEqual([["reading-setting", 1, 1]]);
  expect(rules("select 1;\nselect pg_catalog.set_config('client_encoding', 'LATIN1', false);")).toEqual([
    ["reading-setting", 2, 1],
  ]);
  expect(rules("set names 'latin1';")).toEqual([["reading-setting", 1, 1]]);
});

test("what pg_dump writes at its beginning is no problem", () => {
  expect(
    rules(
      "SET client_encoding = 'UTF8';\nSET standard_conforming_strings = on;\nSELECT pg_catalog.set_config('search_path', '', false);",
    ),
  ).toEqual([]);
});

test("any other transaction control is refused where it stands", () => {
  expect(rules("begin;\nselect 1;\ncommit;\nselect 2;")).toEqual([
    ["transaction-control", 1, 1],
    ["transaction-control", 3, 1],
  ]);
  expect(rules("begin;\nselect 1;")).toEqual([["transaction-control", 1, 1]]);
  expect(rules("select 1;\n  savepoint x;")).toEqual([["transaction-control", 2, 3]]);
  expect(rules("prepare q as select 1;\nprepare transaction 'x';")).toEqual([["transaction-control", 2, 1]]);
});

test("psql commands, COPY data and an open quote are refused with their place", () => {
  expect(rules("select 1;\n\\i other.sql\n")).toEqual([["meta-command", 2, 1]]);
  expect(rules("copy t from stdin;\n1\n\\.\n")).toEqual([["copy-data", 2, 1]]);
  expect(rules("select 'abc")).toEqual([["unterminated", 1, 1]]);
});

test("characters that hide what runs are refused", () => {
  expect(rules("select 1; -- \u202e oops")).toEqual([["bidi-control", 1, 14]]);
  expect(rules("select 1;\n\0")).toContainEqual(["nul-character", 2, 1]);
  expect(rules("select 'שלום, é, 😀';")).toEqual([]);
});

test("directives are read, and one that is misspelt is a problem instead of nothing", () => {
  expect(read("-- lockstep: transaction = none\n-- lockstep: kind = data\nselect 1;")).toMatchObject({
    transaction: "none",
    kind: "data",
    problems: [],
  });
  expect(read("-- lockstep: allow some-rule because reasons until 2026-12-01\nselect 1;").problems).toEqual([]);
  expect(rules("-- lockstep: transacton = none\nselect 1;")).toEqual([["directive", 1, 1]]);
});

test("going back runs as the migration does, unless its own block or file says otherwise", () => {
  const none = "-- lockstep: transaction = none";
  const modes = (text: string, down: string | null = null) => {
    const { transaction, rollbackTransaction } = read(text, down);
    return [transaction, rollbackTransaction];
  };
  expect(modes("select 1;\n-- Rollback:\n-- select 2;")).toEqual(["one", "one"]);
  expect(modes(`${none}\nselect 1;\n-- Rollback:\n-- select 2;`)).toEqual(["none", "none"]);
  expect(modes(`select 1;\n-- Rollback:\n${none}\n-- select 2;`)).toEqual(["one", "none"]);
  expect(modes(`${none}\nselect 1;`, "-- lockstep: transaction = one\nselect 2;")).toEqual(["none", "one"]);
  expect(modes("select 1;", `${none}\nselect 2;`)).toEqual(["one", "none"]);
});

test("inside a quoted body of a rollback block no word of ours means anything", () => {
  const body = "create procedure p() language plpgsql as $$\nbegin\n  rollback;\n  -- lockstep: transaction = none\nend $$;";
  const block = body.split("\n").map((line) => `-- ${line}`);
  const script = read(`select 1;\n-- Rollback:\n${block.join("\n")}`);
  expect(script.rollback?.map(({ sql }) => sql)).toEqual([body]);
  expect(script).toMatchObject({ transaction: "one", rollbackTransaction: "one", problems: [] });
});

test("prose with an apostrophe hides no directive below it, and line endings inside a body stay", () => {
  expect(read("select 1;\n-- Rollback: don't\n-- lockstep: transaction = none").rollbackTransaction).toBe("none");
  expect(read("select 1;\r\n-- Rollback:\r\n-- select 'a\r\n-- b';\r\n").rollback?.[0]?.sql).toBe("select 'a\r\nb';");
});

test("a refusal names file, line, column and how many more there are", () => {
  expect(() => refuseProblems(read("\\i a\n\\i b\n").problems)).toThrow(
    /^1_a\.sql:1:1: psql command \\i in a migration \(and 1 more\)$/,
  );
  expect(() => refuseProblems([])).not.toThrow();
});

test("a part of a change in several migrations is named in the header", () => {
  expect(read("-- lockstep: phase = backfill of email-type\nselect 1;").phase).toEqual({ name: "backfill", of: "email-type" });
  expect(read("-- lockstep: phase = later\nselect 1;").problems).toMatchObject([{ rule: "directive", line: 1 }]);
});
