/** `backup attest`: a named person says that there is a backup. It counts only where the configuration takes a person's word, and not for long. */

import { AppError } from "../core/app-error.ts";
import { backupByWord } from "./backup-by-word.ts";
import type { BackupOutcome } from "./backup-create.ts";
import { openBackupPlace, saveBackup, withPatientSession } from "./backup-place.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Who says what. */
export interface AttestBackupRequest {
  readonly environment: string;
  readonly by: string;
  /** Where the backup is, how they know. */
  readonly reason: string;
  readonly clock: () => Date;
}

/** Keeps it, for the database as it is now. @throws AppError CONFIG_INVALID where nobody's word is taken, and as `openBackupPlace` */
export async function attestBackup(request: AttestBackupRequest, context: WorkflowContext): Promise<BackupOutcome> {
  const { environment, by, reason, clock } = request;
  const place = await openBackupPlace(environment, context, clock);
  const { backup } = place.project.config;
  if (backup === null || !("maxAgeHours" in backup))
    throw new AppError({
      code: "CONFIG_INVALID",
      message: `The configuration does not take a person's word for a backup of ${environment}.`,
      hint: `lockstep backup create ${environment}; or, where the provider takes them: backup: attested({ maxAgeHours: 24 })`,
    });
  const record = await withPatientSession(place, (session) =>
    backupByWord(session, async () => {
      const at = clock();
      const target = `${by} says: ${reason}`;
      return { kind: "attested", target, foreignId: null, startedAt: at, endedAt: at, seed: [by, reason] };
    }),
  );
  await saveBackup(place, record);
  return { environment, record, removed: [] };
}
