/**
 * `audit --since`: which source a snapshot is to be compared with, and a warning where that is another database than the one
 * it was taken of. Comparing dev with last week's production shows no change since then, and looks as if it did.
 */

import { resolve } from "node:path";
import type { Finding } from "../core/finding.ts";
import { loadSnapshot } from "../project/snapshot-file.ts";
import type { SourceReading } from "./source-reading.ts";

/** The environment that the snapshot says it is of, when there is such a one; else dev. @throws AppError FILE_UNREADABLE, SNAPSHOT_INVALID */
export async function sourceOfSnapshot(file: string, cwd: string, environments: readonly string[]): Promise<string> {
  if (!/\.json$/i.test(file)) return "dev"; // any other source may stand there as well
  const { source } = await loadSnapshot(resolve(cwd, file), file);
  return source !== null && environments.includes(source) ? source : "dev";
}

/** A warning when the snapshot is of another environment or database than the source. */
export function otherDatabaseFinding(
  source: SourceReading,
  snapshot: SourceReading,
  environments: readonly string[],
): Finding | null {
  const recorded = snapshot.recordedSource ?? null;
  if (recorded === source.name) return null;
  const [then, now] = [snapshot.catalog.server?.database, source.catalog.server?.database];
  const isOtherEnvironment = recorded !== null && environments.includes(recorded) && environments.includes(source.name);
  const isOtherDatabase = then !== undefined && now !== undefined && then !== now;
  if (!isOtherEnvironment && !isOtherDatabase) return null;
  return {
    rule: "since-other-database",
    level: "medium",
    message: `${snapshot.name} was taken of ${called(recorded, then)}, not of ${called(source.name, now)}`,
    why: "What differs between two databases is not what has changed since.",
    fix: `lockstep audit ${recorded !== null && isOtherEnvironment ? recorded : "ENVIRONMENT"} --since ${snapshot.name}`,
  };
}

function called(name: string | null, database: string | undefined): string {
  const where = database === undefined ? "" : `database ${database}`;
  if (name === null) return where;
  return where === "" ? name : `${name} (${where})`;
}
