/** Rehearsals as text: per migration what held and what did not, what it locked, and what was predicted otherwise. */

import type { RehearsalVerdict, RehearsedMigration } from "../lint/rehearsal.ts";
import type { RehearsedHook } from "../lint/rehearsed-hook.ts";
import { countOf } from "./count-words.ts";
import { printable } from "./printable.ts";
import type { TextStyle } from "./text-style.ts";
import { wrapLines } from "./wrap-text.ts";

/** What is shown. */
export interface RehearsalReport {
  readonly source: string;
  readonly role: string;
  readonly serverVersion: number;
  readonly migrations: readonly RehearsedMigration[];
  readonly notRun: readonly string[];
  readonly hooks: readonly RehearsedHook[];
  readonly rows: { readonly tables: number; readonly empty: readonly { readonly table: string; readonly why: string }[] };
  readonly leftOut: readonly { readonly id: string; readonly why: string }[];
  readonly evidence: string | null;
}

/** The report for a terminal. */
export function rehearsalText(report: RehearsalReport, style: TextStyle): string {
  const { palette, width, isQuiet } = style;
  const { source, role, serverVersion, migrations, notRun, hooks, rows, leftOut, evidence } = report;
  const filled = rows.tables - rows.empty.length;
  const head = `${palette.strong(`Rehearsed on a copy of ${printable(source)}`)}: PostgreSQL ${serverVersion}, as ${printable(role)}, ${countOf(filled, "table")} with fabricated rows`;
  const gaps = [
    ...rows.empty.map(({ table, why }) => `${table} stayed empty: ${why}`),
    ...leftOut.map(({ id, why }) => `not in the copy: ${id} (${why})`),
  ];
  const lines = [
    head,
    ...migrations.flatMap((migration) => ["", ...migrationLines(migration, style)]),
    ...hooks.flatMap(({ file, applies }) => ["", palette.strong(printable(file)), verdict("runs", applies, style)]),
    ...(notRun.length === 0 ? [] : ["", printable(`Not run, as one before failed: ${notRun.join(", ")}`)]),
    ...(gaps.length === 0 ? [] : ["", ...gaps.map(printable)]),
    "",
    verdictLine(report),
    ...(evidence === null ? [] : [palette.faint(printable(`evidence: ${evidence}`))]),
  ];
  const shown = isQuiet ? [verdictLine(report)] : lines;
  return wrapLines(shown, width, "    ");
}

/** True when every migration that was tried ran, and nothing about it was refuted. */
export function holds({ applies, idempotent, rollback, predictionErrors }: RehearsedMigration): boolean {
  return [applies, idempotent, rollback].every(({ verdict }) => verdict !== "refuted") && predictionErrors.length === 0;
}

function migrationLines(migration: RehearsedMigration, style: TextStyle): readonly string[] {
  const { palette, isVerbose } = style;
  const { file, applies, idempotent, rollback, locks, costs, skipped, predictionErrors } = migration;
  const held = Object.entries(locks).map(([relation, mode]) => {
    const work = costs[relation] ?? [];
    return `  ${mode}  ${printable(relation)}${work.length === 0 ? "" : `  ${work.join(", ")}`}`;
  });
  const few = isVerbose || held.length <= 12 ? held : [...held.slice(0, 11), `  and ${held.length - 11} more (--verbose)`];
  return [
    palette.strong(printable(file)),
    verdict("runs", applies, style),
    verdict("rollback", rollback, style),
    verdict("idempotent", idempotent, style),
    ...skipped.map((notice) => `  ${palette.caution("skipped")}     ${printable(notice)}`),
    ...few,
    ...predictionErrors.map(
      ({ relation, what, predicted, observed }) =>
        `  ${palette.bad("our mistake")} ${what} of ${printable(relation)}: lint says ${predicted}, seen was ${observed}. Please report it.`,
    ),
  ];
}

function verdict(what: string, { verdict: word, why }: RehearsalVerdict, { palette, glyphs }: TextStyle): string {
  const sign = { proven: palette.good(glyphs.good), refuted: palette.bad(glyphs.bad), unproven: palette.caution("?") }[word];
  return `  ${sign} ${what.padEnd(10)}  ${printable(why)}`;
}

/** True when every hook that was tried ran. */
export function hooksHold({ hooks }: Pick<RehearsalReport, "hooks">): boolean {
  return hooks.every(({ applies }) => applies.verdict !== "refuted");
}

function verdictLine(report: RehearsalReport): string {
  const { migrations, notRun } = report;
  if (migrations.length === 0) return "Nothing is pending: there was nothing to rehearse.";
  const bad = migrations.filter((migration) => !holds(migration)).length + notRun.length;
  if (bad === 0 && !hooksHold(report))
    return `${countOf(migrations.length, "migration")} rehearsed; a hook around them is not fit to run.`;
  if (bad === 0) return `${countOf(migrations.length, "migration")} rehearsed, nothing was refuted.`;
  return `${countOf(migrations.length + notRun.length, "migration")}, ${bad} not fit to run.`;
}
