/** A watch of launch day: what the watch says, and what to type next. */

import { markdownCode } from "./markdown-text.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { type WatchReport, watchMarkdown, watchText } from "./watch-text.ts";
import { wrapLines } from "./wrap-text.ts";

/** What is shown. */
export interface LaunchWatchReport extends WatchReport {
  readonly next: readonly { readonly label: string; readonly command: string }[];
}

/** The report for a terminal. */
export function launchWatchText(report: LaunchWatchReport, style: TextStyle): string {
  const { palette, glyphs, width } = style;
  const head = report.kind === "stop" ? ["", palette.strong("Nothing was undone. Next:")] : [];
  const lines = report.next.map(({ label, command }) => `  ${printable(command)}  ${palette.faint(`${glyphs.dot} ${label}`)}`);
  return `${watchText(report, style)}${lines.length === 0 ? "" : wrapLines([...head, ...lines], width, "      ")}`;
}

/** The report for a pull request or a summary. */
export function launchWatchMarkdown(report: LaunchWatchReport): string {
  const lines = report.next.map(({ label, command }) => `- ${markdownCode(command)}: ${label}`);
  return `${watchMarkdown(report)}${lines.length === 0 ? "" : `\n${lines.join("\n")}\n`}`;
}
