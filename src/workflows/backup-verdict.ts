/** The checklist's item about the backup: one of this very database and state, restored, its file still the one that was written. */

import type { ItemVerdict } from "../core/release/checklist.ts";
import type { TrainWindow } from "../core/release/train-windows.ts";
import type { Session } from "../postgres/session.ts";
import type { Environment } from "../project/environments.ts";
import type { Project } from "./open-project.ts";
import { readBackupStanding } from "./read-backup-standing.ts";

/** What is known already. */
export interface BackupPlaceNow {
  readonly project: Project;
  readonly environment: Environment;
  readonly session: Session;
  readonly now: Date;
  /** Of the catalog now; null: not read. */
  readonly fingerprint: string | null;
  /** The window that is open. */
  readonly window: TrainWindow | null;
}

/** Judges; reads the dump's file to its end. @throws AppError FILE_UNREADABLE, CONNECT_LOST */
export async function backupVerdict(place: BackupPlaceNow): Promise<ItemVerdict> {
  const { project, environment, session, now, fingerprint, window } = place;
  const { backup } = project.config;
  const windowOpens = window === null ? null : new Date(window.opens);
  const standing = await readBackupStanding({ project, environment, session, now, fingerprint, windowOpens });
  const { state, why, doesNotProve } = standing;
  if (state !== "open") return { state, why, doesNotProve, fix: null };
  if (backup === null)
    return { state: "not-set-up", why, doesNotProve: "", fix: 'backup: { to: "backups/", keep: 8 } in lockstep.config.ts' };
  const { name } = environment;
  const fix =
    "maxAgeHours" in backup
      ? `lockstep backup attest ${name} --by NAME --reason "where it is"`
      : `lockstep backup create ${name}${"to" in backup ? `, then lockstep backup verify ${name}` : ""}; lockstep sync ${name} does both`;
  return { state: "open", why, doesNotProve: "", fix };
}
