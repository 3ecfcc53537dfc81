/** What baseline, import, identify, amend and repair did, for people. */

import type { Finding } from "../finding.ts";
import { countOf } from "./count-words.ts";
import { markdownCode, markdownText } from "./markdown-text.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { wrapLines } from "./wrap-text.ts";

/** Sentences, files with their event, and what somebody has to know. */
export interface AdoptionReport {
  /** One sentence. */
  readonly head: string;
  readonly marked: readonly { readonly file: string; readonly seq: number }[];
  /** More sentences. */
  readonly notes: readonly string[];
  readonly findings: readonly Finding[];
}

/** Files that are shown; more are counted. */
const most = 20;

/** The report for a terminal. */
export function adoptionText({ head, marked, notes, findings }: AdoptionReport, style: TextStyle): string {
  const { palette, glyphs, width, isQuiet, isVerbose } = style;
  const few = isVerbose ? marked : marked.slice(0, most);
  const more = marked.length - few.length;
  const lines = [
    palette.strong(printable(head)),
    ...few.map(({ file, seq }) => `  ${palette.good(glyphs.good)} ${printable(file)}  ${palette.faint(`#${seq}`)}`),
    ...(more === 0 ? [] : [`  and ${countOf(more, "more file")} (--verbose)`]),
    ...notes.map(printable),
    ...findings.flatMap(({ message, fix }) => [
      `${palette.caution("!")} ${printable(message)}`,
      ...(fix === undefined ? [] : [`    ${palette.faint(printable(fix))}`]),
    ]),
  ];
  return wrapLines(isQuiet ? lines.slice(0, 1) : lines, width, "    ");
}

/** The report for a pull request or a summary. */
export function adoptionMarkdown({ head, marked, notes, findings }: AdoptionReport): string {
  const lines = [
    `**${markdownText(head)}**`,
    "",
    ...marked.map(({ file, seq }) => `- ${markdownCode(file)} #${seq}`),
    ...notes.map((note) => `- ${markdownText(note)}`),
    ...findings.map(({ message }) => `- ${markdownText(message)}`),
  ];
  return `${lines.join("\n")}\n`;
}

/** What is still to be run after a take-over. */
export function pendingNote(pending: readonly string[], environment: string): readonly string[] {
  if (pending.length === 0) return [`Nothing is pending on ${environment}.`];
  const few = pending.slice(0, 5).join(", ");
  return [`Pending: ${few}${pending.length > 5 ? ` and ${pending.length - 5} more` : ""}`];
}
