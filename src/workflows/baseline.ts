/** `baseline`: marks the folder's files as applied without running them, for a database that has what they make already. */

import { AppError } from "../core/app-error.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { refuseProblems } from "../core/migration/migration-problem.ts";
import { appendEvents } from "../postgres/append-events.ts";
import type { Session } from "../postgres/session.ts";
import type { Environment } from "../project/environments.ts";
import { loadMigrations } from "../project/migrations-folder.ts";
import { migrationsPath } from "../project/migrations-path.ts";
import { findMigration } from "./find-migration.ts";
import { type Migrating, migrating } from "./migrating.ts";
import type { Project } from "./open-project.ts";
import { snapshotOf, textsOf } from "./taken-over.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What to mark. */
export interface BaselineRequest {
  readonly environment: string;
  /** Up to and with this file or version; null: all. */
  readonly to: string | null;
  readonly waitMs: number;
  readonly tool: string;
}

/** What was marked. */
export interface BaselineOutcome {
  readonly environment: string;
  readonly baselined: readonly { readonly file: string; readonly version: string; readonly seq: number }[];
  readonly pending: readonly string[];
}

/** Marks, in one transaction. @throws AppError BASELINE_REFUSED where something is applied already; as `migrating` */
export async function baseline(request: BaselineRequest, context: WorkflowContext): Promise<BaselineOutcome> {
  const { environment, waitMs, tool, to } = request;
  // a database is not to become this environment's by a command that marks no file
  const beforeMarking = async (_session: Session, _environment: Environment, { config }: Project) => {
    await chooseFiles(migrationsPath(config), to);
  };
  return migrating({ environment, waitMs, tool, beforeMarking }, context, async (run) => {
    const { chosen, behind } = await chooseFiles(run.folder, to);
    await refuseKnown(run);
    const snapshot = await snapshotOf(run.target.session, environment);
    const events = chosen.map((migration, i) =>
      run.event(
        { event: "baselined", version: migration.version, file: migration.file, checksum: migration.checksum },
        { ...textsOf(migration), ...(i === 0 ? { snapshot } : {}) },
      ),
    );
    const appended = await appendEvents(run.target.session, events);
    return {
      environment,
      baselined: chosen.map(({ file, version }, i) => ({ file, version, seq: appended[i]?.seq ?? 0 })),
      pending: behind.map(({ file }) => file),
    };
  });
}

interface ChosenFiles {
  readonly chosen: readonly MigrationFile[];
  readonly behind: readonly MigrationFile[];
}

async function chooseFiles(folder: string, to: string | null): Promise<ChosenFiles> {
  const { migrations, repeatables, problems } = await loadMigrations(folder, { check: false });
  const versioned = upTo(migrations, to);
  const chosen = to === null ? [...versioned, ...repeatables] : versioned;
  const files = new Set(chosen.map(({ file }) => file));
  refuseProblems(problems.filter(({ file, rule }) => files.has(file) || rule === "duplicate-version"));
  return { chosen, behind: migrations.slice(versioned.length) };
}

function upTo(migrations: readonly MigrationFile[], to: string | null): readonly MigrationFile[] {
  if (migrations.length === 0)
    throw new AppError({
      code: "USAGE",
      message: "The folder holds no migration that could be marked as applied. Nothing was done.",
      hint: "lockstep new NAME writes the first one; migrations.dir in the configuration names the folder.",
    });
  if (to === null) return migrations;
  return migrations.slice(0, migrations.indexOf(findMigration(to, migrations)) + 1);
}

async function refuseKnown({ environment, state }: Migrating): Promise<void> {
  const known = [...(await state()).versions.values()].filter(({ kind }) => kind !== "failed");
  if (known.length === 0) return;
  throw new AppError({
    code: "BASELINE_REFUSED",
    message: `${environment.name} has a journal with ${known.length === 1 ? "a migration" : `${known.length} migrations`} in it: what is applied there is known already.`,
    hint: `lockstep status ${environment.name}; one file that was run by hand: lockstep repair ${environment.name} --ran-by-hand FILE`,
  });
}
