import { describe, expect, it } from "vitest";
import { exampleChange, exampleReport, inSyncReport } from "../../../test/support/parity-example.ts";
import { auditText } from "./audit-text.ts";
import { displayWidth } from "./display-width.ts";
import { asciiGlyphs } from "./glyphs.ts";
import { colourPalette } from "./palette.ts";
import { plainStyle } from "./text-style.ts";

describe("auditText", () => {
  it("reads well in 100 columns", () => {
    expect(auditText([exampleReport], [], plainStyle)).toMatchInlineSnapshot(`
      "✗ production differs from dev: lacks 9, has 2 too many, 3 differ

        dev         portal_dev on PostgreSQL 17.10, TLS 1.3, certificate verified
        production  portal on PostgreSQL 16.4, no TLS

        + production lacks it   - only production has it   ~ differs, production → dev

      database (1 difference)
        + role app_reader                                       MEDIUM  changes what a role may do

      app (1 difference)
        ~ function app.total(integer,integer)  body  [hot-fix]  MEDIUM  callers get the new behaviour at
                                                                        once
              -   perform 1;
              -   return a - b;
              +   return a + b;
              +   -- ever so plain

      public (13 differences)
        - table public.legacy_sessions  1 column                HIGH    drops a table and its rows
          table public.users
            ~ column  email  type varchar(20) → text, not       MEDIUM  a type change may rewrite the
                null: no → yes                                          table and its indexes
            + column  nickname  text                            LOW     a nullable column, instant under a
                                                                        short lock
            + index   users_email_idx  unique (email)           LOW     an index, built concurrently
            + comment on column id  'who'                       LOW     a comment
        + table public.invoices  3 columns, 1 primary key, 1    LOW     a new table
            index  [pending 20251017103000_invoices.sql]
        ~ enum  public.status  labels + void                    LOW     a new enum value, added in place

      looks renamed
        column public.users.mail → public.users.email  nothing else fits

      beyond the schema
        ✗ server version  dev 17.10, production 16.4
        ! settings        work_mem is 4MB on dev and 64MB on production
        in order: extensions, sequences

      not compared
        subscription: pg_subscription can be read by superusers only (rights are missing)
        function (3): one of the sources cannot express this kind

      15 differences in 9 places · 1 high risk · 3 medium risk · 5 low risk · 1 hot-fix · 1 pending · 4
        ignored
      next: lockstep diff production dev
      "
    `);
  });

  it("reads well in 60 columns", () => {
    const text = auditText([exampleReport], [], { ...plainStyle, width: 60 });
    expect(text).toMatchInlineSnapshot(`
      "✗ production differs from dev: lacks 9, has 2 too many, 3
        differ

        dev         portal_dev on PostgreSQL 17.10, TLS 1.3,
                    certificate verified
        production  portal on PostgreSQL 16.4, no TLS

        + production lacks it   - only production has it
        ~ differs, production → dev

      database (1 difference)
        + role app_reader  MEDIUM  changes what a role may do

      app (1 difference)
        ~ function app.total(integer,integer)  body  [hot-fix]
            MEDIUM  callers get the new behaviour at once
              -   perform 1;
              -   return a - b;
              +   return a + b;
              +   -- ever so plain

      public (13 differences)
        - table public.legacy_sessions  1 column
            HIGH    drops a table and its rows
          table public.users
            ~ column  email  type varchar(20) → text, not null: no
                → yes
                MEDIUM  a type change may rewrite the table and
                        its indexes
            + column  nickname  text
                LOW     a nullable column, instant under a short
                        lock
            + index   users_email_idx  unique (email)
                LOW     an index, built concurrently
            + comment on column id  'who'  LOW     a comment
        + table public.invoices  3 columns, 1 primary key, 1 index
            [pending 20251017103000_invoices.sql]
            LOW     a new table
        ~ enum  public.status  labels + void
            LOW     a new enum value, added in place

      looks renamed
        column public.users.mail → public.users.email  nothing
          else fits

      beyond the schema
        ✗ server version  dev 17.10, production 16.4
        ! settings        work_mem is 4MB on dev and 64MB on
                          production
        in order: extensions, sequences

      not compared
        subscription: pg_subscription can be read by superusers
          only (rights are missing)
        function (3): one of the sources cannot express this kind

      15 differences in 9 places · 1 high risk · 3 medium risk · 5
        low risk · 1 hot-fix · 1 pending · 4 ignored
      next: lockstep diff production dev
      "
    `);
    for (const line of text.split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(60);
  });

  it("says the same in colour, and takes the same room", () => {
    const esc = String.fromCharCode(27);
    const coloured = auditText([exampleReport], [], { ...plainStyle, palette: colourPalette });
    const codes = new RegExp(`${esc}\\[[0-9;]*m`, "g");
    expect(coloured.replace(codes, "")).toBe(auditText([exampleReport], [], plainStyle));
    expect(coloured.split("\n")[0]).toBe(
      `${esc}[31m✗${esc}[39m ${esc}[1mproduction differs from dev: lacks 9, has 2 too many, 3 differ${esc}[22m`,
    );
    expect(coloured).toContain(`${esc}[1m${esc}[31mHIGH${esc}[39m${esc}[22m`);
  });

  it("uses nothing but ASCII where the locale cannot show more", () => {
    expect(auditText([exampleReport, inSyncReport], [], { ...plainStyle, glyphs: asciiGlyphs })).toMatch(/^[\x20-\x7E\n]*$/);
  });

  it("says in one line that there is nothing to do", () => {
    expect(auditText([inSyncReport], [], plainStyle)).toMatchInlineSnapshot(`
      "✓ no drift: production matches dev

        dev         portal_dev on PostgreSQL 17.10, TLS 1.3, certificate verified
        production  portal on PostgreSQL 16.4, no TLS

      beyond the schema
        in order: extensions

      next: lockstep counts dev production
      "
    `);
    expect(auditText([inSyncReport], [], { ...plainStyle, isQuiet: true })).toBe("✓ no drift: production matches dev\n");
  });

  it("begins several pairs with one verdict each", () => {
    const text = auditText([inSyncReport, exampleReport], [], plainStyle);
    expect(text.split("\n").slice(0, 2)).toEqual([
      "✓ no drift: production matches dev",
      "✗ production differs from dev: lacks 9, has 2 too many, 3 differ",
    ]);
    expect(text.match(/beyond the schema/g)).toHaveLength(1);
  });

  it("cuts long lists and says how to see all of them", () => {
    const changes = Array.from({ length: 60 }, (_, i) => exampleChange("add", `table:public.t${i}`, "schema:public"));
    const report = { ...exampleReport, changes };
    expect(auditText([report], [], plainStyle)).toContain("… and 40 more (--verbose)");
    const whole = auditText([report], [], { ...plainStyle, isVerbose: true });
    expect(whole).not.toContain("more (--verbose)");
    expect(whole).toContain("public.t59");
  });

  it("shows whole bodies and the parts of new tables when asked for everything", () => {
    const text = auditText([exampleReport], [], { ...plainStyle, isVerbose: true });
    expect(text).toMatch(/^ +begin$/m);
    expect(text).toMatch(/\+ column +due/);
    expect(text).toContain("✓ extensions      both have plpgsql 1.0");
  });

  it("lists findings after the differences, the riskiest first", () => {
    const findings = [
      { rule: "ignore-pattern", level: "low" as const, message: "table:x matches nothing", fix: "remove it" },
      { rule: "identity", level: "high" as const, message: "something is wrong", file: "a.sql", line: 3 },
    ];
    expect(auditText([inSyncReport], findings, plainStyle)).toMatch(
      /HIGH {2}something is wrong {2}identity a\.sql:3\nLOW {2}table:x.*\n {4}fix: remove it\n$/,
    );
  });

  it("cannot be made to repaint the terminal by a name", () => {
    const changes = [exampleChange("add", 'table:public."\u001b[2J"', "schema:public", { detail: "\u001b[31m" })];
    expect(auditText([{ ...exampleReport, changes }], [], plainStyle)).not.toContain("\u001b");
  });
});

it("names no next command where none can help: a snapshot has no rows to count", () => {
  const snapshot = { ...inSyncReport.source, name: "dev.snapshot.json", connection: null };
  expect(auditText([inSyncReport], [], plainStyle)).toContain("next: lockstep counts");
  expect(auditText([{ ...inSyncReport, source: snapshot }], [], plainStyle)).not.toContain("next:");
});
