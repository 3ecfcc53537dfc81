/** A hook on the scratch copy, once, where it will run: what follows it is rehearsed on what it leaves. */

import type { Catalog } from "../core/catalog/catalog.ts";
import type { RehearsedHook } from "../core/lint/rehearsed-hook.ts";
import type { hooks } from "../core/migration/migration-layout.ts";
import type { Session } from "../postgres/session.ts";
import { readHook } from "./apply-hook.ts";
import { runRehearsedScript } from "./run-rehearsed-script.ts";

/** A hook that ran, and the copy before and after it. */
export interface SeenHook {
  readonly file: string;
  readonly text: string;
  readonly before: Catalog;
  readonly after: Catalog;
}

/** Where it runs, and who is told of it; null: nobody. */
export interface HookStage {
  readonly folder: string;
  readonly actor: Session;
  readonly read: () => Promise<Catalog>;
  readonly saw: ((hook: SeenHook) => Promise<void>) | null;
}

/** Runs it where the folder has it. @throws AppError MIGRATION_INVALID, CONNECT_LOST, INTERRUPTED */
export async function rehearseHook(
  which: keyof typeof hooks,
  { folder, actor, read, saw }: HookStage,
): Promise<readonly RehearsedHook[]> {
  const hook = readHook(folder, which);
  if (hook === null) return [];
  const { file, text, statements } = hook;
  const before = saw === null ? null : await read();
  const { failedAt } = await runRehearsedScript(statements, actor, { transaction: "one", outside: new Set(), apart: null });
  const applies =
    failedAt === null
      ? ({ verdict: "proven", why: "it ran to its end" } as const)
      : ({ verdict: "refuted", why: `line ${failedAt.line}: ${failedAt.message}` } as const);
  if (saw !== null && before !== null && failedAt === null) await saw({ file, text, before, after: await read() });
  return [{ file, applies }];
}
