/**
 * One statement that cannot run in a transaction: an intent with what was there before is committed, the statement runs with no timeout
 * that could leave half of it, and its step is written. Where it fails, the catalog is asked at once what it left behind.
 */

import { AppError } from "../core/app-error.ts";
import type { ApartStep } from "../core/journal/apart-steps.ts";
import type { StatementRefusal } from "../postgres/compose-transaction.ts";
import { lookAtCatalog, predictDefinition } from "../postgres/look-at-catalog.ts";
import { readOldTransactions } from "../postgres/old-transactions.ts";
import { describeHolder } from "../postgres/query-error.ts";
import { runApart } from "../postgres/run-apart.ts";
import { tellHolders } from "../postgres/tell-holders.ts";
import { type ApartRun, append, commandOf, connectionLost, recordRefusal, refusedStep, stepEvent } from "./apart-run.ts";
import { interrupted } from "./apply-migration.ts";
import { type Examined, judgeStatement, settleHalf } from "./judge-statement.ts";
import { pauseForLocks } from "./run-inside.ts";

/** Runs it to its end, its step included. @throws AppError CONNECT_LOST, MIGRATION_FAILED, MIGRATION_DIFFERS, LOCK_TIMEOUT, INTERRUPTED */
export async function runOutside(step: ApartStep, run: ApartRun): Promise<void> {
  const { context, migrating, file } = run;
  const settings = step.settings.map(({ sql }) => sql);
  for (let attempt = 1; ; attempt++) {
    await lookForOldTransactions(step, run);
    const seen = step.aim === null ? null : await lookBefore(step, run);
    await append(stepEvent("intent", step, run, { before: { settings, seen } }), run);
    const limit = step.aim?.isImpatient === true ? run.batch.patience.lockBudgetMs : 0;
    const { owner } = migrating.environment;
    const surroundings = { owner, settings: step.settings, lockTimeoutMs: limit };
    const { session, observer } = migrating.target;
    const stop = tellHolders(session, observer, (holder) => tell(`waits for ${describeHolder(holder)}`, step, run));
    const outcome = await runApart(session, step.statement, surroundings, stepEvent("step", step, run)).finally(stop);
    if (outcome.kind === "done") return;
    if (outcome.kind === "unknown") throw connectionLost(outcome.error);
    const examined: Examined = { aim: step.aim, settings, seen, step };
    const isDone = await afterRefusal(examined, outcome.refusal, run);
    if (isDone) return;
    await pauseForLocks({ attempt, what: outcome.refusal.message, step }, run);
    if (context.signal?.aborted === true) throw interrupted(file.migration.file, migrating.environment.name);
  }
}

/** What is there now. @throws AppError MIGRATION_DIFFERS where the statement must not run on it */
async function lookBefore({ aim, settings, number, statement }: ApartStep, run: ApartRun): Promise<unknown> {
  const { target, environment } = run.migrating;
  if (aim === null) return null;
  const as = { owner: environment.owner, settings: settings.map(({ sql }) => sql) };
  const seen = await lookAtCatalog(target.session, aim.query, as);
  // most statements object to nothing, and the server need not be asked what they mean
  if (aim.objection(seen, null) === null) return seen;
  const predicted = aim.prediction === null ? null : await predictDefinition(target.session, aim.prediction, as);
  const objection = aim.objection(seen, predicted);
  if (objection === null) return seen;
  throw new AppError({
    code: "MIGRATION_DIFFERS",
    message: `${run.file.migration.file}:${statement.line}: ${objection.message} Statement ${number} was not run.`,
    hint: objection.hint,
  });
}

/** True when it took effect all the same, false when it is worth another try. @throws AppError as it failed */
async function afterRefusal(examined: Examined, refusal: StatementRefusal, run: ApartRun): Promise<boolean> {
  const { step } = examined;
  const verdict = await judgeStatement(examined, run);
  const isDone = verdict.kind === "half" ? await settleHalf(verdict, examined, run) : verdict.kind === "took-effect";
  if (isDone) {
    await append(
      stepEvent("step", step, run, { reason: `the server said: ${refusal.message}; the catalog shows that it took effect` }),
      run,
    );
    return true;
  }
  // only what waits with a limit is tried again
  if (refusal.state === "55P03" && step.aim?.isImpatient === true) return false;
  await recordRefusal(step, refusal, run);
  const left =
    verdict.kind === "half"
      ? "What it left behind was removed: nothing INVALID is left."
      : verdict.kind === "did-not" && step.aim !== null
        ? "It left nothing behind."
        : "What it had committed before it failed stays.";
  const elsewhere = step.aim?.leftElsewhere(refusal.message) ?? null;
  if (elsewhere === null) throw refusedStep(step, refusal, run, left);
  const { code, message } = refusedStep(step, refusal, run, elsewhere.message);
  throw new AppError({ code, message, hint: `${elsewhere.hint} Then: ${commandOf(run)}` });
}

/** Says what it will wait for, and refuses to wait for what ends by nobody. @throws AppError LOCK_TIMEOUT */
async function lookForOldTransactions(step: ApartStep, run: ApartRun): Promise<void> {
  const { aim } = step;
  const { migrating, file, batch } = run;
  if (aim === null || aim.waitsFor === null) return;
  const deadline = performance.now() + batch.patience.lockBudgetMs;
  for (;;) {
    const found = await readOldTransactions(migrating.target.session, aim.waitsFor.relation);
    const { prepared, sessions, backups } = found;
    if (prepared.length === 0) {
      for (const who of sessions) tell(`may wait for ${who}`, step, run);
      for (const who of backups) tell(`runs beside ${who}`, step, run);
      return;
    }
    // a transaction manager ends its own within moments
    if (performance.now() >= deadline)
      throw new AppError({
        code: "LOCK_TIMEOUT",
        message: `${file.migration.file}:${step.statement.line}: it would wait for ever: prepared transaction ${prepared.join(", ")} holds locks on the same table. Nothing of the statement has happened.`,
        hint: "Whoever prepared it ends it with COMMIT PREPARED or ROLLBACK PREPARED; then run the same command again.",
        retryable: true,
      });
    await migrating.sleep(250);
  }
}

function tell(detail: string, { number }: ApartStep, { file, context }: ApartRun): void {
  context.progress({ step: `${file.migration.file} statement ${number}`, state: "warning", detail });
}
