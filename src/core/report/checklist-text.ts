/** A checklist as text and as Markdown: each item with its state in a word, why, and what that does not prove. */

import type { Checklist, ChecklistItem, ItemState } from "../release/checklist.ts";
import { isClosed } from "../release/checklist.ts";
import { markdownText } from "./markdown-text.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { wrapLines } from "./wrap-text.ts";

/** What is shown. */
export interface ChecklistReport {
  readonly environment: string;
  readonly checklist: Checklist | null;
  readonly isProtected: boolean;
  readonly planHash: string | null;
  readonly acknowledgements: readonly { readonly flag: string; readonly file: string; readonly why: string }[];
  readonly staying: readonly { readonly file: string; readonly why: string }[];
}

const words: Readonly<Record<ItemState, string>> = {
  proven: "proven",
  attested: "attested",
  waived: "waived",
  open: "open",
  waits: "waits",
  "not-applicable": "does not apply",
  "not-set-up": "not set up",
};

/** The report for a terminal. */
export function checklistText(report: ChecklistReport, style: TextStyle): string {
  const { palette, width, isQuiet } = style;
  const lines = [palette.strong(printable(headOf(report)))];
  if (report.checklist !== null && !isQuiet) {
    for (const { file, risk } of report.checklist.files) lines.push(`  ${printable(file)}  ${palette.faint(`risk ${risk}`)}`);
    lines.push(...report.checklist.items.flatMap((item) => itemLines(item, style)));
  }
  if (!isQuiet) lines.push(...tailLines(report).map(printable));
  return wrapLines(lines, width, hangingIndent);
}

/** The report for a pull request or a summary. */
export function checklistMarkdown(report: ChecklistReport): string {
  const rows = (report.checklist?.items ?? []).map(
    (item) =>
      `| ${isClosed(item) ? "x" : " "} | ${item.id}${item.isDemanded ? "" : " (not demanded)"} | ${words[item.state]} | ${markdownText(item.why)} | ${markdownText(item.doesNotProve)} |`,
  );
  const table =
    rows.length === 0 ? [] : ["", "| | Item | State | Why | Does not prove |", "| --- | --- | --- | --- | --- |", ...rows];
  return `${[`**${printable(headOf(report))}**`, ...table, ...tailLines(report).map((line) => `\n${printable(line)}`)].join("\n")}\n`;
}

/** One item, with what closes it where it is open. */
function itemLines(item: ChecklistItem, { palette, glyphs }: TextStyle): readonly string[] {
  const { id, state, why, doesNotProve, fix, isDemanded } = item;
  const mark = isClosed(item) ? palette.good(glyphs.good) : isDemanded ? palette.bad(glyphs.bad) : palette.faint(glyphs.dot);
  const name = id.padEnd(18);
  return [
    `  ${mark} ${name} ${printable(`${words[state]}${isDemanded || isClosed(item) ? "" : ", not demanded"}: ${why}`)}`,
    ...(doesNotProve === "" ? [] : [palette.faint(`      does not prove ${printable(doesNotProve)}`)]),
    ...(fix === null || isClosed(item) ? [] : fix.split("\n").map((line) => `      ${glyphs.arrow} ${printable(line)}`)),
  ];
}

function headOf({ environment, checklist, isProtected }: ChecklistReport): string {
  if (!isProtected) return `${environment} is not protected: no checklist is asked for.`;
  if (checklist === null) return `${environment}: nothing is pending, so there is nothing to check.`;
  const open = checklist.items.filter((item) => item.isDemanded && !isClosed(item)).length;
  const count = checklist.files.length === 1 ? "1 migration" : `${checklist.files.length} migrations`;
  return `${environment}: ${count}, risk ${checklist.risk}; ${open === 0 ? "nothing demanded is open." : `${open} demanded ${open === 1 ? "item is" : "items are"} open.`}`;
}

function tailLines({ acknowledgements, planHash, staying }: ChecklistReport): readonly string[] {
  return [
    ...acknowledgements.map(({ flag, file, why }) => `${file} ${why}: ${flag}`),
    ...staying.map(({ file, why }) => `${file} stays: ${why}`),
    ...(planHash === null ? [] : [`plan: ${planHash}`]),
  ];
}

function hangingIndent(line: string): string {
  return line.startsWith("      ") ? "        " : "      ";
}
