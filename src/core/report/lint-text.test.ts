import { describe, expect, it } from "vitest";
import {
  exampleLint,
  exampleMigration,
  exampleNotes,
  exampleOrders,
  exampleStatement,
} from "../../../test/support/lint-example.ts";
import { displayWidth } from "./display-width.ts";
import { asciiGlyphs } from "./glyphs.ts";
import { lintText } from "./lint-text.ts";
import { colourPalette } from "./palette.ts";
import { plainStyle } from "./text-style.ts";

describe("lintText", () => {
  it("reads well in 100 columns", () => {
    expect(lintText(exampleLint, plainStyle)).toMatchInlineSnapshot(`
      "db/migrations/20251009_orders.sql  HIGH  holds a statement that Postgres cannot parse; drops a table
          and its rows

           LOW     nothing says how to undo it  rollback-missing

        3  create index orders_user_id
        4      on orders (user_id)
                  ^
        5      where paid;
           risk    MEDIUM  blocks writes for as long as it is built
           locks   ▮▮▮▮▮▯▯▯ SHARE  public.orders  reads go on, writes wait
                   ▮▮▮▮▮▯▯▯ SHARE  public.orders_2025 (partition of public.orders)  reads go on, writes
                            wait
           costs   builds an index on public.orders, public.orders_2025
           MEDIUM  the index on public.orders is built without CONCURRENTLY: writes wait until it is done
                   index-without-concurrently
                   A plain CREATE INDEX holds SHARE on the table until the index is built.
                   fix: CREATE INDEX CONCURRENTLY, in a migration of its own with \`-- lockstep:
                        transaction = none\`.

        7  select from from;
                       ^
           HIGH    syntax error at or near "from"  syntax-error
                   Postgres cannot parse this statement; the others were judged.

        9  drop table legacy;
           risk    HIGH    drops a table and its rows
           locks   ▮▮▮▮▮▮▮▮ ACCESS EXCLUSIVE  public.legacy  reads and writes wait
                   ▮▮▮▮▮▮▮▮ ACCESS EXCLUSIVE  public.users (foreign key of public.legacy)  reads and
                            writes wait

       10  do $$ begin execute what(); end $$;
           risk    MEDIUM  cannot tell what a dynamic statement does

           … and 2 statements of low risk (--verbose)

      db/migrations/20251010_notes.sql  LOW  a new table

      HIGH  2 migrations: 1 high, 1 low · 3 findings: 1 high, 1 medium, 1 low · 1 accepted
      from the text alone, for PostgreSQL 18: --env NAME knows the tables
      "
    `);
  });

  it("fits into 60 columns", () => {
    const text = lintText(exampleLint, { ...plainStyle, width: 60 });
    expect(text).toMatchInlineSnapshot(`
      "db/migrations/20251009_orders.sql  HIGH  holds a statement
          that Postgres cannot parse; drops a table and its rows

           LOW     nothing says how to undo it  rollback-missing

        3  create index orders_user_id
        4      on orders (user_id)
                  ^
        5      where paid;
           risk    MEDIUM  blocks writes for as long as it is
                           built
           locks   ▮▮▮▮▮▯▯▯ SHARE  public.orders  reads go on,
                            writes wait
                   ▮▮▮▮▮▯▯▯ SHARE  public.orders_2025 (partition
                            of public.orders)  reads go on, writes
                            wait
           costs   builds an index on public.orders,
                   public.orders_2025
           MEDIUM  the index on public.orders is built without
                   CONCURRENTLY: writes wait until it is done
                   index-without-concurrently
                   A plain CREATE INDEX holds SHARE on the table
                   until the index is built.
                   fix: CREATE INDEX CONCURRENTLY, in a migration
                        of its own with \`-- lockstep: transaction
                        = none\`.

        7  select from from;
                       ^
           HIGH    syntax error at or near "from"  syntax-error
                   Postgres cannot parse this statement; the
                   others were judged.

        9  drop table legacy;
           risk    HIGH    drops a table and its rows
           locks   ▮▮▮▮▮▮▮▮ ACCESS EXCLUSIVE  public.legacy  reads
                            and writes wait
                   ▮▮▮▮▮▮▮▮ ACCESS EXCLUSIVE  public.users
                            (foreign key of public.legacy)  reads
                            and writes wait

       10  do $$ begin execute what(); end $$;
           risk    MEDIUM  cannot tell what a dynamic statement
                           does

           … and 2 statements of low risk (--verbose)

      db/migrations/20251010_notes.sql  LOW  a new table

      HIGH  2 migrations: 1 high, 1 low · 3 findings: 1 high, 1
          medium, 1 low · 1 accepted
      from the text alone, for PostgreSQL 18: --env NAME knows the
          tables
      "
    `);
    for (const line of text.split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(60);
  });

  it("says the same in colour, and takes the same room", () => {
    const esc = String.fromCharCode(27);
    const coloured = lintText(exampleLint, { ...plainStyle, palette: colourPalette });
    expect(coloured).toContain(`${esc}[33m▮▮▮▮▮▯▯▯${esc}[39m`);
    expect(coloured.replace(new RegExp(`${esc}\\[[0-9;]*m`, "g"), "")).toBe(lintText(exampleLint, plainStyle));
  });

  it("uses nothing but ASCII where the locale cannot show more", () => {
    const text = lintText(exampleLint, { ...plainStyle, glyphs: asciiGlyphs });
    expect(text).toMatch(/^[\x20-\x7E\n]*$/);
    expect(text).toContain("#####... SHARE");
  });

  it("shows every statement when asked for everything, and what was accepted", () => {
    const text = lintText(exampleLint, { ...plainStyle, isVerbose: true });
    expect(text).toContain("11  create table notes (at timestamptz);");
    expect(text).toContain("SHARE UPDATE EXCLUSIVE  public.notes  new, nobody uses it yet");
    expect(text).toContain("runs    outside a transaction block only");
    expect(text).not.toContain("builds an index on public.notes");
    expect(text).toMatch(/accepted: drops public\.legacy \(drop-table at line 9: nothing reads it since\n? *March\)/);
  });

  it("is one line to a migration and the summary when quiet", () => {
    expect(lintText(exampleLint, { ...plainStyle, isQuiet: true })).toMatchInlineSnapshot(`
      "db/migrations/20251009_orders.sql  HIGH
      db/migrations/20251010_notes.sql  LOW
      HIGH  2 migrations: 1 high, 1 low · 3 findings: 1 high, 1 medium, 1 low · 1 accepted
      "
    `);
  });

  it("is short when nothing deserves a look", () => {
    expect(
      lintText({ ...exampleLint, migrations: [exampleNotes], source: "production", major: 16 }, plainStyle),
    ).toMatchInlineSnapshot(`
        "db/migrations/20251010_notes.sql  LOW  a new table

        LOW  1 migration: 1 low · no finding
        judged for production, PostgreSQL 16
        "
      `);
  });

  it("says that there is nothing to judge", () => {
    expect(lintText({ ...exampleLint, migrations: [] }, plainStyle)).toMatchInlineSnapshot(`
      "no migration to judge
      from the text alone, for PostgreSQL 18: --env NAME knows the tables
      "
    `);
  });

  it("names a few partitions of many", () => {
    const partitions = Array.from({ length: 30 }, (_, i) => `public.events_${String(i).padStart(2, "0")}`);
    const statement = exampleStatement({
      sql: "create index on events (at);",
      line: 1,
      risk: "medium",
      locks: partitions.map((relation) => ({ relation, mode: "SHARE" as const, because: "partition of public.events" })),
      costs: partitions.map((relation) => ({ relation, cost: "index-build" as const })),
    });
    const migrations = [exampleMigration({ file: "a.sql", risk: "medium", statements: [statement] })];
    const text = lintText({ ...exampleLint, migrations }, plainStyle);
    expect(text).toContain("… and 24 more locks (--verbose)");
    expect(text).toContain("public.events_05, 24 more");
    expect(text).not.toContain("events_06");
    expect(lintText({ ...exampleLint, migrations }, { ...plainStyle, isVerbose: true })).toContain("events_29");
  });

  it("names the file of a finding that is not in the migration itself", () => {
    const down = "db/migrations/20251009_orders.down.sql";
    const finding = { rule: "syntax-error", level: "high" as const, file: down, line: 2, column: 6, message: "syntax error" };
    const migration = { ...exampleOrders, findings: [finding], excerpts: [{ file: down, line: 2, text: "drop tabel x;" }] };
    expect(lintText({ ...exampleLint, migrations: [migration] }, plainStyle)).toContain(
      `     ${down}\n  2  drop tabel x;\n          ^\n     HIGH    syntax error  syntax-error\n`,
    );
  });

  it("keeps a fix of several lines as lines", () => {
    const finding = { rule: "r", level: "low" as const, file: "a.sql", line: 1, column: 1, message: "m", fix: "a;\nb;" };
    const text = lintText({ ...exampleLint, migrations: [exampleMigration({ file: "a.sql", findings: [finding] })] }, plainStyle);
    expect(text).toContain("             fix: a;\n                  b;\n");
  });

  it("tells what was noticed of the source", () => {
    const remark = { rule: "not-seen", level: "low" as const, message: "replicas cannot be seen" };
    expect(lintText({ ...exampleLint, remarks: [remark] }, plainStyle)).toContain(
      "\n\nLOW  replicas cannot be seen  not-seen\n\n",
    );
  });
});
