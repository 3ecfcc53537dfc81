/**
 * How many of the planted differences a tool's output tells of: those whose names stand together in one line of it, or in one
 * change of a JSON report. Approximate, and the same for all; it keeps a fast tool that looks away from looking good.
 */

import type { PlantedDifference } from "./plant-differences.ts";

/** The number of differences told of. */
export function countSeen(output: string, planted: readonly PlantedDifference[]): number {
  const units = reportUnits(output).map((unit) => new Set(unit.toLowerCase().match(/[a-z0-9_]+/g)));
  return planted.filter(({ names }) => units.some((words) => names.every((name) => words.has(name)))).length;
}

function reportUnits(output: string): readonly string[] {
  try {
    const report: { data?: { changes?: readonly unknown[] } } = JSON.parse(output);
    if (report.data?.changes !== undefined) return report.data.changes.map((change) => JSON.stringify(change));
  } catch {
    // not JSON: a report for people, or SQL
  }
  return output.split("\n");
}
