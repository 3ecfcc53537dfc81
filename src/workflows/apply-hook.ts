/** The hooks of a folder: SQL that runs before and after a batch, each in a transaction of its own, and only when there is a batch. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../core/app-error.ts";
import { messageOf } from "../core/message-of.ts";
import { type Checksum, checksumOf } from "../core/migration/checksum.ts";
import { hooks } from "../core/migration/migration-layout.ts";
import { refuseProblems } from "../core/migration/migration-problem.ts";
import { type MigrationStatement, readMigration } from "../core/migration/read-migration.ts";
import { runHook } from "../postgres/run-hook.ts";
import { readSqlText } from "../project/sql-text.ts";
import type { Migrating } from "./migrating.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** The hooks that the folder has: whoever approves a plan approves them too. @throws AppError FILE_UNREADABLE */
export function hookChecksums(folder: string): readonly { readonly file: string; readonly checksum: Checksum }[] {
  return [hooks.before, hooks.after]
    .filter((file) => existsSync(join(folder, file)))
    .map((file) => ({ file, checksum: checksumOf(readSqlText(join(folder, file)).text) }));
}

/** Its statements; none where there is no such hook. @throws AppError MIGRATION_INVALID */
function readHook(folder: string, file: string): readonly MigrationStatement[] {
  if (!existsSync(join(folder, file))) return [];
  const { text, problem } = readSqlText(join(folder, file));
  const { statements, problems } = readMigration(file, text);
  refuseProblems([...(problem === null ? [] : [{ rule: "not-utf8" as const, file, ...problem }]), ...problems]);
  return statements;
}

/** Runs a hook where the folder has it. @throws AppError HOOK_FAILED with what that means for the batch; MIGRATION_INVALID */
export async function applyHook(
  which: keyof typeof hooks,
  { folder, target, environment }: Migrating,
  lockTimeoutMs: number,
  context: WorkflowContext,
): Promise<void> {
  const file = hooks[which];
  // what cannot run is to be known before anything has
  if (which === "before") readHook(folder, hooks.after);
  const statements = readHook(folder, file);
  if (statements.length === 0) return;
  context.progress({ step: `run ${file}`, state: "start" });
  const refused = await runHook(target.session, statements, { owner: environment.owner, lockTimeoutMs });
  if (refused === null) return;
  if ("error" in refused) {
    await target.reconnect();
    throw hookLost(which, file, refused.error);
  }
  const { statement, message, state } = refused;
  const place = statement === null ? file : `${file}:${statement.line}:${statement.column}`;
  const then =
    which === "before"
      ? "No migration was run."
      : "The migrations before it are applied, and stay so; nothing of the hook has happened.";
  throw new AppError({
    code: "HOOK_FAILED",
    message: `${place}: ${message} (SQLSTATE ${state}). ${then}`,
    hint:
      which === "before"
        ? `Correct it, and run again: lockstep apply ${environment.name}`
        : "Correct it. It runs after the next batch; what it should have done now, do by hand.",
  });
}

function hookLost(which: keyof typeof hooks, file: string, cause: unknown): AppError {
  const then = which === "before" ? "No migration was run." : "The migrations before it are applied, and stay so.";
  return new AppError({
    code: "HOOK_FAILED",
    message: `${file}: the connection broke while it ran: ${messageOf(cause)}. Whether it has happened is not known: hooks are not in the journal. ${then}`,
    hint:
      which === "before"
        ? "Run the same command again; the hook runs again too."
        : "Look, and do by hand what it should have done.",
    cause,
  });
}
