/**
 * What pending migrations will do to a target, found out on a scratch copy of its schema: for each file the change of the catalog. An
 * unprotected environment gets one run, beside the real one; a protected one gets a rehearsal, and is refused what does not hold there.
 */

import type { Catalog } from "../core/catalog/catalog.ts";
import type { ObjectId } from "../core/catalog/object-id.ts";
import type { Change } from "../core/diff/change.ts";
import { messageOf } from "../core/message-of.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { scriptOf } from "../core/migration/script-of.ts";
import { compareCatalogs } from "../core/parity/compare-catalogs.ts";
import { loadParser } from "../core/sql/parse-sql.ts";
import type { ApplyingRole } from "../postgres/applying-role.ts";
import { inspect } from "../postgres/inspect.ts";
import type { Session } from "../postgres/session.ts";
import type { Environment } from "../project/environments.ts";
import { readHook } from "./apply-hook.ts";
import type { Migrating } from "./migrating.ts";
import { type CopyRun, runOnCopy } from "./run-on-copy.ts";
import { actOnCopy, openOnCopy } from "./scratch-actor.ts";
import { ScratchCopy } from "./scratch-copy.ts";
import { skippedDefinitions } from "./skipped-definitions.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What files will do, by what they did on the copy. */
export interface Prediction {
  /** By version, a hook's by its file; from before it to after it. */
  readonly changes: ReadonlyMap<string, readonly Change[]>;
  /** Objects that the copy lacks: nothing can be said of them. */
  readonly isLeftOut: (id: ObjectId) => boolean;
}

/** A prediction for a whole batch, or why there is none. */
export type BatchPrediction =
  | { readonly kind: "made"; readonly changes: readonly Change[]; readonly isLeftOut: Prediction["isLeftOut"] }
  /** A file does not do what it says, as something of that name is there already. */
  | { readonly kind: "skips"; readonly why: string }
  | { readonly kind: "none"; readonly why: string };

/** The schema of the target, as plans and copies need it. @throws what `inspect` throws */
export async function readTarget(session: Session, environment: Environment): Promise<Catalog> {
  return (await inspect(session, { dependencies: true, roles: rolesOf(environment) })).catalog;
}

/** The environment's role names → the names that they compare as. */
export function rolesOf({ roles }: Environment): ReadonlyMap<string, string> {
  return new Map(Object.entries(roles).map(([elsewhere, here]) => [here, elsewhere]));
}

/** Runs the files once on a copy of `start`. Never throws: a prediction that cannot be had is none, and says why. */
export async function predictBatch(
  files: readonly MigrationFile[],
  start: Catalog,
  role: ApplyingRole,
  { project, environment, folder }: Pick<Migrating, "project" | "environment" | "folder">,
  context: WorkflowContext,
): Promise<BatchPrediction> {
  let copy: ScratchCopy | null = null;
  let actor: Session | null = null;
  try {
    copy = await ScratchCopy.build(start, start, project, context);
    actor = await openOnCopy(copy);
    await actOnCopy(actor, copy, { role, owner: environment.owner });
    return await runAll(files, folder, copy, actor);
  } catch (error) {
    return { kind: "none", why: messageOf(error) };
  } finally {
    await actor?.close();
    await copy?.close().catch(() => undefined);
  }
}

async function runAll(
  files: readonly MigrationFile[],
  folder: string,
  copy: ScratchCopy,
  actor: Session,
): Promise<BatchPrediction> {
  const before = await copy.read();
  const hook = readHook(folder, "before");
  const refused = hook === null ? null : (await runOnCopy(hook.statements, "one", actor)).failedAt;
  if (hook !== null && refused !== null) return { kind: "none", why: failsOnCopy(hook.file, refused) };
  const skipping: MigrationFile[] = [];
  for (const migration of files) {
    const { statements, transaction } = scriptOf(migration);
    const { failedAt, skipped } = await runOnCopy(statements, transaction, actor);
    if (failedAt !== null) return { kind: "none", why: failsOnCopy(migration.file, failedAt) };
    if (skipped.length > 0) skipping.push(migration);
  }
  const after = await copy.read();
  if (skipping.length > 0) await loadParser();
  for (const migration of skipping) {
    const [first] = await skippedDefinitions(scriptOf(migration).statements, after, actor);
    if (first !== undefined) return { kind: "skips", why: `${migration.file}:${first.line}: ${first.what}` };
  }
  const { changes } = await compareCatalogs(before, after);
  return { kind: "made", changes: comparable(changes, copy), isLeftOut: leftOutOf(copy) };
}

function failsOnCopy(file: string, { line, message }: NonNullable<CopyRun["failedAt"]>): string {
  return `on a copy without rows ${file}:${line} fails: ${message}`;
}

/** Of a server that is not ours the role that runs everything is another one: who owns something says nothing. */
export function comparable(changes: readonly Change[], { database }: ScratchCopy): readonly Change[] {
  if (database.isOurServer) return changes;
  return changes.map((one) => (one.change === "add" ? { ...one, object: { ...one.object, owner: null } } : one));
}

/** What the copy lacks. */
export function leftOutOf({ leftOut }: ScratchCopy): Prediction["isLeftOut"] {
  return (id) => leftOut.has(id);
}
