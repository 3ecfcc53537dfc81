import { expect, it } from "vitest";
import { exampleMigration, exampleOrders, exampleStatement } from "../../../test/support/lint-example.ts";
import type { Finding } from "../finding.ts";
import { artifactPath, fingerprintFindings } from "./lint-fingerprint.ts";

const fingerprints = (migration: typeof exampleOrders) => [...fingerprintFindings(migration, migration.findings).values()];

it("gives each finding its own", () => {
  const finding: Finding = { rule: "r", level: "low", file: "a.sql", line: 1, column: 1, message: "one" };
  const migration = exampleMigration({
    file: "a.sql",
    statements: [exampleStatement({ sql: "drop table a;", line: 1 }), exampleStatement({ sql: "drop table a;", line: 2 })],
    findings: [finding, { ...finding, message: "two" }, { ...finding, line: 2 }],
  });
  expect(new Set(fingerprints(migration)).size).toBe(3);
});

it("stays when lines move, SQL is laid out anew or other findings come", () => {
  const moved = {
    ...exampleOrders,
    statements: exampleOrders.statements.map((one) => ({ ...one, line: one.line + 7, sql: one.sql.replaceAll("\n", "\n\t") })),
    findings: [
      { rule: "other", level: "low" as const, file: exampleOrders.file, line: 1, column: 1, message: "new" },
      ...exampleOrders.findings.map((one) => (one.line === 1 ? one : { ...one, line: (one.line ?? 1) + 7 })),
    ],
    excerpts: exampleOrders.excerpts.map((one) => ({ ...one, line: one.line + 7 })),
  };
  expect(fingerprints(moved).slice(1)).toEqual(fingerprints(exampleOrders));
});

it("changes with the rule, the file and the SQL", () => {
  const of = (rule: string, file: string, sql: string) =>
    fingerprints(
      exampleMigration({
        file,
        statements: [exampleStatement({ sql, line: 1 })],
        findings: [{ rule, level: "low", file, line: 1, column: 1, message: "m" }],
      }),
    )[0];
  const all = [of("r", "a.sql", "x"), of("q", "a.sql", "x"), of("r", "b.sql", "x"), of("r", "a.sql", "y")];
  expect(new Set(all).size).toBe(4);
  expect(of("r", "./a.sql", "x")).toBe(of("r", "a.sql", "x"));
});

it("names files as scanners do", () => {
  expect(["./a.sql", ".//./a.sql", "../a.sql", "/a.sql", ".hidden.sql"].map(artifactPath)).toEqual([
    "a.sql",
    "a.sql",
    "../a.sql",
    "/a.sql",
    ".hidden.sql",
  ]);
});
