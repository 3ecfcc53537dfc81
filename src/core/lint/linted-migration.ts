/** A migration's verdict as plain data: what `lint --format json` shows of it, what reports print and what a cache keeps. */

import type { Finding } from "../finding.ts";
import type { Cost } from "../risk/forms/form.ts";
import type { LockMode } from "../risk/lock-mode.ts";
import { highest, type RiskReason } from "../risk/rating.ts";
import type { RiskLevel } from "../risk/risk-level.ts";
import type { QualifiedName } from "../risk/schema-model.ts";
import type { TransactionRule } from "../risk/statement-effects.ts";
import type { StatementForm } from "../risk/statement-form.ts";
import type { JudgedMigration, JudgedStatement } from "./judged-migration.ts";
import { lastLineOf } from "./last-line.ts";
import type { AcceptedFinding, LintVerdict } from "./lint-migration.ts";

/** One statement as reports show it. */
export interface LintedStatement {
  readonly sql: string;
  readonly line: number;
  readonly column: number;
  /** What it does; of several things (ALTER TABLE with clauses) the first. */
  readonly form: StatementForm | null;
  readonly locks: readonly { readonly relation: string; readonly mode: LockMode; readonly because: string | null }[];
  readonly costs: readonly { readonly relation: string; readonly cost: Cost }[];
  /** Those of the relations above that an earlier statement of the migration made: nobody waits for them. */
  readonly newRelations: readonly QualifiedName[];
  readonly transaction: TransactionRule;
  readonly risk: RiskLevel;
  readonly reasons: readonly RiskReason[];
  /** What could not be told. */
  readonly unknown: readonly string[];
}

/** A line of a migration, or of the file that undoes it, that a finding is about and that belongs to no statement above. */
export interface Excerpt {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** A migration as reports show it. */
export interface LintedMigration {
  readonly file: string;
  readonly risk: RiskLevel;
  /** Why it is rated so, the worst first. */
  readonly reasons: readonly RiskReason[];
  readonly statements: readonly LintedStatement[];
  readonly findings: readonly Finding[];
  readonly accepted: readonly AcceptedFinding[];
  /** By file and line. */
  readonly excerpts: readonly Excerpt[];
}

/** The verdict of a migration that was judged. A statement that does not parse may do anything: its file is rated high. */
export function lintedMigration(judged: JudgedMigration, { findings, accepted }: LintVerdict): LintedMigration {
  const { file, rating, statements } = judged;
  const isBroken = findings.some(({ rule }) => rule === "syntax-error");
  return {
    file,
    risk: highest([rating.level, ...(isBroken ? (["high"] as const) : [])]),
    reasons: isBroken
      ? [{ axis: "failure", level: "high", why: "holds a statement that Postgres cannot parse" }, ...rating.reasons]
      : rating.reasons,
    statements: statements.map(lintedStatement),
    findings,
    accepted,
    excerpts: excerptsOf(judged, [...findings, ...accepted.map(({ finding }) => finding)]),
  };
}

function lintedStatement({ sql, line, column, effects, rating, made }: JudgedStatement): LintedStatement {
  const { uses, locks, costs, transaction, unknown } = effects;
  const relations = new Set([...locks, ...costs].map(({ relation }) => relation));
  return {
    sql,
    line,
    column,
    form: uses[0]?.form ?? null,
    locks,
    costs,
    newRelations: [...relations].filter((relation) => made.has(relation)).sort(),
    transaction,
    risk: rating.level,
    reasons: rating.reasons,
    unknown,
  };
}

function excerptsOf({ file, text, down, statements }: JudgedMigration, findings: readonly Finding[]): readonly Excerpt[] {
  const sources = [{ file, text }, ...(down === null ? [] : [down])];
  return sources.flatMap((source) => {
    const wanted = new Set(findings.filter((finding) => finding.file === source.file).map(({ line = 1 }) => line));
    const shown = source.file === file ? statements : [];
    // nearly all findings are about a statement's first line
    for (const { line } of shown) wanted.delete(line);
    const isShown = (line: number) => shown.some((one) => one.line <= line && line <= lastLineOf(one));
    const hidden = [...wanted].filter((line) => !isShown(line));
    if (hidden.length === 0) return [];
    const lines = source.text.split("\n");
    return hidden
      .sort((one, other) => one - other)
      .map((line) => ({ file: source.file, line, text: (lines[line - 1] ?? "").trimEnd() }));
  });
}
