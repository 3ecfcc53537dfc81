/**
 * Finds pg-boss where a team has installed it. It does not come along with Lockstep: whoever has one database, or a fleet that one machine
 * gets through, has no use for a queue.
 */

import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { AppError } from "../core/app-error.ts";

/** The class. */
export type PgBossClass = typeof import("pg-boss");

const major = 10;
const remedy = `npm install pg-boss@${major}`;

/** Loads it, from beside this program or from the project in `cwd`. @throws AppError QUEUE_UNAVAILABLE */
export async function loadPgBoss(cwd: string): Promise<PgBossClass> {
  const main = [import.meta.url, join(cwd, "package.json")].flatMap((from) => resolved(from))[0];
  if (main === undefined)
    throw new AppError({
      code: "QUEUE_UNAVAILABLE",
      message: "A queue needs pg-boss, which is not installed here.",
      hint: remedy,
    });
  const manifest: unknown = createRequire(main)(join(dirname(main), "../package.json"));
  const version = typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "";
  if (!version.startsWith(`${major}.`))
    throw new AppError({
      code: "QUEUE_UNAVAILABLE",
      message: `A queue needs pg-boss ${major}, and ${version === "" ? "another one" : version} is installed here.`,
      hint: remedy,
    });
  const { default: boss }: { default: PgBossClass } = await import(pathToFileURL(main).href);
  return boss;
}

function resolved(from: string): readonly string[] {
  try {
    return [createRequire(from).resolve("pg-boss")];
  } catch {
    return []; // not there: the next place is looked at
  }
}
