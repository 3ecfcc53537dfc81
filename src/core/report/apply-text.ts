/** What an apply did, as text and as Markdown. */

import { countOf } from "./count-words.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { wrapText } from "./wrap-text.ts";

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
}

/** The report for a terminal. */
export function applyText(report: ApplyReport, style: TextStyle): string {
  const { palette, width, isQuiet } = style;
  const lines = report.applied.map(({ file, seq, durationMs }) =>
    seq === null
      ? `  ${file}`
      : `  ${palette.good("✓")} ${file}  ${palette.faint(`#${seq}${durationMs === null ? "" : `, ${durationText(durationMs)}`}`)}`,
  );
  const shown = isQuiet ? [headOf(report)] : [palette.strong(headOf(report)), ...lines, ...leftLines(report)];
  return shown
    .flatMap((line) => wrapText(printable(line), width, "    "))
    .map((line) => `${line}\n`)
    .join("");
}

/** The report for a pull request or a summary. */
export function applyMarkdown(report: ApplyReport): string {
  const rows = report.applied.map(
    ({ file, seq, durationMs }) =>
      `| \`${printable(file)}\` | ${seq === null ? "" : `#${seq}`} | ${durationMs === null ? "" : durationText(durationMs)} |`,
  );
  const table = rows.length === 0 ? [] : ["", "| Migration | Event | Time |", "| --- | --- | --- |", ...rows];
  return `${[`**${headOf(report)}**`, ...table, ...leftLines(report).map((line) => `\n${line}`)].join("\n")}\n`;
}

function headOf({ environment, isDryRun, applied }: ApplyReport): string {
  if (applied.length === 0) return `${environment}: nothing is pending.`;
  const count = countOf(applied.length, "migration");
  return isDryRun ? `${environment}: ${count} would be applied, nothing was done.` : `${environment}: ${count} applied.`;
}

function leftLines({ left }: ApplyReport): readonly string[] {
  return left.length === 0 ? [] : [`Still pending: ${left.join(", ")}`];
}

/** `12 ms`, `3.4 s`, `2 min 5 s`. */
function durationText(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
}
