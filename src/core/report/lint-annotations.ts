/** Verdicts of migrations as workflow annotations: findings at their lines, risk without a finding at the statement that carries it. */

import type { LintedMigration } from "../lint/linted-migration.ts";
import { type Annotation, githubAnnotations } from "./github-annotations.ts";
import { basisText, isAtLeast, isOver, type LintReport, placeFindings, summaryText } from "./lint-report.ts";
import { tellingReasons } from "./telling-reasons.ts";

/** Workflow commands, then the summary for the log. */
export function lintAnnotations(report: LintReport): string {
  const { migrations, remarks, threshold } = report;
  const annotations = [
    ...remarks.map(({ level, rule, message }): Annotation => ({ level, title: rule, message })),
    ...migrations.flatMap((migration) => [
      ...migration.findings.map(({ level, rule, message, why, fix, file, line, column }): Annotation => {
        const text = [message, why, fix === undefined ? undefined : `fix: ${fix}`].filter((part) => part !== undefined);
        return { level, title: rule, message: text.join("\n"), file, line, column };
      }),
      ...riskAnnotations(migration, threshold),
    ]),
  ];
  return `${githubAnnotations(annotations, "lint")}${summaryText(report, "·")}\n${basisText(report)}\n`;
}

// What fails the run by its risk alone must be seen too: at the statement, or at the file where only all of it together is too much.
function riskAnnotations(migration: LintedMigration, threshold: LintReport["threshold"]): readonly Annotation[] {
  const { file, risk, reasons, findings: all, statements } = migration;
  const ofStatements = placeFindings(migration).statements.flatMap(({ statement, findings }): readonly Annotation[] => {
    const isSaid = findings.some(({ level }) => isAtLeast(level, statement.risk));
    if (isSaid || !isOver(statement.risk, [], threshold)) return [];
    const message = tellingReasons(statement.risk, statement.reasons, [statement]).join("; ");
    const { line, column } = statement;
    return [{ level: statement.risk, title: `${statement.risk} risk`, message, file, line, column }];
  });
  const isSaid = [...all, ...ofStatements].some(({ level }) => isAtLeast(level, risk));
  if (isSaid || !isOver(risk, [], threshold)) return ofStatements;
  return [{ level: risk, title: `${risk} risk`, message: tellingReasons(risk, reasons, statements).join("; "), file, line: 1 }];
}
