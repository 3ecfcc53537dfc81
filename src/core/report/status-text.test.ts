import { expect, it } from "vitest";
import type { Finding } from "../finding.ts";
import { type StatusReport, statusText } from "./status-text.ts";
import { plainStyle } from "./text-style.ts";

const findings = (count: number): readonly Finding[] =>
  Array.from({ length: count }, (_, i) => ({ rule: "journal", level: "high" as const, message: `trouble ${i + 1}` }));
const report = (count: number): StatusReport => ({ folder: "db/migrations", environments: [], findings: findings(count) });

it("shows ten troubles, and says how many it hides and how to see them", () => {
  expect(statusText(report(12), plainStyle)).toMatch(/trouble 10\nand 2 more \(--verbose\)\n$/);
  expect(statusText(report(11), plainStyle)).toMatch(/\nand 1 more \(--verbose\)\n$/);
  expect(statusText(report(10), plainStyle)).not.toContain("more");
  expect(statusText(report(12), { ...plainStyle, isVerbose: true })).toMatch(/trouble 12\n$/);
});
