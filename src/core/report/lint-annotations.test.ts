import { expect, it } from "vitest";
import { exampleLint, exampleMigration, exampleNotes, exampleStatement } from "../../../test/support/lint-example.ts";
import { lintAnnotations } from "./lint-annotations.ts";

it("annotates findings and risks at their places, and ends with the summary for the log", () => {
  expect(lintAnnotations(exampleLint)).toMatchInlineSnapshot(`
    "::error file=db/migrations/20251009_orders.sql,line=7,col=13,title=syntax-error::syntax error at or near "from"%0APostgres cannot parse this statement; the others were judged.
    ::error file=db/migrations/20251009_orders.sql,line=9,col=1,title=high risk::drops a table and its rows
    ::warning file=db/migrations/20251009_orders.sql,line=4,col=8,title=index-without-concurrently::the index on public.orders is built without CONCURRENTLY: writes wait until it is done%0AA plain CREATE INDEX holds SHARE on the table until the index is built.%0Afix: CREATE INDEX CONCURRENTLY, in a migration of its own with \`-- lockstep: transaction = none\`.
    ::notice file=db/migrations/20251009_orders.sql,line=1,col=1,title=rollback-missing::nothing says how to undo it
    2 migrations: 1 high, 1 low · 3 findings: 1 high, 1 medium, 1 low · 1 accepted
    from the text alone, for PostgreSQL 18: --env NAME knows the tables
    "
  `);
});

it("annotates the file where only all of its statements together are too much", () => {
  const reasons = [{ axis: "compatibility" as const, level: "high" as const, why: "a major refactor" }];
  const statements = [exampleStatement({ sql: "alter table a add b int;", line: 4 })];
  const migration = exampleMigration({ file: "a.sql", risk: "high", reasons, statements });
  expect(lintAnnotations({ ...exampleLint, migrations: [migration] })).toMatch(
    /^::error file=a\.sql,line=1,title=high risk::a major refactor\n1 migration/,
  );
});

it("has ten of a kind at most", () => {
  const findings = Array.from({ length: 30 }, (_, i) => {
    return { rule: "r", level: "medium" as const, file: "a.sql", line: i + 1, column: 1, message: `no ${i}` };
  });
  const lines = lintAnnotations({ ...exampleLint, migrations: [{ ...exampleNotes, findings }] }).split("\n");
  expect(lines.filter((line) => line.startsWith("::warning "))).toHaveLength(10);
  expect(lines[9]).toContain("21 more of this level: run lockstep lint --verbose to see all.");
});
