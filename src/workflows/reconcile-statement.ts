/** Settles an intent that was left open: whoever wrote it is gone, and the catalog tells what became of the statement. */

import { AppError } from "../core/app-error.ts";
import { type ApartStep, aimOfText } from "../core/journal/apart-steps.ts";
import type { EventSummary } from "../core/journal/journal-event.ts";
import { meaningOf } from "../core/migration/meaning.ts";
import { readEvents } from "../postgres/journal-store.ts";
import { type ApartRun, append, stepEvent } from "./apart-run.ts";
import { judgeStatement, settleHalf } from "./judge-statement.ts";

/**
 * Asks what became of the statement as it was sent, whatever the file says now.
 *
 * @returns its number when it has taken effect, null when it is to run (again)
 * @throws AppError DECISION_NEEDED, HISTORY_DIFFERS, CONNECT_LOST, LOCK_TIMEOUT, MIGRATION_FAILED
 */
export async function reconcile(intent: EventSummary, run: ApartRun): Promise<number | null> {
  const { migrating, context, file } = run;
  const [event] = await readEvents(migrating.target.session, [intent.seq]);
  const sql = event?.payload.sql ?? "";
  const number = event?.payload.statement ?? 0;
  const { settings, seen } = beforeOf(event?.payload.before);
  const sent = stepOf(sql, number, settings, run);
  if (sent.aim === null) throw decisionNeeded(sent, run);
  const examined = { aim: sent.aim, settings, seen, step: sent };
  const verdict = await judgeStatement(examined, run);
  const isDone = verdict.kind === "half" ? await settleHalf(verdict, examined, run) : verdict.kind === "took-effect";
  const told = isDone ? "had taken effect" : "had not taken effect";
  context.progress({
    step: `${file.migration.file} statement ${number}`,
    state: "warning",
    detail: `was interrupted; the catalog shows that it ${told}`,
  });
  if (!isDone) return null;
  await append(stepEvent("step", sent, run, { reason: "interrupted; the catalog shows that it took effect" }), run);
  if (run.steps[number - 1]?.meaning === sent.meaning) return number;
  throw new AppError({
    code: "HISTORY_DIFFERS",
    message: `${file.migration.file}: statement ${number} has taken effect as it was, and reads otherwise now: ${sql}`,
    hint: "Put it back as it was; what comes after it may be corrected.",
  });
}

/** The statement as it was sent, in the file's clothes. */
function stepOf(sql: string, number: number, settings: readonly string[], { steps }: ApartRun): ApartStep {
  const place = steps[number - 1]?.statement ?? { line: 1, column: 1 };
  return {
    number,
    statement: { sql, line: place.line, column: place.column },
    meaning: meaningOf(sql.replace(/;\s*$/, "")),
    runs: "outside",
    settings: settings.map((text) => ({ sql: text, line: place.line, column: place.column })),
    aim: aimOfText(sql),
  };
}

/** As `runOutside` wrote it. */
function beforeOf(before: unknown): { readonly settings: readonly string[]; readonly seen: unknown } {
  const parts: { settings?: unknown; seen?: unknown } = typeof before === "object" && before !== null ? before : {};
  return { settings: Array.isArray(parts.settings) ? parts.settings.map(String) : [], seen: parts.seen ?? null };
}

function decisionNeeded({ number, statement }: ApartStep, { file, migrating }: ApartRun): AppError {
  const at = `${file.migration.file}:${number}`;
  const { name } = migrating.environment;
  const text = statement.sql.replace(/\s+/g, " ").slice(0, 120);
  return new AppError({
    code: "DECISION_NEEDED",
    message: `${file.migration.file}: statement ${number} was interrupted, and nothing in the catalog tells whether it took effect: ${text}`,
    hint: `Look. If it did: lockstep repair ${name} --done ${at}   If it is to run again: lockstep repair ${name} --again ${at}`,
  });
}
