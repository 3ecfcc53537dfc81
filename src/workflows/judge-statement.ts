/** What became of a statement that cannot run in a transaction: the catalog is asked by its probe, and half of one is removed or finished. */

import { AppError } from "../core/app-error.ts";
import type { ApartStep } from "../core/journal/apart-steps.ts";
import type { Aim, Verdict } from "../core/journal/probes/probe.ts";
import { lookAtCatalog, predictDefinition } from "../postgres/look-at-catalog.ts";
import { runApart } from "../postgres/run-apart.ts";
import { type ApartRun, commandOf, connectionLost } from "./apart-run.ts";
import { pauseForLocks } from "./run-inside.ts";

/** A statement and what there was before it. */
export interface Examined {
  readonly aim: Aim | null;
  /** Settings that it ran with. */
  readonly settings: readonly string[];
  readonly seen: unknown;
  readonly step: ApartStep;
}

type Half = Extract<Verdict, { readonly kind: "half" }>;

/** Asks. A statement without a probe has not taken effect, as far as anybody can tell. @throws AppError CONNECT_LOST, SQL_ERROR, RUNNER_BUSY */
export async function judgeStatement({ aim, settings, seen }: Examined, { migrating, file }: ApartRun): Promise<Verdict> {
  if (aim === null) return { kind: "did-not" };
  const { session } = migrating.target;
  const as = { owner: migrating.environment.owner, settings };
  const now = await lookAtCatalog(session, aim.query, as);
  const predicted = aim.prediction === null ? null : await predictDefinition(session, aim.prediction, as);
  const verdict = aim.judge(seen, now, predicted);
  if (verdict.kind !== "busy") return verdict;
  throw new AppError({
    code: "RUNNER_BUSY",
    message: `${file.migration.file}: ${verdict.who}.`,
    hint: "Run the same command again when it has finished.",
    retryable: true,
  });
}

/** Removes what is half there, or finishes it. @returns whether the statement has taken effect now @throws AppError CONNECT_LOST, LOCK_TIMEOUT, MIGRATION_FAILED */
export async function settleHalf({ cleanUp, afterwards }: Half, { aim, step }: Examined, run: ApartRun): Promise<boolean> {
  for (const sql of cleanUp) await cleanUpBy(sql, { step, isImpatient: aim?.isImpatient === true }, run);
  return afterwards === "took-effect";
}

async function cleanUpBy(
  sql: string,
  { step, isImpatient }: { readonly step: ApartStep; readonly isImpatient: boolean },
  run: ApartRun,
): Promise<void> {
  const { migrating, context, file, batch } = run;
  const { owner } = migrating.environment;
  const lockTimeoutMs = isImpatient ? batch.patience.lockBudgetMs : 0;
  for (let attempt = 1; ; attempt++) {
    context.progress({
      step: `${file.migration.file} statement ${step.number}`,
      state: "warning",
      detail: `stopped halfway; ${sql}`,
    });
    const surroundings = { owner, settings: step.settings, lockTimeoutMs };
    const outcome = await runApart(migrating.target.session, { ...step.statement, sql }, surroundings, null);
    if (outcome.kind === "done") return;
    if (outcome.kind === "unknown") throw connectionLost(outcome.error);
    const { state, message } = outcome.refusal;
    // the intent stays open: whoever comes next goes on from here
    if (state !== "55P03")
      throw new AppError({
        code: "MIGRATION_FAILED",
        message: `${file.migration.file}: statement ${step.number} stopped halfway, and what it left could not be settled by "${sql}": ${message} (SQLSTATE ${state}).`,
        hint: `Remove the obstacle, and run again: ${commandOf(run)}`,
      });
    await pauseForLocks({ attempt, what: message, step }, run);
  }
}
