/**
 * Somebody rehearsed this very batch before: when the schema that they saw is not the one of now, it was changed in between, and what
 * they know may not be true any more.
 */

import { AppError } from "../core/app-error.ts";
import type { Catalog } from "../core/catalog/catalog.ts";
import { areComparable, fingerprint } from "../core/catalog/fingerprint.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { changedRoots, type RootDigests, rootDigests } from "../core/parity/root-digests.ts";
import { readEvidence } from "../project/evidence.ts";
import type { Migrating } from "./migrating.ts";

/** What such evidence holds, as far as it is looked at. */
interface RehearsalData {
  readonly fingerprint?: unknown;
  readonly migrations?: readonly { readonly checksum?: unknown }[];
  readonly schema?: RootDigests;
}

/** When the newest rehearsal of these files saw another schema: on which day, and what has changed since. */
export interface Drift {
  readonly day: string;
  /** Null where the evidence does not tell. */
  readonly changed: ReturnType<typeof changedRoots> | null;
}

/** Looks for drift; null where there is none, or where nobody has rehearsed these files. */
export async function findDrift(
  files: readonly MigrationFile[],
  start: Catalog,
  { folder, environment }: Pick<Migrating, "folder" | "environment">,
): Promise<Drift | null> {
  const wanted = files.map(({ checksum }) => checksum).join(" ");
  for (const { at, data } of await readEvidence(folder, "rehearsal", environment.name)) {
    const { fingerprint: seen, migrations, schema } = (data ?? {}) as RehearsalData; // fields are checked before use
    if (!Array.isArray(migrations) || migrations.map(({ checksum }) => String(checksum)).join(" ") !== wanted) continue;
    const now = fingerprint(start);
    // of another version or major it says nothing
    if (typeof seen !== "string" || seen === now || !areComparable(seen, now)) return null;
    return { day: at.slice(0, 10), changed: schema === undefined ? null : changedRoots(schema, rootDigests(start)) };
  }
  return null;
}

/** Refuses drift in what the batch touches. @throws AppError SCHEMA_DRIFTED */
export function refuseDrift({ day, changed }: Drift, touched: ReadonlySet<string>, environment: string): void {
  const own = changed?.filter(({ id }) => touched.has(id)) ?? null;
  if (own?.length === 0) return;
  const what =
    own === null
      ? ""
      : `: ${own
          .slice(0, 5)
          .map(({ id, change }) => `${id} ${change}`)
          .join(", ")}`;
  const more = own === null || own.length <= 5 ? "" : ` and ${own.length - 5} more`;
  throw new AppError({
    code: "SCHEMA_DRIFTED",
    message: `${environment} is not what the rehearsal of ${day} saw${what}${more}. Nothing was done.`,
    hint: `See what it is: lockstep audit --env ${environment}. If it is to stay: lockstep rehearse ${environment}`,
  });
}
