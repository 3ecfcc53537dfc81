/** Lines that the applied log lacks although nothing is pending: it could not be written when they came, or somebody else's run is not in git yet. */

import { readLastApplied } from "../postgres/journal-digest.ts";
import { appendLog } from "./applied-log-file.ts";
import { readEnvironmentLog } from "./environment-log.ts";
import type { Migrating } from "./migrating.ts";

/** Writes them; the journal is read only where the log does not reach as far. @throws AppError FILE_UNWRITABLE */
export async function completeLog(run: Migrating): Promise<void> {
  const { environment, project, target } = run;
  if (environment.log === null) return;
  const last = await readLastApplied(target.session);
  if (last === 0) return;
  const kept = await readEnvironmentLog(environment, project);
  const reaches = kept?.log.entries.reduce((most, { sequence }) => Math.max(most, sequence ?? 0), 0) ?? 0;
  if (reaches < last) await appendLog(run);
}
