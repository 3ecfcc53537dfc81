import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatMigration, type MigrationText } from "./format-migration.ts";
import { readMigration } from "./read-migration.ts";

const plain = { breakpoints: false, downFile: false };
const migration: MigrationText = {
  title: "Sync email",
  date: "2026-11-23",
  safe: "YES (additive only)",
  transaction: "one",
  kind: "schema",
  notes: [],
  hints: [],
  statements: [{ sql: "CREATE TABLE public.email (id integer)", comments: ["may-fail: it may be there"] }],
  rollback: {
    transaction: "one",
    notes: ["Going back: lossy, table:public.email: deletes its rows"],
    hints: [],
    statements: [{ sql: "DROP TABLE public.email", comments: ["deletes-data: all rows"] }],
  },
};

describe("a migration file", () => {
  it("has the template's header, statements that end, and the way back as comments", () => {
    expect(formatMigration(migration, plain)).toEqual({
      up: `-- Migration: Sync email
-- Date: 2026-11-23
-- Safe to run: YES (additive only)

-- may-fail: it may be there
CREATE TABLE public.email (id integer);

-- Going back: lossy, table:public.email: deletes its rows
-- Rollback (if needed):
-- -- deletes-data: all rows
-- DROP TABLE public.email;
`,
      down: null,
    });
  });

  it("says how it runs and what it is where that is not the usual", () => {
    const rollback = { ...migration.rollback, transaction: "one" as const };
    const { up } = formatMigration(
      { ...migration, transaction: "none", kind: "data", notes: ["not proven: x"], rollback },
      plain,
    );
    expect(up.split("\n").slice(3, 7)).toEqual([
      "-- not proven: x",
      "-- lockstep: transaction = none",
      "-- lockstep: kind = data",
      "",
    ]);
    expect(up).toContain("-- Rollback (if needed):\n-- lockstep: transaction = one\n");
  });

  it("puts the way back into a file of its own where the folder has such", () => {
    const { up, down } = formatMigration(migration, { ...plain, downFile: true });
    expect(up).not.toContain("-- Rollback");
    expect(down).toBe("-- Undoes: Sync email\n\n-- deletes-data: all rows\nDROP TABLE public.email;\n");
  });

  it("separates statements as drizzle's migrator reads them", () => {
    const statements = ["select 1", "select 2;"].map((sql) => ({ sql, comments: [] }));
    expect(formatMigration({ ...migration, statements }, { ...plain, breakpoints: true }).up).toContain(
      "\n\nselect 1;\n--> statement-breakpoint\nselect 2;\n\n",
    );
  });

  it("is refused where its text would not be what it seems", () => {
    const say = (sql: string) => ({ ...migration, rollback: { ...migration.rollback, statements: [{ sql, comments: [] }] } });
    expect(() => formatMigration(say("select 'a\u202eb'"), plain)).toThrow("bidirectional control character U+202E");
    expect(() => formatMigration(say("select 'a\rb'"), plain)).toThrow("a carriage return alone");
  });
});

// Lines that mean something elsewhere, and whatever else a body may hold.
const line = fc.oneof(
  fc.constantFrom(
    "-- Rollback (if needed):",
    "rollback;",
    "  ROLLBACK AND CHAIN;",
    "-- lockstep: transaction = none",
    "lockstep: kind = data",
    "-- Migration: other",
    "Date: 1999-01-01",
    "--> statement-breakpoint",
    "begin",
    "commit;",
    "\\i file",
    "",
    " ",
    "it's",
  ),
  fc.string({ unit: fc.constantFrom("a", "'", '"', "$", "-", "/", "*", "\\", ";", " ", "é", "😀") }),
);
const body = fc.tuple(fc.array(line, { maxLength: 6 }), fc.constantFrom("\n", "\r\n")).map(([lines, end]) => lines.join(end));
const literal = body.map((text) => `'${text.replaceAll("'", "''")}'`);
const dollar = body.map((text) => `$lockstep$${text.replaceAll("$lockstep$", "")} $lockstep$`);
const sql = fc.oneof(
  literal.map((text) => `COMMENT ON TABLE a IS ${text}`),
  dollar.map((text) => `CREATE PROCEDURE p() LANGUAGE plpgsql AS ${text}`),
  body.map((text) => `CREATE TABLE "${text.replaceAll('"', '""')}" (\n  id integer\n)`),
  fc.constantFrom("SELECT 1;", "SET LOCAL search_path = ''"),
);
const statements = fc.array(fc.record({ sql, comments: fc.array(body, { maxLength: 2 }) }), { maxLength: 3 });
const words = fc
  .string({ minLength: 1, maxLength: 30 })
  .filter((text) => !/[\p{Cc}\p{Bidi_Control}]/u.test(text))
  .map((text) => `x${text}`.replace(/\s+/g, " ").trim());
const transaction = fc.constantFrom("one" as const, "none" as const);
const migrations: fc.Arbitrary<MigrationText> = fc.record({
  title: words,
  date: fc.constantFrom("2026-11-23", "2027-01-01"),
  safe: words,
  transaction,
  kind: fc.constantFrom("schema", "data"),
  notes: fc.array(body, { maxLength: 2 }),
  hints: fc.array(body, { maxLength: 2 }),
  statements,
  rollback: fc.record({
    transaction,
    notes: fc.array(body, { maxLength: 2 }),
    hints: fc.array(body, { maxLength: 2 }),
    statements,
  }),
});

describe("whatever it says", () => {
  it("reads as what was written", () => {
    const ended = (text: string) => (text.endsWith(";") ? text : `${text};`);
    fc.assert(
      fc.property(migrations, fc.boolean(), fc.boolean(), (meant, breakpoints, downFile) => {
        const { up, down } = formatMigration(meant, { breakpoints, downFile });
        const read = readMigration("1_a.sql", up, down === null ? null : { file: "1_a.down.sql", text: down });
        const { title, date, safe, kind } = meant;
        expect(read).toMatchObject({ title, date, safe, kind, transaction: meant.transaction, problems: [] });
        expect(read.statements.map((statement) => statement.sql)).toEqual(meant.statements.map((one) => ended(one.sql)));
        expect((read.rollback ?? []).map((statement) => statement.sql)).toEqual(
          meant.rollback.statements.map((one) => ended(one.sql)),
        );
        if (meant.rollback.statements.length > 0) expect(read.rollbackTransaction).toBe(meant.rollback.transaction);
      }),
      { numRuns: 1_000 },
    );
  });
});
