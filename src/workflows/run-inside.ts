/** One statement of a file that runs statement by statement, where it can run in a transaction: in one of its own, with its event. */

import { AppError } from "../core/app-error.ts";
import type { ApartStep } from "../core/journal/apart-steps.ts";
import { lossState } from "../postgres/loss-guard.ts";
import { describeHolders } from "../postgres/query-error.ts";
import { runTransaction } from "../postgres/run-transaction.ts";
import { type ApartRun, commandOf, connectionLost, limitsOf, recordRefusal, refusedStep, stepEvent } from "./apart-run.ts";
import { interrupted, journalAltered, pauseAfter } from "./apply-migration.ts";
import { lossyRollback, noConsent } from "./consent.ts";

/** active_sql_transaction · invalid_transaction_termination: it wants to be alone, which its text did not show. */
const wantsToBeAlone: ReadonlySet<string> = new Set(["25001", "2D000"]);

/**
 * Runs it; again while locks are not to be had.
 *
 * @returns false where the server says that it cannot run in a transaction; nothing has happened then
 * @throws AppError CONNECT_LOST, MIGRATION_FAILED, LOCK_TIMEOUT, JOURNAL_ALTERED, INTERRUPTED
 */
export async function runInside(step: ApartStep, run: ApartRun): Promise<boolean> {
  const { batch, migrating, context, file } = run;
  const { target, environment } = migrating;
  const { patience } = batch;
  for (let attempt = 1; ; attempt++) {
    const outcome = await runTransaction(target.session, target.observer, {
      statements: [...step.settings, ...(file.guards?.(step.statement) ?? []), step.statement],
      event: stepEvent("step", step, run),
      limits: limitsOf(run),
      check: null,
    });
    if (outcome.kind === "committed") return true;
    if (outcome.kind === "unknown") throw connectionLost(outcome.error);
    if (outcome.kind === "refused" && wantsToBeAlone.has(outcome.refusal.state)) return false;
    if (outcome.kind === "refused" && outcome.refusal.state === lossState)
      throw lossyRollback(
        [outcome.refusal.message],
        { environment: environment.name, line: `lockstep rollback ${environment.name}` },
        noConsent,
      );
    const altered =
      outcome.kind === "refused" ? journalAltered(`${file.migration.file}: statement ${step.number}`, outcome.refusal) : null;
    if (altered !== null) throw altered;
    if (outcome.kind === "refused") {
      await recordRefusal(step, outcome.refusal, run);
      throw refusedStep(step, outcome.refusal, run, "Nothing of it has happened.");
    }
    // nothing is checked, so that nothing is rejected
    const holders = outcome.kind === "blocked" ? outcome.holders : [];
    const what = `locks were not to be had within ${patience.lockBudgetMs / 1000} s, held by ${describeHolders(holders)}`;
    await pauseForLocks({ attempt, what, step }, run);
    if (context.signal?.aborted === true) throw interrupted(file.migration.file, environment.name);
  }
}

/** Waits before the next attempt. @throws AppError LOCK_TIMEOUT when it was the last */
export async function pauseForLocks(
  { attempt, what, step }: { readonly attempt: number; readonly what: string; readonly step: ApartStep },
  run: ApartRun,
): Promise<void> {
  const { batch, migrating, context, file, steps } = run;
  const name = file.migration.file;
  if (attempt >= batch.patience.attempts)
    throw new AppError({
      code: "LOCK_TIMEOUT",
      message: `${name}: statement ${step.number} of ${steps.length}: ${what}, in ${attempt} attempts. What stands before it is done and stays.`,
      hint: `Try again when it has finished: ${commandOf(run)}`,
      retryable: true,
    });
  const pauseMs = pauseAfter(attempt);
  context.progress({
    step: `${name} waits`,
    state: "warning",
    detail: `statement ${step.number}: ${what}; nothing is held now, trying again in ${(pauseMs / 1000).toFixed(1)} s (${attempt} of ${batch.patience.attempts})`,
  });
  await migrating.sleep(pauseMs);
}
