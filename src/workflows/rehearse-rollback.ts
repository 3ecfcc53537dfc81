/** A rollback on a scratch copy, before it happens on a protected environment: does it run, and does it lead back to where it came from. */

import { AppError } from "../core/app-error.ts";
import type { Catalog } from "../core/catalog/catalog.ts";
import { fingerprint } from "../core/catalog/fingerprint.ts";
import type { Change } from "../core/diff/change.ts";
import { compareCatalogs } from "../core/parity/compare-catalogs.ts";
import { expectedCatalog } from "../core/parity/expected-catalog.ts";
import { readApplyingRole } from "../postgres/applying-role.ts";
import type { Migrating } from "./migrating.ts";
import { comparable, leftOutOf, type Prediction } from "./predict.ts";
import { runOnCopy } from "./run-on-copy.ts";
import { withScratchActor } from "./scratch-actor.ts";
import type { ScratchCopy } from "./scratch-copy.ts";
import type { UndoScript } from "./undo-script.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What is rehearsed. */
export interface RollbackSubject {
  /** The target's schema, with its dependencies. */
  readonly start: Catalog;
  /** What is undone in one transaction each, in order. */
  readonly groups: readonly (readonly UndoScript[])[];
  /** Of the schema before these migrations, as the journal has it; null where it does not tell. */
  readonly formerFingerprint: string | null;
}

/** What came of it. */
export interface RehearsedRollback {
  /** By the version of each group's last migration. */
  readonly prediction: Prediction;
  /** What is not as it was before, in words; null where it is. */
  readonly leaves: string | null;
}

/** Rehearses. @throws AppError ROLLBACK_REFUSED where it does not run, SCRATCH_*, CONNECT_* */
export async function rehearseRollback(
  { start, groups, formerFingerprint }: RollbackSubject,
  { target, project, environment }: Pick<Migrating, "target" | "project" | "environment">,
  context: WorkflowContext,
): Promise<RehearsedRollback> {
  const as = { role: await readApplyingRole(target.session), owner: environment.owner };
  return withScratchActor(start, as, { project, context }, async (copy, actor) => {
    const run = async ({ migration, script, rollback }: UndoScript, direction: "up" | "down") => {
      const [statements, how] =
        direction === "down" ? [rollback, script.rollbackTransaction] : [script.statements, script.transaction];
      const { failedAt } = await runOnCopy(statements, how, actor);
      return failedAt === null ? null : `${migration.file}:${failedAt.line}: ${failedAt.message}`;
    };
    const begin = await copy.read();
    const { changes, end } = await undoAll(groups, begin, copy, (undo) => run(undo, "down"), environment.name);
    const prediction = { changes, isLeftOut: leftOutOf(copy) };
    const all = (await compareCatalogs(begin, end)).changes;
    if (fingerprint(expectedCatalog(start, comparable(all, copy))) === formerFingerprint) return { prediction, leaves: null };
    // a rollback that leaves nothing is one after which the same migrations lead here again
    for (const undo of groups.flat().reverse()) {
      const failed = await run(undo, "up");
      if (failed !== null) return { prediction, leaves: `applied again it fails (${failed})` };
    }
    const [first] = (await compareCatalogs(begin, await copy.read())).changes;
    return { prediction, leaves: first === undefined ? null : `applied again it leads elsewhere (${first.id})` };
  });
}

async function undoAll(
  groups: RollbackSubject["groups"],
  begin: Catalog,
  copy: ScratchCopy,
  run: (undo: UndoScript) => Promise<string | null>,
  environment: string,
): Promise<{ readonly changes: ReadonlyMap<string, readonly Change[]>; readonly end: Catalog }> {
  const changes = new Map<string, readonly Change[]>();
  let end = begin;
  for (const group of groups) {
    for (const undo of group) {
      const failed = await run(undo);
      if (failed !== null)
        throw new AppError({
          code: "ROLLBACK_REFUSED",
          message: `On a scratch copy of ${environment} the rollback fails: ${failed}. Nothing was done.`,
          hint: "Undo it with a new migration: lockstep new",
        });
    }
    const now = await copy.read();
    const last = group.at(-1)?.migration.version ?? "";
    changes.set(last, comparable((await compareCatalogs(end, now)).changes, copy));
    end = now;
  }
  return { changes, end };
}
