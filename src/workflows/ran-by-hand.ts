/**
 * `repair --ran-by-hand`: a file was run with psql, and the journal is to know it. Nobody's word is enough: what the file makes on a
 * scratch copy of the migrations before it must be there in the database.
 */

import { AppError } from "../core/app-error.ts";
import type { Change } from "../core/diff/change.ts";
import type { JournalState } from "../core/journal/journal-state.ts";
import { pendingWork } from "../core/journal/pending-work.ts";
import { neededMigrations, nothingKnown } from "../core/migration/checkpoint.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { refuseProblems } from "../core/migration/migration-problem.ts";
import { readMigration } from "../core/migration/read-migration.ts";
import { compareCatalogs } from "../core/parity/compare-catalogs.ts";
import { inspect } from "../postgres/inspect.ts";
import { appendEvent } from "../postgres/journal-store.ts";
import { loadMigrations } from "../project/migrations-folder.ts";
import { findMigration } from "./find-migration.ts";
import { type Migrating, migrating } from "./migrating.ts";
import { fileLimits, toolTables } from "./sources/file-limits.ts";
import { replaySource } from "./sources/replay-source.ts";
import { textsOf } from "./taken-over.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What was run. */
export interface RanByHandRequest {
  readonly environment: string;
  readonly file: string;
  readonly waitMs: number;
  readonly tool: string;
}

/** What was proven and written down. */
export interface RanByHandOutcome {
  readonly environment: string;
  readonly file: string;
  readonly seq: number;
  /** Objects that the file makes, changes or drops, and that are as it leaves them. */
  readonly proven: readonly string[];
}

/** Proves and records. @throws AppError PROOF_MISSING, USAGE where it is applied already; SCRATCH_*; as `migrating` */
export async function ranByHand(request: RanByHandRequest, context: WorkflowContext): Promise<RanByHandOutcome> {
  const { environment, waitMs, tool } = request;
  return migrating({ environment, waitMs, tool, marksLater: true }, context, async (run) => {
    const { migrations } = await loadMigrations(run.folder, { check: false });
    const migration = findMigration(request.file, migrations);
    const { file, version, checksum } = migration;
    const state = await run.state();
    if (state.versions.get(version)?.kind === "applied")
      throw new AppError({ code: "USAGE", message: `${file} is in the journal of ${environment} as applied.` });
    const proven = await prove(migration, appliedOf(migrations, state), run, context);
    const reason = `was run by hand; ${proven.length === 1 ? "one object is" : `${proven.length} objects are`} as it leaves them`;
    const skipped = leftBefore(migration, migrations, state, run);
    const payload = { ...textsOf(migration), reason, ...(skipped.length === 0 ? {} : { skipped }) };
    const event = run.event({ event: "applied", version, file, checksum }, payload);
    await run.mark();
    const { seq } = await appendEvent(run.target.session, event);
    return { environment, file, seq, proven };
  });
}

// Pending still, and numbered before it: whoever adopts what is there has not come too late with them.
function leftBefore(
  migration: MigrationFile,
  migrations: readonly MigrationFile[],
  state: JournalState,
  { environment: { name, protected: isProtected } }: Migrating,
): readonly string[] {
  const { pending, problems } = pendingWork(migrations, state, { environment: name, isProtected });
  const late = new Set(problems.flatMap(({ kind, version }) => (kind === "late" ? [version] : [])));
  const earlier = migrations.slice(0, migrations.indexOf(migration));
  return pending.flatMap((one) =>
    earlier.includes(one.migration) && !late.has(one.migration.version) ? [one.migration.version] : [],
  );
}

function appliedOf(migrations: readonly MigrationFile[], { versions }: JournalState): readonly MigrationFile[] {
  const applied = migrations.filter(({ version }) => versions.get(version)?.kind === "applied");
  return neededMigrations(applied, nothingKnown);
}

async function prove(
  migration: MigrationFile,
  earlier: readonly MigrationFile[],
  run: Migrating,
  context: WorkflowContext,
): Promise<readonly string[]> {
  const { catalog: actual } = await inspect(run.target.session);
  const before = await replayed(`the migrations before ${migration.file}`, earlier, { run, context });
  const after = await replayed(`the migrations up to ${migration.file}`, [...earlier, migration], { run, context });
  const { changes } = await compareCatalogs(before, after);
  if (changes.length === 0)
    throw missing(migration.file, "it changes nothing that a catalog shows (rows, for one)", run.environment.name);
  const made = new Map(changes.map((change) => [change.id, change]));
  const { changes: open } = await compareCatalogs(actual, after);
  const lacking = open.filter((change) => isPartOf(change, made.get(change.id)));
  if (lacking.length > 0) {
    const named = lacking
      .slice(0, 3)
      .map(
        ({ id, change }) =>
          `${id} ${change === "add" ? "is not there" : change === "remove" ? "is still there" : "is not as the file leaves it"}`,
      );
    const more = lacking.length > 3 ? ` and ${lacking.length - 3} more` : "";
    throw missing(migration.file, `${named.join(", ")}${more}`, run.environment.name);
  }
  return [...made.keys()].sort();
}

// Of an object that was altered only what the file alters has to be there.
function isPartOf(open: Change, made: Change | undefined): boolean {
  if (made === undefined) return false;
  if (open.change !== "alter" || made.change !== "alter") return true;
  const altered = new Set(made.facts.map(({ fact }) => fact));
  return open.facts.some(({ fact }) => altered.has(fact));
}

async function replayed(
  name: string,
  migrations: readonly MigrationFile[],
  { run, context }: { readonly run: Migrating; readonly context: WorkflowContext },
) {
  const scripts = migrations.map(({ file, text }) => {
    const { statements, transaction, problems } = readMigration(file, text);
    refuseProblems(problems);
    return { file, statements, transaction, text };
  });
  const wantedMajor = Math.floor(run.target.session.serverVersion / 10_000);
  const limits: typeof fileLimits = (tells) => ({ ...fileLimits(tells), cannotExpressObjects: toolTables });
  const reading = await replaySource(
    { name, scripts, limits, findings: [] },
    { workflow: context, project: run.project, wantedMajor, owner: null, dependencies: false },
  ).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code === "INTERRUPTED") throw error;
    throw missing(
      migrations.at(-1)?.file ?? name,
      `${name} could not be replayed: ${error.message}`,
      run.environment.name,
      error,
    );
  });
  await reading.close();
  return reading.catalog;
}

function missing(file: string, why: string, environment: string, cause?: unknown): AppError {
  return new AppError({
    code: "PROOF_MISSING",
    message: `That ${file} was run on ${environment} cannot be proven: ${why}. Nothing was written down.`,
    hint: `lockstep apply ${environment} --only ${file} runs it; whatever of it is there already, undo by hand first.`,
    cause,
  });
}
