/**
 * The hooks of a folder: SQL that runs before and after a batch, and only when there is a batch. Each runs in one transaction with its event,
 * so that whoever finds what it did finds who ran it, and a connection that breaks leaves the answer to the journal.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../core/app-error.ts";
import { messageOf } from "../core/message-of.ts";
import { type Checksum, checksumOf } from "../core/migration/checksum.ts";
import { hooks } from "../core/migration/migration-layout.ts";
import { refuseProblems } from "../core/migration/migration-problem.ts";
import { type MigrationStatement, readMigration } from "../core/migration/read-migration.ts";
import type { StatementRefusal } from "../postgres/compose-transaction.ts";
import { appendEvent, readSummaries } from "../postgres/journal-store.ts";
import { describeHolders } from "../postgres/query-error.ts";
import { runTransaction } from "../postgres/run-transaction.ts";
import { readSqlText } from "../project/sql-text.ts";
import { type ApplyMeans, type Batch, journalAltered, mostLosses, placed } from "./apply-migration.ts";
import { transactionLimits } from "./transaction-limits.ts";

/** The hooks that the folder has: whoever approves a plan approves them too. @throws AppError FILE_UNREADABLE */
export function hookChecksums(folder: string): readonly { readonly file: string; readonly checksum: Checksum }[] {
  return [hooks.before, hooks.after]
    .filter((file) => existsSync(join(folder, file)))
    .map((file) => ({ file, checksum: checksumOf(readSqlText(join(folder, file)).text) }));
}

/** A hook. */
interface Hook {
  readonly file: string;
  readonly text: string;
  readonly statements: readonly MigrationStatement[];
}

/** Reads one; null where there is no such hook, or nothing in it. @throws AppError MIGRATION_INVALID */
export function readHook(folder: string, which: keyof typeof hooks): Hook | null {
  const file = hooks[which];
  if (!existsSync(join(folder, file))) return null;
  const { text, problem } = readSqlText(join(folder, file));
  const { statements, problems } = readMigration(file, text);
  refuseProblems([...(problem === null ? [] : [{ rule: "not-utf8" as const, file, ...problem }]), ...problems]);
  return statements.length === 0 ? null : { file, text, statements };
}

/** Runs a hook where the folder has it. @throws AppError HOOK_FAILED with what that means for the batch; MIGRATION_INVALID, JOURNAL_ALTERED */
export async function applyHook(which: keyof typeof hooks, batch: Batch, { migrating, context }: ApplyMeans): Promise<void> {
  const { folder, target, environment } = migrating;
  // what cannot run is to be known before anything has
  if (which === "before") readHook(folder, "after");
  const hook = readHook(folder, which);
  if (hook === null) return;
  const { file, text, statements } = hook;
  const { checkHook } = batch;
  const run = { which, hook, batch, migrating };
  context.progress({ step: `run ${file}`, state: "start" });
  const columns = { version: null, file, checksum: checksumOf(text) };
  const role = environment.owner === null ? {} : { role: environment.owner };
  for (let losses = 1; ; losses++) {
    const event = migrating.event({ event: "hook", ...columns }, { sql: text, batch: batch.id, ...role });
    const limits = transactionLimits(batch.patience, migrating, context);
    const outcome = await runTransaction(target.session, target.observer, {
      statements,
      event,
      limits,
      check: checkHook ? () => checkHook(file) : null,
    });
    if (outcome.kind === "committed") return;
    if (outcome.kind === "unknown") {
      await target.reconnect();
      if ((await readSummaries(target.session)).some(({ attempt }) => attempt === event.attempt)) return;
      if (losses <= mostLosses) continue;
      throw hookFailed(run, `${file}: the connection broke ${losses} times while it ran: ${messageOf(outcome.error)}.`);
    }
    if (outcome.kind === "rejected")
      throw hookFailed(run, `${file} did not lead to the schema that it led to on the copy: ${outcome.why}.`);
    throw await refused(outcome, run);
  }
}

interface HookRun {
  readonly which: keyof typeof hooks;
  readonly hook: Hook;
  readonly batch: Batch;
  readonly migrating: ApplyMeans["migrating"];
}

async function refused(
  outcome: Extract<Awaited<ReturnType<typeof runTransaction>>, { readonly kind: "refused" | "blocked" }>,
  run: HookRun,
): Promise<AppError> {
  const { hook, batch, migrating } = run;
  const { file, text } = hook;
  const { refusal } = outcome;
  const altered = journalAltered(file, refusal);
  if (altered !== null) return altered;
  const event = migrating.event(
    { event: "failed", version: null, file, checksum: checksumOf(text) },
    { reason: placed(refusal), sqlState: refusal.state, batch: batch.id },
  );
  // that it failed is worth knowing, and not worth failing over
  await appendEvent(migrating.target.session, event).catch(() => undefined);
  const held =
    outcome.kind === "blocked"
      ? ` Its locks were not to be had within ${batch.patience.lockBudgetMs / 1000} s, held by ${describeHolders(outcome.holders)}.`
      : "";
  return hookFailed(run, `${placeOf(file, refusal)}: ${refusal.message} (SQLSTATE ${refusal.state}).${held}`);
}

function placeOf(file: string, { line, column }: StatementRefusal): string {
  return line === null ? file : `${file}:${line}:${column ?? 1}`;
}

function hookFailed({ which, migrating }: HookRun, what: string): AppError {
  const then =
    which === "before"
      ? "Nothing of it has happened, and no migration was run."
      : "The migrations before it are applied, and stay so; nothing of the hook has happened.";
  return new AppError({
    code: "HOOK_FAILED",
    message: `${what} ${then}`,
    hint:
      which === "before"
        ? `Correct it, and run again: lockstep apply ${migrating.environment.name}`
        : "Correct it. It runs after the next batch; what it should have done now, do by hand.",
  });
}
