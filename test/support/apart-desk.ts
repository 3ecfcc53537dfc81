/** A folder of migrations and an environment `dev`, on which workflows run in process; and ways to stop a run between two of its steps. */

import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { apartSteps } from "../../src/core/journal/apart-steps.ts";
import type { EventPayload } from "../../src/core/journal/journal-event.ts";
import type { MigrationFile } from "../../src/core/migration/migration-file.ts";
import { readMigration } from "../../src/core/migration/read-migration.ts";
import { loadParser } from "../../src/core/sql/parse-sql.ts";
import { lookAtCatalog } from "../../src/postgres/look-at-catalog.ts";
import { type ApartOutcome, runApart } from "../../src/postgres/run-apart.ts";
import { loadMigrations } from "../../src/project/migrations-folder.ts";
import { type ApartRun, append, stepEvent } from "../../src/workflows/apart-run.ts";
import { type ApplyOutcome, type ApplyRequest, apply } from "../../src/workflows/apply.ts";
import { appliedEvent, type Batch } from "../../src/workflows/apply-migration.ts";
import { migrating } from "../../src/workflows/migrating.ts";
import { runInside } from "../../src/workflows/run-inside.ts";
import { runOutside } from "../../src/workflows/run-outside.ts";
import type { ProgressEvent, WorkflowContext } from "../../src/workflows/workflow-context.ts";
import { execSql } from "./postgres.ts";

/** Such a folder. */
export interface MigrationDesk {
  readonly url: string;
  readonly context: WorkflowContext;
  /** What was told. */
  readonly told: ProgressEvent[];
  readonly write: (name: string, text: string) => void;
  readonly apply: (more?: Partial<ApplyRequest>) => Promise<ApplyOutcome>;
  /** Names of the events about files, in order: `intent 2`, `step 2`, `applied`. */
  readonly journal: () => Promise<readonly string[]>;
  /** Runs a file up to statement `at`, and stops `before` it, its intent being written, or `after` it, its step being missing. */
  readonly stopAt: (file: string, at: number, when: "before" | "after") => Promise<void>;
  /** As `stopAt`, in the middle: `meanwhile` is called while the statement runs, and is expected to break it. */
  readonly stopWithin: (file: string, at: number, meanwhile: (pid: number) => Promise<void>) => Promise<ApartOutcome>;
}

const request = {
  environment: "dev",
  to: null,
  only: [],
  limit: null,
  isDryRun: false,
  waitMs: 20_000,
  tool: "test",
  lockBudgetMs: 500,
  attempts: 4,
  predicts: false,
} satisfies ApplyRequest;

/** Made in a test, and gone with it. */
export function migrationDesk(url: string): MigrationDesk {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-desk-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "db/migrations"), { recursive: true });
  const told: ProgressEvent[] = [];
  const context: WorkflowContext = {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, DATABASE_URL: url },
    osUser: "nobody",
    learn: () => undefined,
    progress: (event) => void told.push(event),
  };
  const interrupted = <T>(file: string, at: number, last: (run: ApartRun) => Promise<T>) =>
    migrating({ environment: "dev", waitMs: 20_000, tool: "test" }, context, async (migrating) => {
      await loadParser();
      const { migrations } = await loadMigrations(migrating.folder);
      const migration = migrations.find((one) => one.file === file);
      if (migration === undefined) throw new Error(`${file} is not in the folder`);
      const run = runOf(migration, { migrating, context });
      for (const step of run.steps.slice(0, at - 1))
        if (step.runs !== "setting" && !(step.runs === "inside" && (await runInside(step, run)))) await runOutside(step, run);
      return last(run);
    });
  return {
    url,
    context,
    told,
    write: (name, text) => writeFileSync(join(folder, "db/migrations", name), text),
    apply: (more = {}) => apply({ ...request, ...more }, context),
    journal: async () => {
      const rows = await execSql(
        url,
        "select concat_ws(' ', event, payload ->> 'statement') as event from lockstep.journal where version is not null order by seq",
      );
      return rows.map(({ event }) => String(event));
    },
    stopAt: (file, at, when) =>
      interrupted(file, at, async (run) => {
        const { send } = await begin(run, at);
        if (when === "before") return;
        const outcome = await send();
        if (outcome.kind !== "done") throw new Error(JSON.stringify(outcome));
      }),
    stopWithin: (file, at, meanwhile) =>
      interrupted(file, at, async (run) => {
        const { send } = await begin(run, at);
        const [outcome] = await Promise.all([send(), meanwhile(run.migrating.target.session.backendPid)]);
        return outcome;
      }),
  };
}

function runOf(migration: MigrationFile, at: Pick<ApartRun, "migrating" | "context">): ApartRun {
  const { statements } = readMigration(migration.file, migration.text);
  const batch: Batch = { id: randomUUID(), patience: { lockBudgetMs: 500, attempts: 4 }, check: null };
  const end = appliedEvent(migration, batch, at.migrating);
  return { file: { migration, statements, direction: "up", end }, steps: apartSteps(statements, 18), batch, ...at };
}

/** The intent as a run writes it, and the statement to be sent behind it. */
async function begin(run: ApartRun, at: number) {
  const step = run.steps[at - 1];
  if (step === undefined) throw new Error(`there is no statement ${at}`);
  const settings = step.settings.map(({ sql }) => sql);
  const { session } = run.migrating.target;
  const seen = step.aim === null ? null : await lookAtCatalog(session, step.aim.query, { owner: null, settings });
  const before: EventPayload = { before: { settings, seen } };
  await append(stepEvent("intent", step, run, before), run);
  const surroundings = { owner: null, settings: step.settings, lockTimeoutMs: step.aim?.isImpatient === true ? 500 : 0 };
  return { send: () => runApart(session, step.statement, surroundings, null) };
}
