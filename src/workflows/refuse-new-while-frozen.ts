/** `new` while the schema is frozen: refused, unless somebody says that it is critical and why. That is kept, so that it can ride all the same. */

import { relative, resolve } from "node:path";
import { AppError } from "../core/app-error.ts";
import { type Freeze, freezeAt } from "../core/release/freeze.ts";
import { type FreezeRecord, freezesOfEvidence } from "../core/release/freeze-record.ts";
import { readEvidence, saveEvidence } from "../project/evidence.ts";
import { actorOf } from "./actor-of.ts";
import type { Project } from "./open-project.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** A freeze in force, and what it is of. */
export interface FrozenEnvironment {
  readonly environment: string;
  readonly freeze: Freeze;
}

/**
 * The protected environments that are frozen, as far as git knows: a new file is no reason to connect to production, whose journal is asked
 * when the file is to be applied.
 * @throws AppError FROZEN where one is, and nobody said why it must be all the same
 */
export async function refuseNewWhileFrozen(
  { config }: Project,
  folder: string,
  { critical, now }: { readonly critical: string | null; readonly now: Date },
): Promise<readonly FrozenEnvironment[]> {
  const zone = config.cadence?.zone ?? "UTC";
  const guarded = config.environments.filter((environment) => environment.protected).map(({ name }) => name);
  // a launch freezes whatever the environment is called, and whether or not its variable is set here
  const names = guarded.length === 0 ? ["production"] : guarded;
  const frozen: FrozenEnvironment[] = [];
  for (const environment of names) {
    const freezes = freezesOfEvidence(await readEvidence(folder, "freeze", environment));
    const freeze = freezeAt({ launch: config.launch, freezes, zone }, now);
    if (freeze !== null) frozen.push({ environment, freeze });
  }
  const [first] = frozen;
  if (first === undefined || critical !== null) return frozen;
  throw new AppError({
    code: "FROZEN",
    message: `No new migrations for now: ${first.environment} is frozen${first.freeze.until === null ? "" : ` until ${first.freeze.until}`}: ${first.freeze.why}. ${first.freeze.liftedBy} Nothing was written.`,
    hint: "If it must be all the same: lockstep new NAME --critical --reason WHY",
  });
}

/** Keeps that these files are critical, for each frozen environment; returns the paths. @throws AppError FILE_UNWRITABLE */
export async function keepCritical(
  paths: readonly string[],
  frozen: readonly FrozenEnvironment[],
  { folder, reason, now }: { readonly folder: string; readonly reason: string; readonly now: Date },
  context: WorkflowContext,
): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  // as the folder names them
  const files = paths.map((path) => relative(folder, resolve(context.cwd, path)).replaceAll("\\", "/"));
  const data: FreezeRecord = { act: "critical", reason, files };
  const kept = [];
  for (const { environment } of frozen)
    kept.push(await saveEvidence(folder, { kind: "freeze", at: now.toISOString(), environment, by: actorOf(context), data }));
  return kept.map((path) => relative(context.cwd, path));
}
