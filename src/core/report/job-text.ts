/** Data jobs as text: a run that has just ended, the ledger, a verification. */

import type { JobPreview } from "../backfill/job-preview.ts";
import type { JobRecord } from "../backfill/job-record.ts";
import type { JobTotals, QuarantinedRow } from "../backfill/job-run.ts";
import { byteWords } from "../byte-words.ts";
import { confirming } from "../confirming.ts";
import { countOf, listOf, thousands } from "./count-words.ts";
import { durationWords } from "./duration-words.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { wrapLines } from "./wrap-text.ts";

/** How a call ended. */
export type JobEnding = "done" | "done-before" | "blocked" | "unsettled" | "paused" | "cancelled" | "interrupted";

/** What is shown of a run. */
export interface JobRunReport {
  readonly job: string;
  readonly environment: string;
  readonly isProtected: boolean;
  readonly table: string;
  readonly run: JobRecord;
  readonly totals: JobTotals;
  readonly ending: JobEnding;
  readonly isResumed: boolean;
  readonly here: { readonly read: number; readonly written: number; readonly batches: number; readonly seconds: number };
  readonly stillAsking: number;
  readonly quarantine: readonly QuarantinedRow[];
  readonly grownBytes: number;
  readonly walBytes: number | null;
  /** How long it was held back, and by what. */
  readonly throttled: readonly { readonly cause: string; readonly ms: number }[];
}

/** A run that has just ended. */
export function jobRunText(report: JobRunReport, style: TextStyle): string {
  const { palette, glyphs, isQuiet } = style;
  const isGood = report.ending === "done" || report.ending === "done-before";
  const mark = isGood ? palette.good(glyphs.good) : palette.bad(glyphs.bad);
  const lines = [`${mark} ${palette.strong(printable(headOf(report)))}`];
  if (!isQuiet)
    lines.push(
      ...[...bodyOf(report), ...quarantineLines(report.quarantine, report.totals), ...nextOf(report)].map((line) => `  ${line}`),
    );
  return inLines(lines, style);
}

function headOf({ job, environment, ending, totals, stillAsking }: JobRunReport): string {
  const on = `${job} on ${environment}`;
  switch (ending) {
    case "done":
      return `${on}: done. ${countOf(totals.written, "row")} written of ${thousands(totals.read)}.`;
    case "done-before":
      return `${on}: was done before, nothing was left to do.`;
    case "blocked":
      return `${on}: went through, but ${countOf(totals.openQuarantine, "row")} would not go.`;
    case "unsettled":
      return `${on}: went through, but ${countOf(stillAsking, "row")} still ask for it.`;
    case "paused":
      return `${on}: paused.`;
    case "cancelled":
      return `${on}: cancelled. What was done stays done.`;
    case "interrupted":
      return `${on}: stopped after the batch in hand.`;
  }
}

function bodyOf({ ending, here, isResumed, grownBytes, walBytes, run, totals, throttled }: JobRunReport): readonly string[] {
  if (ending === "done-before")
    return [`It ended ${run.finishedAt ?? ""}; ${thousands(totals.written)} rows were written. --again begins anew.`];
  const rate = here.seconds < 0.05 ? "" : `, ${thousands(Math.round(here.read / here.seconds))} rows/s`;
  const now = `${countOf(here.read, "row")} in ${countOf(here.batches, "batch")}, ${durationWords(here.seconds * 1_000)}${rate}`;
  const held = throttled.filter(({ ms }) => ms >= 100);
  return [
    isResumed ? `went on with the run of ${run.startedAt} by ${printable(run.actor)}: ${now}` : now,
    ...(held.length === 0 ? [] : [`held back: ${held.map(({ cause, ms }) => `${cause} ${durationWords(ms)}`).join(", ")}`]),
    ...(grownBytes > 0 ? [`the table grew by ${byteWords(grownBytes)}; vacuum makes the room free again`] : []),
    ...(walBytes === null ? [] : [`the server wrote ${byteWords(walBytes)} of WAL meanwhile`]),
  ];
}

function nextOf({ ending, job, environment, isProtected }: JobRunReport): readonly string[] {
  const words = `${job} --env ${environment}`;
  const run = confirming(`lockstep backfill run ${words}`, { name: environment, protected: isProtected });
  switch (ending) {
    case "blocked":
      return [`try them again: ${run} --retry-quarantine`, `leave them as they are: ${run} --accept-quarantine --reason "…"`];
    case "unsettled":
      return ["A trigger may put them back, or writers are faster: look at some of them, then run it again."];
    case "paused":
      return [`go on: lockstep backfill resume ${words}, then ${run}`];
    case "interrupted":
      return [`go on: ${run}`];
    case "done":
      return [`prove it: lockstep backfill verify ${words}`];
    case "done-before":
    case "cancelled":
      return [];
  }
}

/** A job that was not run. */
export function jobPreviewText(report: JobPreview, style: TextStyle): string {
  const { palette, glyphs, isQuiet } = style;
  const { job, environment, table, key, writes, rows, bytes, chunks, statement, explained, open, warnings } = report;
  const what = `${listOf(writes)} of ${table}, about ${countOf(Math.round(rows), "row")} (${byteWords(bytes)})`;
  const lines = [
    `  along ${listOf(key)}, in ${countOf(chunks, "chunk")}; an update of every row may double the table until it is vacuumed`,
    ...(open === null ? [] : [`  goes on with the run of ${open.startedAt} by ${printable(open.actor)}`]),
    ...warnings.map((warning) => `  ${palette.caution(glyphs.caution)} ${printable(warning)}`),
    palette.faint("  a first batch:"),
    ...statement.split("\n").map((line) => `    ${printable(line.trim())}`),
    ...explained.map((line) => palette.faint(`    ${printable(line)}`)),
  ];
  return inLines([palette.strong(printable(`${job} on ${environment} would change ${what}.`)), ...(isQuiet ? [] : lines)], style);
}

/** What is shown of one job in the ledger. */
export interface JobStatusReport {
  readonly run: JobRecord;
  readonly totals: JobTotals;
  readonly quarantine: readonly QuarantinedRow[];
}

/** The ledger. */
export function jobStatusText(
  report: {
    readonly environment: string;
    readonly jobs: readonly JobStatusReport[];
    readonly neverRan: readonly string[];
    readonly neverEncrypted: readonly string[];
  },
  style: TextStyle,
): string {
  const { palette, isQuiet } = style;
  const { environment, jobs, neverRan, neverEncrypted } = report;
  const head = jobs.length === 0 ? `${environment}: no job has run here.` : `${environment}: ${countOf(jobs.length, "job run")}`;
  const lines = jobs.flatMap(({ run, totals, quarantine }) => [
    `  ${palette.strong(printable(run.name))}  ${run.kind}  ${stateWords(run, totals)}`,
    `    ${progressWords(run, totals)}`,
    ...(run.reason === null ? [] : [`    ${printable(run.reason)}`]),
    ...(totals.workers.length === 0 ? [] : [palette.faint(`    at work: ${printable(listOf(totals.workers))}`)]),
    ...quarantineLines(quarantine, totals).map((line) => `    ${line}`),
  ]);
  const never = [
    ...(neverRan.length === 0 ? [] : [`  never ran here: ${printable(listOf(neverRan))}`]),
    ...(neverEncrypted.length === 0
      ? []
      : [`  encryption, never ran here: ${printable(listOf(neverEncrypted))} (lockstep encrypt run JOB --env ${environment})`]),
  ].map(palette.faint);
  return inLines([palette.strong(printable(head)), ...(isQuiet ? [] : [...lines, ...never])], style);
}

function stateWords({ state, finishedAt }: JobRecord, { chunks, chunksDone, openQuarantine, workers }: JobTotals): string {
  if (state === "done") return `done ${finishedAt ?? ""}`;
  if (state !== "open") return state;
  if (workers.length > 0) return "running";
  return chunks === chunksDone && openQuarantine > 0 ? "waits for a decision" : "not running; the same command goes on";
}

function progressWords({ rows }: JobRecord, { read, written, wrong, chunks, chunksDone }: JobTotals): string {
  // an estimate of old is no measure of what has come to its end
  const share =
    rows <= 0 || chunksDone === chunks ? "" : ` (about ${Math.min(100, Math.floor((100 * read) / Math.max(rows, read)))} %)`;
  const wrongs = wrong === 0 ? "" : `, ${thousands(wrong)} wrong`;
  return `${countOf(read, "row")} read${share}, ${thousands(written)} written${wrongs}, ${chunksDone} of ${countOf(chunks, "chunk")}`;
}

/** What is shown of a verification. */
export interface JobVerifyReport {
  readonly job: string;
  readonly environment: string;
  readonly expected: string;
  readonly isRight: boolean;
  readonly ending: string;
  readonly totals: JobTotals;
  readonly quarantine: readonly QuarantinedRow[];
}

/** A verification. */
export function jobVerifyText(report: JobVerifyReport, style: TextStyle): string {
  const { palette, glyphs, isQuiet } = style;
  const { job, environment, expected, isRight, ending, totals, quarantine } = report;
  const mark = isRight ? palette.good(glyphs.good) : palette.bad(glyphs.bad);
  const all = countOf(totals.read, "row");
  const verdict = isRight
    ? `${all} looked at, none is wrong.`
    : ending === "done"
      ? `${thousands(totals.wrong)} of ${all} are wrong.`
      : `${ending} after ${all}; nothing is proven.`;
  const rows = quarantine.map(({ key, reason }) => `  (${printable(key.join(", "))})  ${printable(reason)}`);
  return inLines(
    [
      `${mark} ${palette.strong(printable(`${job} on ${environment}: ${verdict}`))}`,
      ...(isQuiet ? [] : [palette.faint(`  right is: ${printable(expected)}`), ...rows]),
    ],
    style,
  );
}

/** Rows that would not go, by their keys; values are never shown, as they are never kept. */
function quarantineLines(rows: readonly QuarantinedRow[], { quarantined }: JobTotals): readonly string[] {
  const shown = rows.slice(0, 8).map(({ key, state, reason, acknowledgedBy, acknowledgedBecause }) => {
    const accepted = acknowledgedBy === null ? "" : `; accepted by ${acknowledgedBy}: ${acknowledgedBecause ?? ""}`;
    // codes of our own tell a reader nothing that the reason has not said
    const code = state.startsWith("LS") ? "" : `, ${state}`;
    return printable(`(${key.join(", ")})  ${reason}${code}${accepted}`);
  });
  return quarantined > shown.length ? [...shown, `and ${thousands(quarantined - shown.length)} more`] : shown;
}

function inLines(lines: readonly string[], { width }: TextStyle): string {
  return wrapLines(lines, width, (line) => `${/^ */.exec(line)?.[0] ?? ""}  `);
}
