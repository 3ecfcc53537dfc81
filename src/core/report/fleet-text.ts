/** What became of a fleet, as text and as Markdown: the many that are well are counted, each that is not is named. */

import { countOf, thousands } from "./count-words.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { wrapText } from "./wrap-text.ts";

/** What is shown. */
export interface FleetReport {
  readonly environment: string;
  readonly isDryRun: boolean;
  readonly databases: readonly {
    readonly name: string;
    readonly database: string;
    readonly state: "applied" | "up-to-date" | "failed" | "skipped" | "not-begun";
    readonly files: readonly string[];
    readonly acknowledgements: readonly string[];
    readonly error: { readonly code: string; readonly message: string; readonly hint: string | null } | null;
  }[];
  readonly maxFailures: number;
}

type State = FleetReport["databases"][number]["state"];

/** The report for a terminal. */
export function fleetText(report: FleetReport, style: TextStyle): string {
  const { palette, width, isQuiet, isVerbose } = style;
  const failed = report.databases.filter(({ state }) => state === "failed");
  const failures = failed.flatMap(({ name, database, error }) => [
    `  ${palette.bad("✗")} ${name}  ${palette.faint(database)}`,
    `    ${error?.code}: ${error?.message}`,
    ...(error?.hint == null ? [] : [`    ${palette.faint(`→ ${error.hint}`)}`]),
  ]);
  const others = report.databases
    .filter(({ state }) => state !== "failed")
    .map(
      ({ name, database, state, files }) => `  ${name}  ${palette.faint(database)}  ${wordOf(report, state)} ${files.join(", ")}`,
    );
  const shown = isQuiet
    ? [headOf(report)]
    : [
        palette.strong(headOf(report)),
        ...countLines(report),
        ...(isVerbose || report.isDryRun ? others : []),
        ...failures,
        ...lastLines(report),
      ];
  return shown
    .flatMap((line) => wrapText(printable(line), width, "    "))
    .map((line) => `${line.trimEnd()}\n`)
    .join("");
}

/** The report for a pull request or a summary. */
export function fleetMarkdown(report: FleetReport): string {
  const failed = report.databases.filter(({ state }) => state === "failed");
  const rows = failed.map(({ name, database, error }) => `| ${cell(name)} | ${cell(database)} | ${cell(error?.message ?? "")} |`);
  const table = rows.length === 0 ? [] : ["", "| Database | URL | Failed with |", "| --- | --- | --- |", ...rows];
  const lines = [...countLines(report).map((line) => `- ${line.trim()}`)];
  return `${[`**${headOf(report)}**`, "", ...lines, ...table, ...lastLines(report).map((line) => `\n${line}`)].join("\n")}\n`;
}

function headOf({ environment, isDryRun, databases }: FleetReport): string {
  const well = databases.filter(({ state }) => state === "applied" || state === "up-to-date").length;
  const all = countOf(databases.length, "database");
  if (isDryRun) return `${environment}: ${all}, nothing was done.`;
  return `${environment}: ${thousands(well)} of ${all} done.`;
}

function countLines(report: FleetReport): readonly string[] {
  const states: readonly State[] = ["applied", "up-to-date", "skipped", "failed", "not-begun"];
  return states.flatMap((state) => {
    const count = report.databases.filter((one) => one.state === state).length;
    return count === 0 ? [] : [`  ${thousands(count)} ${wordOf(report, state)}`];
  });
}

function wordOf({ isDryRun, maxFailures }: FleetReport, state: State): string {
  switch (state) {
    case "applied":
      return isDryRun ? "would be migrated" : "migrated";
    case "up-to-date":
      return "had nothing pending";
    case "skipped":
      return "without what was asked for among its pending files";
    case "failed":
      return "failed";
    case "not-begun":
      return `not begun, as no more than ${countOf(maxFailures, "failure")} may be (--max-failures)`;
  }
}

function lastLines({ environment, isDryRun, databases }: FleetReport): readonly string[] {
  const flags = [...new Set(databases.flatMap(({ acknowledgements }) => acknowledgements))].sort();
  const isWhole = databases.every(({ state }) => state !== "failed" && state !== "not-begun");
  return [
    ...(flags.length === 0 ? [] : [`A real run needs: ${flags.join(" ")}`]),
    ...(isWhole || isDryRun ? [] : [`Go on with what is left: lockstep apply ${environment}`]),
  ];
}

function cell(text: string): string {
  return printable(text).replaceAll("|", "\\|").replaceAll("\n", " ");
}
