/** `backup attest`: a named person says that there is a backup. It counts only where the configuration takes a person's word, and not for long. */

import { createHash } from "node:crypto";
import { AppError } from "../core/app-error.ts";
import { fingerprint } from "../core/catalog/fingerprint.ts";
import type { BackupRecord } from "../core/release/backup-record.ts";
import { readBackedUpDatabase, readJournalHead } from "../postgres/backup-facts.ts";
import { inspect } from "../postgres/inspect.ts";
import type { BackupOutcome } from "./backup-create.ts";
import { openBackupPlace, saveBackup, withPatientSession } from "./backup-place.ts";
import { stampOf } from "./backup-words.ts";
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
  const record = await withPatientSession(place, async (session): Promise<BackupRecord> => {
    const database = await readBackedUpDatabase(session);
    const head = await readJournalHead(session);
    const { catalog } = await inspect(session);
    const at = clock();
    const seed = [database.oid, at.toISOString(), by, reason].join("\n");
    return {
      id: `${stampOf(at)}-${createHash("sha256").update(seed).digest("hex").slice(0, 8)}`,
      kind: "attested",
      database,
      serverVersion: catalog.server?.version ?? "",
      clientVersion: null,
      file: null,
      format: null,
      target: `${by} says: ${reason}`,
      foreignId: null,
      bytes: null,
      sha256: null,
      startedAt: at.toISOString(),
      endedAt: at.toISOString(),
      fingerprint: fingerprint(catalog),
      head,
      catalog: null,
      tables: null,
      verified: null,
      refuted: null,
    };
  });
  await saveBackup(place, record);
  return { environment, record, removed: [] };
}
