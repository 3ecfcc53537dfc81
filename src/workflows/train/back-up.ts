/** The backup of a train: one of this very state that was restored counts, whoever has taken it; else it is taken and restored now. */

import { AppError } from "../../core/app-error.ts";
import { backupVerdict } from "../backup-verdict.ts";
import { withEnvironment } from "../with-environment.ts";
import type { Ride } from "./ride.ts";

/** Backs up. @throws AppError BACKUP_CLIENT_MISSING, BACKUP_FAILED, CHECKLIST_OPEN where only a person can close it */
export async function backUp(ride: Ride): Promise<void> {
  const { place, context, log, clock, window } = ride;
  const { environment, project, folder } = place;
  const { backup } = project.config;
  if (backup === null || !environment.protected) {
    log.skip("backup", backup === null ? "no backup is configured" : `${environment.name} is not protected`);
    return;
  }
  const standing = () =>
    withEnvironment(environment, project, context, (session) =>
      backupVerdict({ project, environment, session, now: clock(), fingerprint: null, window }),
    );
  await log.step(
    "backup",
    async () => {
      const known = await standing();
      if (known.state !== "open") return known;
      if ("maxAgeHours" in backup)
        throw new AppError({
          code: "CHECKLIST_OPEN",
          message: `${environment.name}: backup: ${known.why}. Nothing was done.`,
          hint: known.fix ?? "",
        });
      const at = { project, environment, folder, context, clock };
      const { createBackupAt } = await import("../backup-create.ts");
      const { record } = await createBackupAt({ to: null, jobs: null, write: null }, at);
      if (record.kind === "pg_dump") await verified(record.id, at);
      return standing();
    },
    ({ why }) => ({ state: "done", detail: why }),
  );
}

async function verified(id: string, at: Parameters<typeof import("../backup-verify.ts").verifyBackupAt>[1]): Promise<void> {
  const { verifyBackupAt } = await import("../backup-verify.ts");
  const { problems } = await verifyBackupAt(id, at);
  if (problems.length === 0) return;
  throw new AppError({
    code: "BACKUP_FAILED",
    message: `${at.environment.name}: the backup ${id} does not come back: ${problems.slice(0, 3).join("; ")}. Nothing was done to ${at.environment.name}.`,
    hint: `lockstep backup verify ${at.environment.name} ${id}`,
  });
}
