/** What an apply did, as text and as Markdown. */

import type { Finding } from "../finding.ts";
import { type Checklist, openItems } from "../release/checklist.ts";
import { countOf } from "./count-words.ts";
import { durationWords } from "./duration-words.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { wrapLines } from "./wrap-text.ts";

/** What is shown. */
export interface ApplyReport {
  readonly environment: string;
  readonly isDryRun: boolean;
  readonly applied: readonly {
    readonly file: string;
    readonly seq: number | null;
    readonly durationMs: number | null;
  }[];
  readonly left: readonly string[];
  readonly planHash: string | null;
  readonly acknowledgements: readonly { readonly flag: string; readonly file: string; readonly why: string }[];
  readonly prediction: { readonly kind: "held" } | { readonly kind: "none"; readonly why: string } | null;
  readonly evidence: string | null;
  readonly checklist: Checklist | null;
  readonly findings: readonly Finding[];
}

/** The report for a terminal. */
export function applyText(report: ApplyReport, style: TextStyle): string {
  const { palette, glyphs, width, isQuiet } = style;
  const lines = report.applied.map(({ file, seq, durationMs }) =>
    seq === null
      ? `  ${printable(file)}`
      : `  ${palette.good(glyphs.good)} ${printable(file)}  ${palette.faint(`#${seq}${durationMs === null ? "" : `, ${durationWords(durationMs)}`}`)}`,
  );
  const shown = isQuiet
    ? [printable(headOf(report))]
    : [palette.strong(printable(headOf(report))), ...lines, ...[...leftLines(report), ...guardLines(report)].map(printable)];
  return wrapLines(shown, width, "    ");
}

/** The report for a pull request or a summary. */
export function applyMarkdown(report: ApplyReport): string {
  const rows = report.applied.map(
    ({ file, seq, durationMs }) =>
      `| \`${printable(file)}\` | ${seq === null ? "" : `#${seq}`} | ${durationMs === null ? "" : durationWords(durationMs)} |`,
  );
  const table = rows.length === 0 ? [] : ["", "| Migration | Event | Time |", "| --- | --- | --- |", ...rows];
  return `${[`**${headOf(report)}**`, ...table, ...[...leftLines(report), ...guardLines(report)].map((line) => `\n${printable(line)}`)].join("\n")}\n`;
}

function headOf({ environment, isDryRun, applied }: ApplyReport): string {
  if (applied.length === 0) return `${environment}: nothing is pending.`;
  const count = countOf(applied.length, "migration");
  return isDryRun ? `${environment}: ${count} would be applied, nothing was done.` : `${environment}: ${count} applied.`;
}

function leftLines({ left }: ApplyReport): readonly string[] {
  return left.length === 0 ? [] : [`Still pending: ${left.join(", ")}`];
}

function guardLines({
  isDryRun,
  findings,
  planHash,
  acknowledgements,
  prediction,
  evidence,
  checklist,
}: ApplyReport): readonly string[] {
  const open = checklist === null ? [] : openItems(checklist);
  const told = prediction === null ? [] : [prediction.kind === "held" ? "As predicted." : `prediction: none (${prediction.why})`];
  return [
    ...findings.map(({ file, message, fix }) => `${file}: ${message}${fix === undefined ? "" : `. ${fix}`}`),
    ...acknowledgements.map(({ flag, file, why }) => `${file} ${why}: ${flag}`),
    ...(isDryRun ? open.map(({ id, why }) => `checklist, open: ${id}: ${why}`) : []),
    ...(isDryRun && planHash !== null ? [`plan: ${planHash}`] : []),
    ...told,
    ...(evidence === null ? [] : [`evidence: ${evidence}`]),
  ];
}
