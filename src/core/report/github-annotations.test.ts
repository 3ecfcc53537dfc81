import { expect, it } from "vitest";
import { exampleReport } from "../../../test/support/parity-example.ts";
import { auditAnnotations } from "./audit-annotations.ts";
import { githubAnnotations } from "./github-annotations.ts";

it("escapes messages and properties as the runner reads them", () => {
  const annotation = { level: "high", title: "a: b, c", message: "100%\nsure", file: "x.sql", line: 2, column: 3 } as const;
  const text = githubAnnotations([annotation], "lint");
  expect(text).toBe("::error file=x.sql,line=2,col=3,title=a%3A b%2C c::100%25%0Asure\n");
});

it("puts the worst first and at most ten of a kind, the last one counting the rest", () => {
  const many = (level: "low" | "high", count: number) =>
    Array.from({ length: count }, (_, i) => ({ level, title: "t", message: `${level} ${i}` }));
  const lines = githubAnnotations([...many("low", 2), ...many("high", 25)], "lint")
    .trimEnd()
    .split("\n");
  expect(lines).toHaveLength(12);
  expect(lines.slice(0, 10).every((line) => line.startsWith("::error "))).toBe(true);
  expect(lines[9]).toContain("16 more of this level: run lockstep lint --verbose");
  expect(lines[11]).toBe("::notice title=t::low 1");
});

it("annotates a table once, not each of its columns, and ends with the verdict in words", () => {
  const text = auditAnnotations([exampleReport], []);
  expect(text).toContain("production lacks table public.invoices: 3 columns, 1 primary key, 1 index (low: a new table)");
  expect(text).not.toContain("public.invoices.due");
  expect(text.trimEnd().split("\n").at(-1)).toBe("production differs from dev: lacks 9, has 2 too many, 3 differ");
});
