import { describe, expect, it } from "vitest";
import { exampleNotes, exampleOrders } from "../../../test/support/lint-example.ts";
import { levelCounts, summaryOf, sumOfCounts, withSummary } from "./lint-summary.ts";

describe("the summary of a migration", () => {
  it("says why it is rated so, and how much there is of everything", () => {
    const { reasons, statements, findings, accepted } = summaryOf(exampleOrders);
    expect(reasons.length).toBeGreaterThan(0);
    expect(statements).toBe(exampleOrders.statements.length);
    expect(findings).toEqual(levelCounts(exampleOrders.findings));
    expect(accepted).toBe(exampleOrders.accepted.length);
  });

  it("is taken as it was made before, but for no copy of the migration", () => {
    const summary = { ...summaryOf(exampleNotes), statements: 42 };
    const kept = withSummary({ ...exampleNotes }, summary);
    expect(summaryOf(kept)).toBe(summary);
    expect(summaryOf({ ...kept }).statements).toBe(exampleNotes.statements.length);
  });
});

it("counts findings by level and adds counts up", () => {
  const finding = (level: "low" | "high") => ({ rule: "r", level, message: "m" });
  const counts = levelCounts([finding("low"), finding("high"), finding("low")]);
  expect(counts).toEqual({ low: 2, medium: 0, high: 1 });
  expect(sumOfCounts([counts, counts])).toEqual({ low: 4, medium: 0, high: 2 });
  expect(sumOfCounts([])).toEqual({ low: 0, medium: 0, high: 0 });
});
