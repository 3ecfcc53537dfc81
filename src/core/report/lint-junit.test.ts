import { expect, it } from "vitest";
import { exampleLint, exampleMigration, exampleNotes, exampleStatement } from "../../../test/support/lint-example.ts";
import { readXml } from "../../../test/support/read-xml.ts";
import { lintJunit } from "./lint-junit.ts";

it("is a suite to a migration and a case to a statement; what is at the threshold fails", () => {
  const suites = readXml(lintJunit(exampleLint));
  expect(suites.attributes).toMatchObject({ tests: "8", failures: "2", errors: "0" });
  const [orders, notes] = suites.children;
  expect(orders?.attributes).toMatchObject({ name: "db/migrations/20251009_orders.sql", tests: "6", failures: "2" });
  expect(notes?.attributes).toMatchObject({ tests: "2", failures: "0" });
  const failed = orders?.children.filter(({ children }) => children[0]?.name === "failure") ?? [];
  expect(failed.map(({ attributes }) => [attributes.name, attributes.line])).toEqual([
    ["the file as a whole", "1"],
    ["line 9: drop table legacy;", "9"],
  ]);
  expect(failed.map(({ children }) => children[0]?.attributes)).toEqual([
    { message: 'syntax error at or near "from"', type: "syntax-error" },
    { message: "drops a table and its rows", type: "risk" },
  ]);
});

it("says below the threshold what it found, without failing", () => {
  const [file, index] = readXml(lintJunit(exampleLint)).children[0]?.children ?? [];
  expect(file?.children[0]?.text).toContain("low rollback-missing: nothing says how to undo it");
  expect(index?.children).toMatchObject([
    { name: "system-out", text: expect.stringContaining("fix: CREATE INDEX CONCURRENTLY") },
  ]);
  expect(readXml(lintJunit({ ...exampleLint, threshold: "medium" })).attributes.failures).toBe("4");
  // every statement has at least low risk: only findings can be too much there
  expect(readXml(lintJunit({ ...exampleLint, threshold: "low", migrations: [exampleNotes] })).attributes.failures).toBe("0");
});

it("fails the file where only all of its statements together are too much", () => {
  const migration = exampleMigration({
    file: "a.sql",
    risk: "high",
    reasons: [{ axis: "compatibility", level: "high", why: "alters 9 existing tables at once: a major refactor" }],
    statements: [exampleStatement({ sql: "alter table a add b int;", line: 1 })],
  });
  const [suite] = readXml(lintJunit({ ...exampleLint, migrations: [migration] })).children;
  expect(suite?.children.map(({ children }) => children[0]?.attributes.message)).toEqual([
    "alters 9 existing tables at once: a major refactor",
    undefined,
  ]);
});

it("stays well-formed whatever a migration holds", () => {
  const sql = `select '\u0000\u001b[2J\u{1f600}<a b="c">&]]>', 'x\t\r\n\ud800';`;
  const finding = { rule: "r<", level: "high" as const, file: "a&b.sql", line: 1, column: 1, message: sql, why: sql, fix: sql };
  const migration = exampleMigration({
    file: "a&b.sql",
    statements: [exampleStatement({ sql, line: 1, risk: "high" })],
    findings: [finding],
  });
  const text = readXml(lintJunit({ ...exampleLint, migrations: [migration, exampleNotes] })).children[0]?.children[1]
    ?.children[0];
  expect(text?.text).toContain("😀<a b=\"c\">&]]>', 'x\t\r\n\\ud800'");
  expect(text?.attributes.type).toBe("r<");
});

it("has no migration and no failure where there is nothing to judge", () => {
  expect(readXml(lintJunit({ ...exampleLint, migrations: [] }))).toMatchObject({ attributes: { tests: "0" }, children: [] });
});
