/**
 * Verdicts of migrations as a pull request comment: the verdict, a table of migrations, the details collapsed; the riskiest first.
 * GitHub refuses comments beyond 65,536 characters, so the details give way and say so; the verdict never does.
 */

import type { Finding } from "../finding.ts";
import type { LintedMigration, LintedStatement } from "../lint/linted-migration.ts";
import type { RiskLevel } from "../risk/risk-level.ts";
import { riskLevels } from "../risk/risk-level.ts";
import { countOf } from "./count-words.ts";
import { unicodeGlyphs } from "./glyphs.ts";
import { costWords, untold } from "./lint-block.ts";
import { basisText, type LintReport, placeFindings, summaryText, worstLevel } from "./lint-report.ts";
import { summaryOf } from "./lint-summary.ts";
import { lockBar, lockWords, strongestFirst } from "./lock-bar.ts";
import { markdownBlock, markdownCode, markdownProse, markdownText } from "./markdown-text.ts";
import { printable } from "./printable.ts";
import { tellingReasons } from "./telling-reasons.ts";

// Bytes, below GitHub's limit with room for what a workflow may add and for the lines that say what was cut.
const budget = 60_000;
const tableBudget = 20_000;
const sqlLinesShown = 12;
const locksShown = 12;

const signs: Readonly<Record<RiskLevel, string>> = { high: "❌", medium: "⚠️", low: "✅" };

/** A Markdown document under 64 KB. Its first line is a hidden marker by which a comment is found and updated in place. */
export function lintMarkdown(report: LintReport): string {
  const migrations = [...report.migrations].sort((a, b) => riskLevels.indexOf(b.risk) - riskLevels.indexOf(a.risk));
  const head = [
    "<!-- lockstep:lint -->",
    `### ${signs[worstLevel(report)]} ${markdownText(summaryText(report, "·"))}`,
    "",
    markdownText(basisText(report)),
  ];
  const remarks = report.remarks.slice(0, 20).map((finding) => findingLines(finding).join("\n"));
  const fixed = [head.join("\n"), ...remarks, ...migrationTable(migrations)];
  const taken = bytes(fixed.join("\n\n"));
  return `${[...fixed, ...details(migrations, budget - taken)].join("\n\n")}\n`;
}

function migrationTable(migrations: readonly LintedMigration[]): readonly string[] {
  if (migrations.length === 0) return [];
  const rows = migrations.map((migration) => {
    const { file, risk } = migration;
    const { reasons, findings } = summaryOf(migration);
    const count = findings.low + findings.medium + findings.high;
    const why = reasons.slice(0, 3).join("; ");
    return `| ${signs[risk]} ${risk.toUpperCase()} | ${markdownCode(file)} | ${count} | ${markdownText(why)} |`;
  });
  const shown = fitting(rows, tableBudget);
  const more = rows.length - shown.length;
  return [
    ["| risk | migration | findings | why |", "| --- | --- | ---: | --- |", ...shown].join("\n"),
    ...(more === 0 ? [] : [`… and ${countOf(more, "more migration")}: \`lockstep lint\` lists all.`]),
  ];
}

/** One collapsed section to a migration that has something to show, as far as they fit. */
function details(migrations: readonly LintedMigration[], size: number): readonly string[] {
  const shown: string[] = [];
  let room = size;
  const sections = migrations
    .map((migration) => [migration, blocksOf(migration)] as const)
    .filter(([, blocks]) => blocks.length > 0);
  for (const [i, [migration, blocks]] of sections.entries()) {
    const open = `<details>\n<summary>${htmlText(migration.file)}: ${migration.risk} risk, ${countOf(migration.findings.length, "finding")}</summary>`;
    room -= bytes(open) + 100;
    const fit = fitting(blocks, Math.max(0, room));
    room -= bytes(fit.join("\n\n"));
    const isCut = fit.length < blocks.length;
    const cut = isCut
      ? [`… cut here: the whole is too long for a comment. \`lockstep lint ${printable(migration.file)}\` shows it.`]
      : [];
    if (fit.length > 0) shown.push([open, ...fit, ...cut, "</details>"].join("\n\n"));
    const left = sections.length - i - (fit.length > 0 ? 1 : 0);
    if (isCut && left > 0) shown.push(`… and the details of ${countOf(left, "more migration")}: \`lockstep lint\` shows all.`);
    if (isCut) break;
  }
  return shown;
}

function blocksOf(migration: LintedMigration): readonly string[] {
  const { statements, others } = placeFindings(migration);
  return [
    ...others.flatMap(({ findings }) => findings.map((finding) => findingLines(finding).join("\n"))),
    ...statements
      .filter(({ statement, findings }) => findings.length > 0 || statement.risk !== "low" || statement.unknown.length > 0)
      .map(({ statement, findings }) => statementBlock(statement, findings)),
  ];
}

function statementBlock(statement: LintedStatement, findings: readonly Finding[]): string {
  const { sql, line, risk, reasons, transaction, unknown } = statement;
  const telling = tellingReasons(risk, reasons, [statement]);
  const lines = sql.split("\n").map((text) => printable(text.replaceAll("\t", "  ").trimEnd()).slice(0, 300));
  const shown = lines.length <= sqlLinesShown + 1 ? lines : [...lines.slice(0, sqlLinesShown), "-- …"];
  const notes = [
    ...costWords(statement),
    ...(transaction === "either" ? [] : [`runs ${transaction} a transaction block only`]),
    ...untold(unknown, telling).map((what) => `cannot tell ${what}`),
  ].map((text) => `- ${markdownText(text)}`);
  return [
    [`**Line ${line}** ${signs[risk]} ${risk.toUpperCase()}: ${markdownProse(telling.join("; "))}`],
    markdownBlock(shown, "sql"),
    lockTable(statement),
    [...notes, ...findings.flatMap(findingLines)],
  ]
    .filter((part) => part.length > 0)
    .map((part) => part.join("\n"))
    .join("\n\n");
}

function lockTable({ locks, newRelations }: LintedStatement): readonly string[] {
  const ofOthers = strongestFirst(locks.filter(({ relation }) => !newRelations.includes(relation)));
  if (ofOthers.length === 0) return [];
  const rows = ofOthers.slice(0, locksShown).map(({ relation, mode, because }) => {
    const name = markdownCode(relation) + (because === null ? "" : ` (${markdownText(because)})`);
    return `| ${lockBar(mode, unicodeGlyphs)} ${mode} | ${name} | ${lockWords(mode)} |`;
  });
  const more = ofOthers.length - rows.length;
  return ["| lock | on | meanwhile |", "| --- | --- | --- |", ...rows, ...(more === 0 ? [] : [`| … | and ${more} more | |`])];
}

/** A list item. SQL in a fix of several lines stays a block, so that it can be copied. */
function findingLines({ level, rule, file, line, message, why, fix }: Finding): readonly string[] {
  const place = file === undefined ? "" : ` ${markdownText(line === undefined ? file : `${file}:${line}`)}`;
  const isBlock = fix?.includes("\n") === true;
  const rest = [why, fix === undefined || isBlock ? undefined : `Fix: ${fix}`].filter((part) => part !== undefined);
  return [
    `- **${level.toUpperCase()}** ${markdownProse(message)} (${markdownCode(rule)}${place})`,
    ...rest.map((text) => `  ${markdownProse(text)}`),
    ...(isBlock ? ["", ...markdownBlock(fix.split("\n").map(printable), "sql").map((text) => `  ${text}`)] : []),
  ];
}

/** As many of the texts, from the first, as fit. */
function fitting(texts: readonly string[], size: number): readonly string[] {
  let taken = 0;
  const end = texts.findIndex((text) => {
    taken += bytes(text) + 2;
    return taken > size;
  });
  return end === -1 ? texts : texts.slice(0, end);
}

function htmlText(text: string): string {
  return printable(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("@", "@\u2060");
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
