/** A train as text and as Markdown: its steps, what rode, what is where when it failed, and what comes next. */

import type { Checklist } from "../release/checklist.ts";
import type { StepOutcome, TrainOutcome } from "../release/train-steps.ts";
import { checklistText } from "./checklist-text.ts";
import { countOf } from "./count-words.ts";
import { durationWords } from "./duration-words.ts";
import { markdownText } from "./markdown-text.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { wrapLines } from "./wrap-text.ts";

/** What is shown. */
export interface SyncReport {
  readonly environment: string;
  readonly train: string | null;
  readonly outcome: TrainOutcome;
  readonly steps: readonly StepOutcome[];
  readonly riding: readonly { readonly file: string; readonly risk: string }[];
  readonly staying: readonly { readonly file: string; readonly why: string }[];
  readonly checklist: Checklist | null;
  readonly planHash: string | null;
  readonly acknowledgements: readonly { readonly flag: string; readonly file: string; readonly why: string }[];
  readonly applied: readonly { readonly file: string }[];
  readonly finished: readonly string[];
  readonly failure: { readonly message: string; readonly hint: string | null } | null;
  readonly rollback: {
    readonly files: readonly string[];
    readonly verdict: "lossless" | "lossy" | "refused";
    readonly losses: readonly string[];
    readonly why: string | null;
    readonly command: string;
    readonly isDone: boolean;
  } | null;
  readonly next: { readonly files: readonly string[]; readonly opens: string | null } | null;
}

/** The report for a terminal. */
export function syncText(report: SyncReport, style: TextStyle): string {
  const { palette, width, isQuiet } = style;
  const shown = isQuiet
    ? [printable(headOf(report))]
    : [
        palette.strong(printable(headOf(report))),
        ...report.steps.map((step) => stepLine(step, style)),
        ...(report.outcome === "dry-run" ? report.riding.map(({ file, risk }) => `  rides: ${printable(file)} (${risk})`) : []),
        ...tailLines(report).map(printable),
      ];
  const text = wrapLines(shown, width, "      ");
  const showsChecklist = report.outcome === "dry-run" && report.checklist !== null && !isQuiet;
  return showsChecklist ? `${text}\n${checklistText({ ...report, isProtected: true, staying: [] }, style)}` : text;
}

/** The report for a pull request or a summary. */
export function syncMarkdown(report: SyncReport): string {
  const rows = report.steps.map(
    ({ step, state, detail, ms }) => `| ${step} | ${state} | ${markdownText(detail)} | ${durationWords(ms)} |`,
  );
  const table = rows.length === 0 ? [] : ["", "| Step | | What | Time |", "| --- | --- | --- | ---: |", ...rows];
  return `${[`**${printable(headOf(report))}**`, ...table, ...tailLines(report).map((line) => `\n${printable(line)}`)].join("\n")}\n`;
}

function headOf({ environment, train, outcome, applied, finished, riding }: SyncReport): string {
  const name = train ?? environment;
  switch (outcome) {
    case "done":
      return `${name}: ${countOf(applied.length + finished.length, "migration")} applied, verified and done.`;
    case "empty":
      return `${name}: nothing is on board; the train has closed itself.`;
    case "failed":
      return `${name}: the train has failed.`;
    case "stopped":
      return `${name}: stopped as asked; lockstep sync ${environment} goes on.`;
    case "dry-run":
      return `${name}: ${countOf(riding.length, "migration")} would ride; nothing was done.`;
  }
}

function stepLine({ step, state, detail, ms }: StepOutcome, { palette, glyphs }: TextStyle): string {
  const mark =
    state === "done" ? palette.good(glyphs.good) : state === "failed" ? palette.bad(glyphs.bad) : palette.faint(glyphs.dot);
  const time = ms < 100 ? "" : palette.faint(` ${durationWords(ms)}`);
  return `  ${mark} ${step.padEnd(10)} ${printable(detail)}${time}`;
}

function tailLines({ staying, failure, rollback, applied, next, outcome }: SyncReport): readonly string[] {
  return [
    ...staying.map(({ file, why }) => `${file} stays: ${why}`),
    ...(failure === null ? [] : [failure.message, ...(failure.hint === null ? [] : failure.hint.split("\n"))]),
    ...(outcome === "failed" ? [committedLine(applied, rollback)] : []),
    ...(rollback === null || rollback.isDone ? [] : [rollbackLine(rollback)]),
    ...(next === null ? [] : [nextLine(next, staying.length)]),
  ];
}

function committedLine(applied: SyncReport["applied"], rollback: SyncReport["rollback"]): string {
  if (rollback?.isDone === true) return `Undone again: ${rollback.files.join(", ")}.`;
  const files = rollback?.files ?? applied.map(({ file }) => file);
  return files.length === 0 ? "Nothing is committed." : `Committed, and still there: ${files.join(", ")}.`;
}

function rollbackLine({ verdict, losses, why, command }: NonNullable<SyncReport["rollback"]>): string {
  if (verdict === "refused") return `There is no way back by itself: ${why}`;
  if (verdict === "lossy") return `Going back would lose ${losses.join(", ")}: ${command}`;
  return `Going back loses nothing at this moment: ${command}`;
}

function nextLine({ files, opens }: NonNullable<SyncReport["next"]>, staying: number): string {
  const when = opens === null ? "" : `, ${opens}`;
  const none = staying === 0 ? "nothing is pending yet" : "nothing can ride yet, what stays has to change first";
  return `Next train${when}: ${files.length === 0 ? none : files.join(", ")}.`;
}
