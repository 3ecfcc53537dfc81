/**
 * What every format of a lint verdict says alike: which statement a finding belongs to, the worst level, and what the verdict rests
 * on.
 */

import type { Finding } from "../finding.ts";
import type { Excerpt, LintedMigration, LintedStatement } from "../lint/linted-migration.ts";
import { highest } from "../risk/rating.ts";
import { type RiskLevel, riskLevels } from "../risk/risk-level.ts";
import { countOf } from "./count-words.ts";
import { type LevelCounts, levelCounts, summaryOf, sumOfCounts } from "./lint-summary.ts";

/** What is shown. */
export interface LintReport {
  readonly migrations: readonly LintedMigration[];
  /** PostgreSQL's major version that they were judged for. */
  readonly major: number;
  /** The database that they were judged against; null from the text alone. */
  readonly source: string | null;
  /** What was noticed while the source was read: it belongs to no migration. */
  readonly remarks: readonly Finding[];
  /** From which level on the answer is no. */
  readonly threshold: RiskLevel;
}

/** A statement with what was found in it. */
export interface StatementFindings {
  readonly statement: LintedStatement;
  readonly findings: readonly Finding[];
}

/** Findings that stand together outside of any statement that was judged; the excerpt is null where the whole file is meant. */
export interface FileFindings {
  readonly excerpt: Excerpt | null;
  readonly findings: readonly Finding[];
}

/** Findings by the statement that they are in, in the order of the file; the others by line. */
export function placeFindings({ file, statements, findings, excerpts }: LintedMigration): {
  readonly statements: readonly StatementFindings[];
  readonly others: readonly FileFindings[];
} {
  const byStatement = new Map(statements.map((statement) => [statement, [] as Finding[]]));
  const others = new Map<Excerpt | null, Finding[]>();
  for (const finding of findings) {
    const statement = finding.file === file ? statementAt(statements, finding) : null;
    const own = statement === null ? undefined : byStatement.get(statement);
    if (own !== undefined) own.push(finding);
    else {
      const excerpt = excerptOf(excerpts, finding);
      others.set(excerpt, [...(others.get(excerpt) ?? []), finding]);
    }
  }
  return {
    statements: [...byStatement].map(([statement, own]) => ({ statement, findings: own })),
    others: [...others].map(([excerpt, own]) => ({ excerpt, findings: own })),
  };
}

/** The statement that holds a place: of several on one line the last that begins before it. */
export function statementAt(
  statements: readonly LintedStatement[],
  { line = 1, column = 1 }: Pick<Finding, "line" | "column">,
): LintedStatement | null {
  const before = statements.findLast((one) => one.line < line || (one.line === line && one.column <= column));
  return before !== undefined && line < before.line + before.sql.split("\n").length ? before : null;
}

/** The line that a finding points at; null for the start of a file, which stands for the whole. */
export function excerptOf(excerpts: readonly Excerpt[], { file, line = 1, column = 1 }: Finding): Excerpt | null {
  if (line === 1 && column === 1) return null;
  return excerpts.find((excerpt) => excerpt.file === file && excerpt.line === line) ?? null;
}

/** The worst of all risks and findings; low where there is nothing. */
export function worstLevel(report: Pick<LintReport, "migrations" | "remarks">): RiskLevel {
  const found = allFindings(report);
  return highest([...report.migrations.map(({ risk }) => risk), ...riskLevels.filter((level) => found[level] > 0)]);
}

/** True from a threshold on. */
export function isAtLeast(level: RiskLevel, threshold: RiskLevel): boolean {
  return riskLevels.indexOf(level) >= riskLevels.indexOf(threshold);
}

/** True where a risk or a finding is from the threshold on. Low risk is what every migration has: only findings can be too much there. */
export function isOver(risk: RiskLevel, findings: readonly Finding[], threshold: RiskLevel): boolean {
  return (risk !== "low" && isAtLeast(risk, threshold)) || findings.some(({ level }) => isAtLeast(level, threshold));
}

/** True where something in a report is from its threshold on. */
export function isTooMuch({ migrations, remarks, threshold }: LintReport): boolean {
  const found = allFindings({ migrations, remarks });
  return (
    migrations.some(({ risk }) => isOver(risk, [], threshold)) ||
    riskLevels.some((level) => found[level] > 0 && isAtLeast(level, threshold))
  );
}

/** `3 migrations: 1 high risk, 2 low · 2 findings: 1 high, 1 medium · 1 accepted`; `dot` stands between. */
export function summaryText({ migrations, remarks }: LintReport, dot: string): string {
  if (migrations.length === 0) return "no migration to judge";
  const found = allFindings({ migrations, remarks });
  const findings = found.low + found.medium + found.high;
  const accepted = migrations.reduce((sum, one) => sum + summaryOf(one).accepted, 0);
  const risks = { low: 0, medium: 0, high: 0 };
  for (const { risk } of migrations) risks[risk]++;
  return [
    `${countOf(migrations.length, "migration")}: ${countsText(risks)}`,
    findings === 0 ? "no finding" : `${countOf(findings, "finding")}: ${countsText(found)}`,
    ...(accepted === 0 ? [] : [`${accepted} accepted`]),
  ].join(` ${dot} `);
}

/** What the verdict rests on. */
export function basisText({ major, source }: LintReport): string {
  return source === null
    ? `from the text alone, for PostgreSQL ${major}: --env NAME knows the tables`
    : `judged for ${source}, PostgreSQL ${major}`;
}

function allFindings({ migrations, remarks }: Pick<LintReport, "migrations" | "remarks">): LevelCounts {
  return sumOfCounts([levelCounts(remarks), ...migrations.map((migration) => summaryOf(migration).findings)]);
}

function countsText(counts: LevelCounts): string {
  return [...riskLevels]
    .reverse()
    .filter((level) => counts[level] > 0)
    .map((level) => `${counts[level]} ${level}`)
    .join(", ");
}
