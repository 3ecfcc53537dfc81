/** Looks whether the parts of changes in several migrations are in their order. */

import { AppError } from "../core/app-error.ts";
import type { JournalState } from "../core/journal/journal-state.ts";
import type { PendingFile } from "../core/journal/pending-work.ts";
import { checkpointOf, heldBy } from "../core/migration/checkpoint.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { scriptOf } from "../core/migration/script-of.ts";
import type { Loss } from "../core/release/loss.ts";
import { deploymentsToAttest, type PhasedFile, phaseRefusals } from "../core/release/phase-order.ts";
import type { Environment } from "../project/environments.ts";

/** Refuses what may not run yet; returns what somebody has to say before it may. @throws AppError PHASE_ORDER */
export function refusePhases(
  chosen: readonly PendingFile[],
  migrations: readonly MigrationFile[],
  state: JournalState,
  { name, protected: isProtected }: Environment,
): readonly Loss[] {
  const phased = (migration: MigrationFile): PhasedFile => ({
    file: migration.file,
    version: migration.version,
    // few files are part of such a change, and reading all of them takes time
    phase: /lockstep:\s*phase\b/i.test(migration.text) ? scriptOf(migration).phase : null,
  });
  const wanted = chosen.map(({ migration }) => phased(migration));
  if (wanted.every(({ phase }) => phase === null)) return [];
  // what the checkpoint of this very batch holds is done with it
  const held = new Set(
    chosen.flatMap(({ migration }) => (checkpointOf(migration) === null ? [] : heldBy(migration, migrations))),
  );
  const folder = migrations.filter((migration) => !held.has(migration)).map(phased);
  const [refusal] = phaseRefusals(wanted, folder, state, { isProtected });
  if (refusal === undefined) return isProtected ? deploymentsToAttest(wanted, folder, state) : [];
  const before = wanted[wanted.findIndex(({ file }) => file === refusal.file) - 1];
  throw new AppError({
    code: "PHASE_ORDER",
    message: refusal.message,
    hint: before === undefined ? `Apply that one first: lockstep status ${name}` : `lockstep apply ${name} --to ${before.file}`,
  });
}
