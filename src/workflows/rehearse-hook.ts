/** A hook on the scratch copy, once, where it will run: what follows it is rehearsed on what it leaves. */

import type { RehearsedHook } from "../core/lint/rehearsed-hook.ts";
import type { hooks } from "../core/migration/migration-layout.ts";
import type { Session } from "../postgres/session.ts";
import { readHook } from "./apply-hook.ts";
import { runRehearsedScript } from "./run-rehearsed-script.ts";

/** Runs it where the folder has it. @throws AppError MIGRATION_INVALID, CONNECT_LOST, INTERRUPTED */
export async function rehearseHook(folder: string, which: keyof typeof hooks, actor: Session): Promise<readonly RehearsedHook[]> {
  const hook = readHook(folder, which);
  if (hook === null) return [];
  const { file, statements } = hook;
  const { failedAt } = await runRehearsedScript(statements, actor, { transaction: "one", outside: new Set(), apart: null });
  const applies =
    failedAt === null
      ? ({ verdict: "proven", why: "it ran to its end" } as const)
      : ({ verdict: "refuted", why: `line ${failedAt.line}: ${failedAt.message}` } as const);
  return [{ file, applies }];
}
