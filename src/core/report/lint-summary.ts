/**
 * What a list of migrations says of each: one line and some numbers. It is worked out once, and a verdict that was kept from last time
 * brings it along, so that nobody reads thousands of statements to show a few of them.
 */

import type { Finding } from "../finding.ts";
import type { LintedMigration } from "../lint/linted-migration.ts";
import type { RiskLevel } from "../risk/risk-level.ts";
import { tellingReasons } from "./telling-reasons.ts";

/** How many findings there are of each level. */
export type LevelCounts = Readonly<Record<RiskLevel, number>>;

/** A migration in short. */
export interface LintSummary {
  /** Why it is rated so: the reasons worth telling. */
  readonly reasons: readonly string[];
  readonly statements: number;
  readonly findings: LevelCounts;
  readonly accepted: number;
}

const known = new WeakMap<LintedMigration, LintSummary>();

/** The summary of a migration. */
export function summaryOf(migration: LintedMigration): LintSummary {
  const before = known.get(migration);
  if (before !== undefined) return before;
  const { risk, reasons, statements, findings, accepted } = migration;
  const summary = {
    reasons: tellingReasons(risk, reasons, statements),
    statements: statements.length,
    findings: levelCounts(findings),
    accepted: accepted.length,
  };
  known.set(migration, summary);
  return summary;
}

/** The migration, of which this summary was made before. */
export function withSummary(migration: LintedMigration, summary: LintSummary): LintedMigration {
  known.set(migration, summary);
  return migration;
}

/** The findings by level. */
export function levelCounts(findings: readonly Finding[]): LevelCounts {
  const counts = { low: 0, medium: 0, high: 0 };
  for (const { level } of findings) counts[level]++;
  return counts;
}

/** Counts of several added up. */
export function sumOfCounts(all: readonly LevelCounts[]): LevelCounts {
  const sum = { low: 0, medium: 0, high: 0 };
  for (const { low, medium, high } of all) {
    sum.low += low;
    sum.medium += medium;
    sum.high += high;
  }
  return sum;
}
