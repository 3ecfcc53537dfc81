/** The report of a copy reads well on a narrow terminal, and says first what matters. */

import { describe, expect, it } from "vitest";
import { type CopyReport, classifyText, copyMarkdown, copyText } from "./copy-text.ts";
import { displayWidth } from "./display-width.ts";
import { plainStyle } from "./text-style.ts";

const report: CopyReport = {
  kind: "copied",
  from: "production",
  to: "staging",
  tables: [
    { table: "public.accounts", share: "root", rows: 120, written: 120, masked: ["name"], ms: 12 },
    {
      table: "public.a_table_with_a_long_name_as_they_are",
      share: "children",
      rows: 1_234_567,
      written: 1_234_567,
      masked: [],
      ms: 65_000,
    },
  ],
  refuted: [],
  warnings: ["no key is configured (copy.key): the next copy masks the same values otherwise"],
  notCopied: ["public.logs: too large to come whole, and no chosen row needs it"],
  proven: ["12 foreign keys hold for every row"],
  replaced: [],
  ms: 66_000,
  evidence: "db/migrations/evidence/2026-11-23-copy-0123456789ab.json",
};
const narrow = { ...plainStyle, width: 60 };

describe("the report of a copy", () => {
  it("has a table, what was proven, and what did not come; within 60 cells", () => {
    const text = copyText(report, plainStyle);
    expect(text).toMatch(/^production → staging: 1,234,687 rows of 2 tables copied in 1 min 6 s\.\n/);
    expect(text).toMatch(/public\.accounts +chosen +120 +12 ms +1\n/);
    expect(text).toContain("✓ 12 foreign keys hold for every row");
    expect(text).toContain("- public.logs: too large");
    const lines = copyText(report, narrow).split("\n");
    expect(lines.filter((line) => displayWidth(line) > 60)).toEqual([]);
    expect(lines).toContain("public.accounts");
    expect(copyText({ ...report, tables: [] }, narrow)).toContain("0 rows");
    expect(copyMarkdown(report)).toContain("| public.accounts | chosen | 120 | name |");
  });

  it("says first that a copy was taken back, and why; quietly too", () => {
    const refuted = { ...report, refuted: ["public.logs.line: 1 value holds what was masked elsewhere"] };
    for (const style of [plainStyle, { ...plainStyle, isQuiet: true }]) {
      expect(copyText(refuted, style)).toMatch(/^✗ .*taken back; staging is as it was/);
      expect(copyText(refuted, style)).toContain("✗ public.logs.line");
    }
    expect(copyText(report, { ...plainStyle, isQuiet: true }).split("\n")).toHaveLength(2);
  });

  it("says of a plan that nothing was done, and what would go", () => {
    const text = copyText({ ...report, kind: "planned", replaced: ["public.logs"], proven: [], evidence: null }, plainStyle);
    expect(text).toContain("would be copied. Nothing was done.");
    expect(text).toContain("1 table of staging hold");
    expect(text).not.toContain("time");
  });

  it("lists proposals that nobody has confirmed", () => {
    const columns = [false as const, "ada"].map((confirmed, i) => ({
      table: "public.users",
      column: `c${i}`,
      type: "text",
      mask: { kind: "email" as const },
      confidence: "sure" as const,
      why: "its values look like e-mail addresses, all of the 300 that were looked at",
      confirmed,
    }));
    const outcome = {
      kind: "classified" as const,
      from: "production",
      to: "staging",
      file: "db/masking.json",
      choices: { schemaVersion: 1 as const, columns },
      added: ["public.users.c0"],
      changed: [],
      gone: [],
    };
    const text = classifyText(outcome, narrow);
    expect(text).toContain("2 columns, 1 to be confirmed");
    expect(text).toContain("public.users.c0  email");
    expect(text).not.toContain("public.users.c1");
    expect(text.split("\n").filter((line) => displayWidth(line) > 60)).toEqual([]);
    const done = { ...outcome, choices: { ...outcome.choices, columns: columns.slice(1) }, added: [] };
    expect(classifyText(done, narrow)).toContain("lockstep copy production staging --dry-run");
  });
});
