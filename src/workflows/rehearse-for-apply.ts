/**
 * The rehearsal that a protected environment demands: it is made anew each time, as evidence of another day proves only what was there
 * that day. It says what the batch will do and lose, and refuses what does not hold.
 */

import { AppError } from "../core/app-error.ts";
import type { Catalog } from "../core/catalog/catalog.ts";
import type { ObjectId } from "../core/catalog/object-id.ts";
import type { Change } from "../core/diff/change.ts";
import type { RehearsedMigration } from "../core/lint/rehearsal.ts";
import type { RehearsedHook } from "../core/lint/rehearsed-hook.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { isRepeatable } from "../core/migration/migration-layout.ts";
import { scriptOf } from "../core/migration/script-of.ts";
import { compareCatalogs } from "../core/parity/compare-catalogs.ts";
import { rootDigests, rootOf } from "../core/parity/root-digests.ts";
import type { Loss } from "../core/release/loss.ts";
import { lossesOf } from "../core/release/losses.ts";
import type { RiskLevel } from "../core/risk/risk-level.ts";
import { saveEvidence } from "../project/evidence.ts";
import { lackingHint } from "./lacking-hint.ts";
import type { Migrating } from "./migrating.ts";
import { comparable, leftOutOf, type Prediction } from "./predict.ts";
import { type RehearsedFiles, rehearseFiles, type Witness } from "./rehearse-files.ts";
import type { SeenEffect } from "./rehearse-migration.ts";
import { skippedDefinitions } from "./skipped-definitions.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What the rehearsal says. */
export interface FitBatch {
  readonly prediction: Prediction;
  readonly losses: readonly Loss[];
  /** Path of the evidence; null where none was to be kept. */
  readonly evidence: string | null;
  readonly migrations: readonly RehearsedMigration[];
  /** File → how much care it takes. */
  readonly risks: ReadonlyMap<string, RiskLevel>;
}

/** How to rehearse. */
export interface FitnessRequest {
  readonly files: readonly MigrationFile[];
  /** The target's schema, with its dependencies. */
  readonly start: Catalog;
  readonly keepsEvidence: boolean;
  /** Told what the batch touches; what it throws comes before any evidence, which would cover up a drift. */
  readonly refuseTouching: (touched: ReadonlySet<string>) => void;
  readonly now: Date;
}

/** Rehearses. @throws AppError MIGRATION_FAILED, HOOK_FAILED, REHEARSAL_REFUSED, SCRATCH_* */
export async function rehearseForApply(request: FitnessRequest, run: Migrating, context: WorkflowContext): Promise<FitBatch> {
  const { files, start, keepsEvidence, now } = request;
  const { environment, target, project, folder } = run;
  const seen = new Seen(start, files);
  const subject = { source: environment.name, catalog: start, live: target.session, owner: environment.owner };
  const data = await rehearseFiles(files, subject, project, context, seen.witness);
  request.refuseTouching(seen.touched(data));
  const evidence = keepsEvidence
    ? await saveEvidence(folder, {
        kind: "rehearsal",
        at: now.toISOString(),
        environment: environment.name,
        data: { ...data, schema: rootDigests(start) },
      })
    : null;
  const hook = data.hooks.find(({ applies }) => applies.verdict === "refuted");
  if (hook !== undefined) throw hookDoesNotRun(hook, data, environment.name);
  const losses = [...seen.hookLosses, ...data.migrations.flatMap((one) => seen.judge(one, data, environment.name))];
  return { prediction: seen.prediction(), losses, evidence, migrations: data.migrations, risks: seen.risks };
}

/** What is known of a file beyond the verdict. */
interface SeenFile {
  readonly changes: readonly Change[];
  readonly losses: readonly Loss[];
  readonly back: SeenEffect["back"];
  /** IF NOT EXISTS over something else. */
  readonly hidden: { readonly line: number; readonly what: string } | null;
}

class Seen {
  readonly #start: Catalog;
  readonly #migrations: readonly MigrationFile[];
  readonly #files = new Map<string, SeenFile>();
  readonly #changes = new Map<string, readonly Change[]>();
  readonly risks = new Map<string, RiskLevel>();
  #isLeftOut: Prediction["isLeftOut"] = () => false;

  constructor(start: Catalog, migrations: readonly MigrationFile[]) {
    this.#start = start;
    this.#migrations = migrations;
  }

  /** What a hook takes is taken as much as what a file takes. */
  readonly hookLosses: Loss[] = [];

  readonly witness: Witness = { file: (seen) => this.#sawFile(seen), hook: (seen) => this.#sawHook(seen) };

  async #sawHook({ hook, judged, copy }: Parameters<Witness["hook"]>[0]): Promise<void> {
    const { changes, renameCandidates } = await compareCatalogs(hook.before, hook.after);
    this.#isLeftOut = leftOutOf(copy);
    this.#changes.set(hook.file, comparable(changes, copy));
    this.hookLosses.push(...lossesOf(hook.file, changes, renameCandidates, judged));
  }

  async #sawFile({ file, effect, judged, copy, actor }: Parameters<Witness["file"]>[0]): Promise<void> {
    const { changes, renameCandidates } = await compareCatalogs(effect.before, effect.after);
    const skips = effect.skipped.some((notice) => notice.endsWith("already exists, skipping"));
    const hidden = skips ? await skippedDefinitions(judged.script.statements, effect.after, actor) : [];
    this.#isLeftOut = leftOutOf(copy);
    this.#changes.set(file.version, comparable(changes, copy));
    this.risks.set(file.file, judged.rating.level);
    this.#files.set(file.file, {
      changes,
      losses: lossesOf(file.file, changes, renameCandidates, judged),
      back: effect.back,
      hidden: hidden[0] ?? null,
    });
  }

  prediction(): Prediction {
    return { changes: this.#changes, isLeftOut: this.#isLeftOut };
  }

  /** What it would lose. @throws AppError where it does not hold */
  judge(migration: RehearsedMigration, data: RehearsedFiles, environment: string): readonly Loss[] {
    const { file, applies, rollback } = migration;
    if (applies.verdict === "refuted") throw doesNotRun(migration, this.#failedStatement(migration), data, environment);
    const seen = this.#files.get(file);
    if (seen === undefined) return [];
    if (seen.hidden !== null)
      throw notFit(`${file}:${seen.hidden.line}: IF NOT EXISTS would hide that ${seen.hidden.what}`, environment);
    // the one before it is what a repeatable one goes back to
    if (rollback.why === "it says nothing about going back" && isRepeatable(file)) return seen.losses;
    if (rollback.why === "it says nothing about going back")
      return [...seen.losses, { name: `no-rollback:${file}`, file, why: "says nothing about going back" }];
    if (rollback.verdict !== "refuted") return seen.losses;
    const { back } = seen;
    if (back === null || back.changes.length > 0 || back.rows.length === 0) throw notFit(`${file}: ${rollback.why}`, environment);
    // what was dropped comes back empty, and that is acknowledged by its own name
    const isTold = (table: string) => seen.losses.some(({ name }) => name.endsWith(`:${table}`) || name.includes(`:${table}.`));
    if (back.rows.every(isTold)) return seen.losses;
    return [...seen.losses, { name: `lossy-rollback:${file}`, file, why: rollback.why }];
  }

  #failedStatement({ file, failedAt }: RehearsedMigration): string {
    const migration = this.#migrations.find((one) => one.file === file);
    const statement = migration && scriptOf(migration).statements.find(({ line }) => line === failedAt?.line);
    return statement?.sql ?? "";
  }

  /** Objects that the batch changes or locks, as they are called in the target now. */
  touched({ migrations }: RehearsedFiles): ReadonlySet<string> {
    const { objects } = this.#start;
    const changed = [...this.#changes.values()].flat().map(({ id, parent }): ObjectId => {
      const known = objects.has(id) ? id : parent;
      return known === null ? id : rootOf(known, objects);
    });
    const locked = migrations.flatMap(({ locks }) => Object.keys(locks).map((relation) => `table:${relation}`));
    return new Set([...changed, ...locked]);
  }
}

function doesNotRun(
  { file, applies, failedAt }: RehearsedMigration,
  sql: string,
  data: RehearsedFiles,
  environment: string,
): AppError {
  const place = failedAt === null ? file : `${file}:${failedAt.line}`;
  const message = failedAt?.message ?? applies.why;
  const correct = `Correct the file, and try it: lockstep rehearse ${environment}`;
  return new AppError({
    code: "MIGRATION_FAILED",
    message: `${place}: on a scratch copy of ${environment} it fails: ${message}. Nothing was done to ${environment}.`,
    hint: lackingHint(data, { message, sql }, environment, correct),
  });
}

function hookDoesNotRun({ file, applies }: RehearsedHook, data: RehearsedFiles, environment: string): AppError {
  const correct = `Correct it, and try it: lockstep rehearse ${environment}`;
  return new AppError({
    code: "HOOK_FAILED",
    message: `${file}: on a scratch copy of ${environment} it fails: ${applies.why}. Nothing was done to ${environment}.`,
    hint: lackingHint(data, { message: applies.why, sql: "" }, environment, correct),
  });
}

function notFit(message: string, environment: string): AppError {
  return new AppError({
    code: "REHEARSAL_REFUSED",
    message: `${message}. Nothing was done to ${environment}.`,
    hint: `Correct the file, and try it: lockstep rehearse ${environment}`,
  });
}
