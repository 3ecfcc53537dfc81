/** What a watch saw and says: stop or go, each signal with what was usual, and what it could not see. */

import { signalWords } from "../release/signal.ts";
import type { WatchedSignal, WatchRecord } from "../release/watch-record.ts";
import { countOf } from "./count-words.ts";
import { displayWidth } from "./display-width.ts";
import { markdownText } from "./markdown-text.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { textTable } from "./text-table.ts";
import { wrapLines } from "./wrap-text.ts";

/** What is shown. */
export interface WatchReport extends WatchRecord {
  readonly environment: string;
  readonly evidence: string;
}

/** The report for a terminal. */
export function watchText(report: WatchReport, style: TextStyle): string {
  const { palette, glyphs, width, isQuiet } = style;
  const isGo = report.kind === "go";
  const head = `${isGo ? palette.good(glyphs.good) : palette.bad(glyphs.bad)} ${palette.strong(printable(headOf(report)))}`;
  const reasons = report.reasons.map(({ message }) => `  ${printable(message)}`);
  const rest = isQuiet
    ? []
    : [
        "",
        ...signalLines(report, style),
        "",
        ...unseenLines(report).map(palette.caution),
        palette.faint(`evidence: ${printable(report.evidence)}`),
      ];
  return wrapLines([head, ...reasons, ...rest], width, "    ");
}

/** The report for a pull request or a summary. */
export function watchMarkdown(report: WatchReport): string {
  const rows = report.signals.map((signal) => `| ${[signal.name, ...cellsOf(signal)].map(markdownText).join(" | ")} |`);
  const notes = [...report.reasons.map(({ message }) => message), ...unseenLines(report)].map(
    (line) => `- ${markdownText(line)}`,
  );
  return `${[`**${markdownText(headOf(report))}**`, "", ...notes, "", "| Signal | usual | worst | limit |", "| --- | ---: | ---: | ---: |", ...rows].join("\n")}\n`;
}

function headOf({ environment, kind, looks, from, until }: WatchReport): string {
  const minutes = Math.round((Date.parse(until) - Date.parse(from)) / 6_000) / 10;
  return `${environment}: ${kind}, after ${countOf(looks, "look")} in ${minutes} min.`;
}

function cellsOf(signal: WatchedSignal): readonly string[] {
  return [signal.middle, signal.worst, signal.limit].map((value) => (value === null ? "?" : signalWords(signal, value)));
}

function signalLines({ signals }: WatchReport, style: TextStyle): readonly string[] {
  const right = (heading: string) => ({ heading, align: "right" as const });
  const rows = signals.map((signal) => [printable(signal.name), ...cellsOf(signal)]);
  const lines = textTable([{ heading: "signal" }, right("middle"), right("worst"), right("limit")], rows, style);
  if (lines.every((line) => displayWidth(line) <= style.width)) return lines;
  return rows.flatMap(([name = "", middle, worst, limit]) => [name, `  middle ${middle}, worst ${worst}, limit ${limit}`]);
}

function unseenLines({ unseen, blindTo }: WatchReport): readonly string[] {
  return [
    ...unseen.map(({ signal, why }) => printable(`not judged: ${signal} (${why})`)),
    ...blindTo.map((what) => printable(`cannot see ${what}`)),
  ];
}
