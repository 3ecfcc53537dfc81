/** How a load was borne: percentiles by step, errors, and the comparison with the baseline. */

import { type LoadVerdict, percent } from "../release/load-comparison.ts";
import type { LoadFigures, LoadRecord } from "../release/load-record.ts";
import { countOf } from "./count-words.ts";
import { displayWidth } from "./display-width.ts";
import { markdownText } from "./markdown-text.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { textTable } from "./text-table.ts";
import { wrapText } from "./wrap-text.ts";

/** What is shown. */
export interface LoadReport extends LoadRecord {
  readonly environment: string;
  readonly verdict: LoadVerdict;
  readonly evidence: string;
}

const headings = ["step", "due", "errors", "p50", "p95", "p99", "max"];

/** The report for a terminal. */
export function loadText(report: LoadReport, style: TextStyle): string {
  const { palette, glyphs, width, isQuiet } = style;
  const { verdict } = report;
  const lines = [
    palette.strong(printable(headOf(report))),
    ...(isQuiet ? [] : ["", ...figureLines(report, style), "", ...report.errors.map(errorLine)]),
    ...verdict.worse.map((line) => `${palette.bad(glyphs.bad)} ${line}`),
    ...(isQuiet ? [] : [...footOf(report).map(palette.faint)]),
  ];
  return lines
    .flatMap((line) => (line.startsWith(" ") || displayWidth(line) <= width ? [line] : wrapText(line, width, "  ")))
    .map((line) => `${line}\n`)
    .join("");
}

/** The report for a pull request or a summary. */
export function loadMarkdown(report: LoadReport): string {
  const rows = rowsOf(report).map(([name, figures]) => `| ${[markdownText(name), ...cellsOf(figures)].join(" | ")} |`);
  const table = [`| ${headings.join(" | ")} |`, `| --- |${" ---: |".repeat(headings.length - 1)}`, ...rows];
  const notes = [...report.verdict.worse, ...report.errors.map(errorLine), ...footOf(report)].map(
    (line) => `- ${markdownText(line.trim())}`,
  );
  return `${[`**${markdownText(headOf(report))}**`, "", ...table, "", ...notes].join("\n")}\n`;
}

function headOf({ environment, verdict, rate, seconds, throughput }: LoadReport): string {
  const how = `${rate}/s for ${seconds} s, ${throughput}/s ended well`;
  const word = !verdict.passed ? "worse than it may be" : verdict.comparedWith === null ? "few errors" : "as well as before";
  return `${environment}: ${word} (${how}).`;
}

function rowsOf({ steps, all }: LoadReport): readonly (readonly [string, LoadFigures])[] {
  const named = steps.map((step) => [step.name, step] as const);
  return named.length === 1 ? named : [...named, ["all" as string, all] as const];
}

function cellsOf({ due, errorRate, latency }: LoadFigures): readonly string[] {
  const times = latency === null ? ["-", "-", "-", "-"] : [latency.p50, latency.p95, latency.p99, latency.max].map(String);
  return [String(due), errorRate === 0 ? "0" : percent(errorRate), ...times];
}

// On a narrow terminal a step's name stands above its figures.
function figureLines(report: LoadReport, style: TextStyle): readonly string[] {
  const rows = rowsOf(report).map(([name, figures]) => [printable(name), ...cellsOf(figures)]);
  const columns = headings.map((heading, i) => ({ heading, ...(i === 0 ? {} : { align: "right" as const }) }));
  const wide = textTable(columns, rows, style);
  if (wide.every((line) => displayWidth(line) <= style.width))
    return [...wide, style.palette.faint("times in ms, from when a step was due")];
  const [, ...figures] = columns;
  const narrow = textTable(
    figures,
    rows.map(([, ...cells]) => cells),
    style,
  );
  return [
    `  ${narrow[0] ?? ""}`,
    ...rows.flatMap(([name = ""], i) => [name, `  ${narrow[i + 1] ?? ""}`]),
    style.palette.faint("times in ms, from when a step was due"),
  ];
}

function errorLine({ message, count }: LoadRecord["errors"][number]): string {
  return `${countOf(count, "time")}: ${printable(message)}`;
}

function footOf({ verdict, isBaseline, evidence }: LoadReport): readonly string[] {
  const compared = isBaseline
    ? "Kept as the baseline."
    : verdict.comparedWith !== null
      ? `Compared with the baseline of ${verdict.comparedWith.slice(0, 10)}.`
      : `Times were not compared: ${verdict.why ?? "there is no baseline yet"}.`;
  return [compared, `evidence: ${printable(evidence)}`];
}
