/** Verdicts of migrations as text: what deserves a look with its locks, costs and findings, and one line for everything else. */

import type { LintedMigration } from "../lint/linted-migration.ts";
import { riskLevels } from "../risk/risk-level.ts";
import { badge } from "./change-lines.ts";
import { countOf } from "./count-words.ts";
import { findingLines } from "./finding-lines.ts";
import { inGlyphs } from "./glyphs.ts";
import { fileFindingLines, statementLines, type Told } from "./lint-block.ts";
import { basisText, type LintReport, placeFindings, type StatementFindings, summaryText, worstLevel } from "./lint-report.ts";
import { summaryOf } from "./lint-summary.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { wrapText } from "./wrap-text.ts";

// The head says what matters; the statements below say the rest.
const reasonsShown = 3;

/** The report for a terminal, with a final line feed. */
export function lintText(report: LintReport, style: TextStyle): string {
  const { isQuiet, palette, glyphs } = style;
  const told: Told = new Set();
  const detailed = inDetail(report.migrations, style);
  const blocks = report.migrations.map((migration) => migrationBlock(migration, style, detailed.has(migration) ? told : null));
  const undetailed = isQuiet ? 0 : report.migrations.filter((one) => !detailed.has(one) && hasFindings(one)).length;
  const lines = blocks.flatMap(({ head, details }, i) => {
    // files of one line each stand together, what has details stands apart
    const isApart = i > 0 && (details.length > 0 || (blocks[i - 1]?.details.length ?? 0) > 0);
    return [...(isApart ? [""] : []), ...head, ...(details.length > 0 ? ["", ...details] : [])];
  });
  const remarks = report.remarks.length === 0 || style.isQuiet ? [] : ["", ...findingLines(report.remarks, style)];
  const gap = lines.length === 0 || style.isQuiet ? [] : [""];
  const rest =
    undetailed === 0
      ? []
      : [
          "",
          palette.faint(
            `${glyphs.ellipsis} findings of ${countOf(undetailed, "migration")} left out (--verbose, or another format)`,
          ),
        ];
  return `${[...lines, ...rest, ...remarks, ...gap, ...closingLines(report, style)].join("\n")}\n`;
}

function headLine({ file, risk }: LintedMigration, { palette }: TextStyle): string {
  return `${palette.strong(printable(file))}  ${badge(risk, "", palette)}`;
}

interface MigrationBlock {
  readonly head: readonly string[];
  readonly details: readonly string[];
}

/** Statements that are shown in detail: more is read by nobody, and a folder of old migrations has thousands. */
const statementsInDetail = 200;

/** The migrations whose statements are shown: the riskiest first, as many as there is room for. */
function inDetail(migrations: readonly LintedMigration[], { isVerbose }: TextStyle): ReadonlySet<LintedMigration> {
  if (isVerbose) return new Set(migrations);
  let room = statementsInDetail;
  const byRisk = [...riskLevels].reverse().flatMap((level) => migrations.filter(({ risk }) => risk === level));
  return new Set(
    byRisk.filter((migration) => {
      const fits = room > 0;
      room -= summaryOf(migration).statements;
      return fits;
    }),
  );
}

function hasFindings(migration: LintedMigration): boolean {
  const { low, medium, high } = summaryOf(migration).findings;
  return low + medium + high > 0;
}

/** `told` null: in one line. */
function migrationBlock(migration: LintedMigration, style: TextStyle, told: Told | null): MigrationBlock {
  const { palette, glyphs, width, isVerbose, isQuiet } = style;
  if (isQuiet) return { head: [headLine(migration, style)], details: [] };
  const telling = summaryOf(migration).reasons;
  const more = telling.length - reasonsShown;
  const shown = isVerbose || more <= 0 ? telling : [...telling.slice(0, reasonsShown), `${more} more`];
  const why = inGlyphs(printable(shown.join("; ")), glyphs);
  const head = wrapText(`${headLine(migration, style)}  ${palette.faint(why)}`.trimEnd(), width, "    ");
  return { head, details: told === null ? [] : detailLines(migration, style, told) };
}

function detailLines(migration: LintedMigration, style: TextStyle, told: Told): readonly string[] {
  const { palette, glyphs, isVerbose } = style;
  const { statements, others } = placeFindings(migration);
  const shown = statements.filter((one) => isWorthShowing(one, style));
  const numbers = [
    ...shown.map(({ statement }) => statement.line + statement.sql.split("\n").length),
    ...others.map(({ excerpt }) => excerpt?.line ?? 1),
  ];
  const numberWidth = Math.max(3, ...numbers.map((number) => String(number).length));
  const margin = " ".repeat(numberWidth + 2);
  const blocks = [
    ...shown.map((one) => ({ file: "", line: one.statement.line, lines: statementLines(one, numberWidth, style, told) })),
    ...others.map((one) => ({
      file: one.excerpt === null || one.excerpt.file === migration.file ? "" : one.excerpt.file,
      line: one.excerpt?.line ?? 0,
      lines: fileFindingLines(one, migration.file, numberWidth, style, told),
    })),
  ].sort((one, other) => (one.file < other.file ? -1 : one.file > other.file ? 1 : one.line - other.line));
  const hidden = statements.length - shown.length;
  const rest =
    hidden === 0 || blocks.length === 0
      ? []
      : ["", margin + palette.faint(`${glyphs.ellipsis} and ${countOf(hidden, "statement")} of low risk (--verbose)`)];
  const accepted = isVerbose
    ? migration.accepted.flatMap(({ finding, reason, by }) => {
        const why = reason === null ? "" : `: ${reason}`;
        return wrapText(
          `${margin}accepted: ${printable(`${finding.message} (${by} at line ${finding.line ?? 1}${why})`)}`,
          style.width,
          `${margin}    `,
        );
      })
    : [];
  return [
    ...blocks.flatMap(({ lines }, i) => (i === 0 ? lines : ["", ...lines])),
    ...rest,
    ...(accepted.length === 0 ? [] : ["", ...accepted]),
  ];
}

function isWorthShowing({ statement, findings }: StatementFindings, { isVerbose }: TextStyle): boolean {
  return isVerbose || findings.length > 0 || statement.risk !== "low" || statement.unknown.length > 0;
}

function closingLines(report: LintReport, style: TextStyle): readonly string[] {
  const { palette, glyphs, width, isQuiet } = style;
  const worst = report.migrations.length === 0 ? "" : `${badge(worstLevel(report), "", palette)}  `;
  const summary = wrapText(`${worst}${summaryText(report, glyphs.dot)}`, width, "    ");
  return isQuiet ? summary : [...summary, ...wrapText(palette.faint(basisText(report)), width, "    ")];
}
