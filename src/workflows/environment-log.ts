/** The applied log of an environment, read from where the configuration keeps it. */

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type AppliedLog, parseAppliedLog } from "../core/migration/applied-log.ts";
import type { Environment } from "../project/environments.ts";
import type { Project } from "./open-project.ts";

/** A log that is there. */
export interface EnvironmentLog {
  /** As the configuration names it. */
  readonly name: string;
  readonly log: AppliedLog;
}

/** Reads it; null where none is kept or none has been written yet. */
export async function readEnvironmentLog(environment: Environment, { config }: Project): Promise<EnvironmentLog | null> {
  if (environment.log === null) return null;
  const text = await readFile(resolve(config.directory, environment.log), "utf8").catch(() => null);
  return text === null ? null : { name: environment.log, log: parseAppliedLog(text) };
}
