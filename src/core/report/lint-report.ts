/**
 * What every format of a lint verdict says alike: which statement a finding belongs to, which reasons are worth telling, the worst
 * level, and what the verdict rests on.
 */

import type { Finding } from "../finding.ts";
import type { Excerpt, LintedMigration, LintedStatement } from "../lint/linted-migration.ts";
import { highest, type RiskReason } from "../risk/rating.ts";
import { type RiskLevel, riskLevels } from "../risk/risk-level.ts";
import { countOf } from "./count-words.ts";

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

/** The reasons for a level; waits are left out where something else is said too, because the list of locks tells them. */
export function tellingReasons(
  level: RiskLevel,
  reasons: readonly RiskReason[],
  statements: readonly LintedStatement[],
): readonly string[] {
  const ofLevel = reasons.filter((reason) => reason.level === level).map(({ why }) => why);
  const waits = new Set(statements.flatMap(({ locks }) => locks.map(({ mode, relation }) => `${mode} on ${relation}`)));
  const isWait = (why: string) => waits.has(/^(.*?)(?: \(.*\))?: /.exec(why)?.[1] ?? "");
  const others = ofLevel.filter((why) => !isWait(why));
  return others.length === 0 ? ofLevel.slice(0, 1) : others;
}

/** The worst of all risks and findings; low where there is nothing. */
export function worstLevel({ migrations, remarks }: Pick<LintReport, "migrations" | "remarks">): RiskLevel {
  return highest([...migrations.flatMap((one) => [one.risk, ...levelsOf(one.findings)]), ...levelsOf(remarks)]);
}

/** True from a threshold on. */
export function isAtLeast(level: RiskLevel, threshold: RiskLevel): boolean {
  return riskLevels.indexOf(level) >= riskLevels.indexOf(threshold);
}

/** True where a risk or a finding is from the threshold on. Low risk is what every migration has: only findings can be too much there. */
export function isOver(risk: RiskLevel, findings: readonly Finding[], threshold: RiskLevel): boolean {
  return (risk !== "low" && isAtLeast(risk, threshold)) || findings.some(({ level }) => isAtLeast(level, threshold));
}

/** `3 migrations: 1 high risk, 2 low · 2 findings: 1 high, 1 medium · 1 accepted`; `dot` stands between. */
export function summaryText({ migrations, remarks }: LintReport, dot: string): string {
  if (migrations.length === 0) return "no migration to judge";
  const findings = [...remarks, ...migrations.flatMap((one) => one.findings)];
  const accepted = migrations.reduce((sum, one) => sum + one.accepted.length, 0);
  const risks = countsByLevel(migrations.map(({ risk }) => risk));
  return [
    `${countOf(migrations.length, "migration")}: ${risks}`,
    findings.length === 0 ? "no finding" : `${countOf(findings.length, "finding")}: ${countsByLevel(levelsOf(findings))}`,
    ...(accepted === 0 ? [] : [`${accepted} accepted`]),
  ].join(` ${dot} `);
}

/** What the verdict rests on. */
export function basisText({ major, source }: LintReport): string {
  return source === null
    ? `from the text alone, for PostgreSQL ${major}: --env NAME knows the tables`
    : `judged for ${source}, PostgreSQL ${major}`;
}

function levelsOf(findings: readonly Finding[]): readonly RiskLevel[] {
  return findings.map(({ level }) => level);
}

function countsByLevel(levels: readonly RiskLevel[]): string {
  return [...riskLevels]
    .reverse()
    .map((level) => [levels.filter((one) => one === level).length, level] as const)
    .filter(([count]) => count > 0)
    .map(([count, level]) => `${count} ${level}`)
    .join(", ");
}
