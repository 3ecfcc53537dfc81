/** `status` for people: migrations × environments. What is the same everywhere is counted, what is not is shown. */

import type { OpenJob } from "../backfill/open-job.ts";
import type { Finding } from "../finding.ts";
import { type Standing, type StandingWord, standingWords, troubles } from "../journal/standings.ts";
import type { Freeze } from "../release/freeze.ts";
import { thousands } from "./count-words.ts";
import { displayWidth } from "./display-width.ts";
import { printable } from "./printable.ts";
import { jobNotes } from "./status-jobs.ts";
import { noteLines } from "./status-note.ts";
import { type TrainsReport, trainNotes } from "./status-trains.ts";
import type { TextStyle } from "./text-style.ts";
import { textTable } from "./text-table.ts";
import { wrapLines, wrapText } from "./wrap-text.ts";

/** What is shown. */
export interface StatusReport {
  readonly folder: string;
  readonly environments: readonly {
    readonly environment: string;
    readonly protected: boolean;
    readonly source: "journal" | "log" | "nothing" | "unreachable";
    readonly log: string | null;
    readonly migrations: readonly Standing[];
    readonly trains: TrainsReport | null;
    readonly freeze: Freeze | null;
    readonly jobs: readonly OpenJob[];
    readonly error: { readonly message: string; readonly hint: string | null } | null;
  }[];
  readonly findings: readonly Finding[];
}

/** How people read each word. */
const spelled: Readonly<Record<StandingWord, string>> = {
  applied: "applied",
  pending: "pending",
  failed: "failed",
  "under-way": "half done",
  undone: "undone",
  edited: "edited",
  deleted: "file gone",
  late: "late",
  unneeded: "not needed",
};

/** Applied everywhere, and shown all the same. */
const latest = 5;

/** The report for a terminal. */
export function statusText(report: StatusReport, style: TextStyle): string {
  const { environments } = report;
  const { rows, hidden } = statusRows(report, style.isVerbose);
  const table = rows.length === 0 || environments.length === 0 ? [] : [...tableOf(report, rows, style), ""];
  const summaries = environments.map((one) => summaryOf(one, style));
  const lines = style.isQuiet
    ? summaries
    : [
        ...(hidden === 0
          ? []
          : [style.palette.faint(`${thousands(hidden)} older ones are applied everywhere (--verbose lists them)`)]),
        ...table,
        ...summaries,
        ...environments.flatMap((one) => noteLines([...trainNotes(one), ...jobNotes(one)], style)),
        ...troubleLines(report, style),
      ];
  return wrapLines(lines, style.width, "    ");
}

/** A migration, and how it stands on each environment; null where that one cannot tell. */
export interface StatusRow {
  readonly file: string;
  readonly cells: readonly (Standing | null)[];
}

/** The rows worth showing, and how many were left out: all but the latest of those that are applied everywhere. */
export function statusRows(
  { environments }: StatusReport,
  isAll: boolean,
): { readonly rows: readonly StatusRow[]; readonly hidden: number } {
  const maps = environments.map(({ migrations }) => new Map(migrations.map((one) => [one.version, one])));
  const files = new Map<string, string>();
  for (const { migrations } of environments)
    for (const { version, file, state } of migrations) if (state !== "deleted" && !files.has(version)) files.set(version, file);
  for (const { migrations } of environments)
    for (const { version, file } of migrations) if (!files.has(version)) files.set(version, file);
  const all = [...files].map(([version, file]) => ({ file, cells: maps.map((map) => map.get(version) ?? null) }));
  const isDone = ({ cells }: StatusRow) => cells.every((cell) => cell === null || isSettled(cell));
  const done = isAll ? [] : all.filter(isDone).slice(0, -latest);
  const left = new Set(done);
  return { rows: all.filter((row) => !left.has(row)), hidden: left.size };
}

function tableOf({ environments }: StatusReport, rows: readonly StatusRow[], style: TextStyle): readonly string[] {
  const names = environments.map(({ environment }) => printable(environment));
  const columns = [{ heading: "migration" }, ...names.map((heading) => ({ heading }))];
  const cells = rows.map(({ file, cells: own }) => [printable(file), ...own.map((cell) => cellText(cell, style))]);
  const lines = textTable(columns, cells, style);
  if (lines.every((line) => displayWidth(line) <= style.width)) return lines;
  return cells.flatMap(([file = "", ...own]) => [
    file,
    ...wrapText(`  ${own.map((cell, i) => `${style.palette.faint(names[i] ?? "")} ${cell}`).join("  ")}`, style.width, "  "),
  ]);
}

function cellText(cell: Standing | null, { palette }: TextStyle): string {
  if (cell === null) return palette.faint("?");
  const { state } = cell;
  if (state === "applied") return palette.good(appliedText(cell));
  if (isSettled(cell)) return palette.faint(spelled[state]);
  return troubles.has(state) ? palette.bad(spelled[state]) : palette.caution(spelled[state]);
}

/** Nothing is left to do about it: a checkpoint that stands for others, and what one stands for, are as good as applied. */
export function isSettled({ state }: Standing): boolean {
  return state === "applied" || state === "unneeded";
}

/** `2026-11-20 #12`, `baselined #3`; without a date the word. */
function appliedText({ at, seq, how }: Pick<Standing, "at" | "seq" | "how">): string {
  const when = how === "applied" || how === null ? (at?.slice(0, 10) ?? "applied") : how;
  return printable(seq === null ? when : `${when} #${seq}`);
}

/** How people read a state. */
export function standingText(cell: Standing): string {
  return cell.state === "applied" ? appliedText(cell) : spelled[cell.state];
}

function summaryOf(
  { environment, source, log, migrations, error }: StatusReport["environments"][number],
  style: TextStyle,
): string {
  const { palette } = style;
  const name = palette.strong(printable(environment));
  if (error !== null)
    return `${name}: ${palette.bad("cannot be asked")}: ${printable(error.message)}${error.hint === null ? "" : ` ${printable(error.hint)}`}`;
  const counts = standingWords
    .map((state) => ({ state, count: migrations.filter((one) => one.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${thousands(count)} ${spelled[state]}`);
  const told = {
    journal: "",
    log: ` (by ${printable(log ?? "the log")}: there is no journal yet)`,
    nothing: " (no journal yet)",
  };
  return `${name}: ${counts.length === 0 ? "no migrations" : counts.join(", ")}${source === "unreachable" ? "" : told[source]}`;
}

/** Each trouble with the command that settles it; the same trouble of several environments is told for each. */
function troubleLines({ environments, findings }: StatusReport, { palette, glyphs, isVerbose }: TextStyle): readonly string[] {
  const told = environments.flatMap(({ environment, migrations }) =>
    migrations.flatMap(({ state, message, fix }) =>
      message === null ? [] : [{ isBad: troubles.has(state), text: `${environment}: ${message}`, fix }],
    ),
  );
  const own = findings.map(({ level, message, fix }) => ({ isBad: level !== "low", text: message, fix: fix ?? null }));
  const all = [...told, ...own];
  const shown = isVerbose ? all : all.slice(0, 10);
  const more = all.length - shown.length;
  const lines = shown.flatMap(({ isBad, text, fix }) => [
    `${isBad ? palette.bad(glyphs.bad) : palette.caution("!")} ${printable(text)}`,
    ...(fix === null ? [] : [`    ${palette.faint(printable(fix))}`]),
  ]);
  return all.length === 0 ? [] : ["", ...lines, ...(more === 0 ? [] : [`and ${thousands(more)} more (--verbose)`])];
}
