/** `status` for a pull request or a summary. */

import { troubles } from "../journal/standings.ts";
import { thousands } from "./count-words.ts";
import { markdownCode, markdownText } from "./markdown-text.ts";
import { jobNotes } from "./status-jobs.ts";
import { isSettled, type StatusReport, standingText, statusRows } from "./status-text.ts";
import { trainNotes } from "./status-trains.ts";

/** The report as Markdown. */
export function statusMarkdown(report: StatusReport): string {
  const { environments, findings } = report;
  const { rows, hidden } = statusRows(report, false);
  const names = environments.map(({ environment }) => markdownText(environment));
  const body = rows.map(({ file, cells }) => {
    const own = cells.map((cell) => {
      if (cell === null) return "?";
      const word = markdownText(standingText(cell));
      return isSettled(cell) ? word : `**${word}**`;
    });
    return `| ${[markdownCode(file), ...own].join(" | ")} |`;
  });
  const table = [
    `| ${["Migration", ...names].join(" | ")} |`,
    `| ${["Migration", ...names].map(() => "---").join(" | ")} |`,
    ...body,
  ];
  const notes = environments.flatMap(({ environment, source, log, error, migrations }) => [
    ...(error === null ? [] : [`${environment} cannot be asked: ${error.message}`]),
    ...(source === "log" ? [`${environment} has no journal yet: ${log ?? "the log"} tells`] : []),
    ...migrations.flatMap(({ state, message, fix }) =>
      message === null || !troubles.has(state) ? [] : [`${environment}: ${message}${fix === null ? "" : ` → ${fix}`}`],
    ),
  ]);
  const beside = environments.flatMap((one) =>
    [...trainNotes(one), ...jobNotes(one)].map(({ text, fix }) => `${text}${fix === null ? "" : ` → ${fix}`}`),
  );
  const all = [...notes, ...beside, ...findings.map(({ message, fix }) => `${message}${fix === undefined ? "" : ` → ${fix}`}`)];
  return `${[
    ...(hidden === 0 ? [] : [`${thousands(hidden)} older migrations are applied everywhere.`, ""]),
    ...table,
    ...(all.length === 0 ? [] : ["", ...all.map((note) => `- ${markdownText(note)}`)]),
  ].join("\n")}\n`;
}
