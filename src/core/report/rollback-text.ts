/** What a rollback did, as text and as Markdown. */

import { countOf } from "./count-words.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { wrapLines } from "./wrap-text.ts";

/** What is shown. */
export interface RollbackReport {
  readonly environment: string;
  readonly isDryRun: boolean;
  readonly undone: readonly { readonly file: string; readonly textFrom: "folder" | "journal"; readonly seq: number | null }[];
  readonly inOneTransaction: boolean;
  readonly planHash: string | null;
  readonly acknowledgements: readonly string[];
}

/** The report for a terminal. */
export function rollbackText(report: RollbackReport, { palette, glyphs, width, isQuiet }: TextStyle): string {
  const lines = report.undone.map(({ file, seq, textFrom }) => {
    const how = textFrom === "journal" ? ", by the text that the journal kept" : "";
    const name = printable(file);
    return seq === null ? `  ${name}${how}` : `  ${palette.good(glyphs.good)} ${name}  ${palette.faint(`#${seq}${how}`)}`;
  });
  const head = printable(headOf(report));
  const shown = isQuiet ? [head] : [palette.strong(head), ...lines, ...moreLines(report).map(printable)];
  return wrapLines(shown, width, "    ");
}

/** The report for a pull request or a summary. */
export function rollbackMarkdown(report: RollbackReport): string {
  const rows = report.undone.map(({ file, seq }) => `| \`${printable(file)}\` | ${seq === null ? "" : `#${seq}`} |`);
  const table = rows.length === 0 ? [] : ["", "| Rolled back | Event |", "| --- | --- |", ...rows];
  return `${[`**${headOf(report)}**`, ...table, ...moreLines(report).map((line) => `\n${line}`)].join("\n")}\n`;
}

function headOf({ environment, isDryRun, undone, inOneTransaction }: RollbackReport): string {
  if (undone.length === 0) return `${environment}: nothing is applied that could be rolled back.`;
  const together = undone.length > 1 && inOneTransaction ? " in one transaction" : "";
  const count = countOf(undone.length, "migration");
  return isDryRun
    ? `${environment}: ${count} would be rolled back${together}, nothing was done.`
    : `${environment}: ${count} rolled back${together}.`;
}

function moreLines({ isDryRun, planHash, acknowledgements }: RollbackReport): readonly string[] {
  return [
    ...acknowledgements.map((name) => `It needs: --ack ${name}`),
    ...(isDryRun && planHash !== null ? [`plan: ${planHash}`] : []),
  ];
}
