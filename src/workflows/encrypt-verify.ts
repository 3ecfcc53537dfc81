/** `encrypt verify`: every value opened, compared with what stood there, and tried in another place. Writes nothing but its own ledger. */

import { makeKeyTables } from "../postgres/data-keys.ts";
import { fenceStanding } from "../postgres/encryption-fence.ts";
import { makeJobTables } from "../postgres/job-tables.ts";
import { type VerificationOutcome, verifyRows } from "./encrypt-rows.ts";
import { nextCommand, withEncryption, workColumns } from "./open-encryption.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What was found. */
export interface EncryptVerifyOutcome {
  readonly job: string;
  readonly environment: string;
  readonly relation: string;
  readonly verification: VerificationOutcome;
  /** The server itself keeps plain text out of every column. */
  readonly isChecked: boolean;
  readonly next: readonly string[];
}

/** Looks. @throws AppError what `withEncryption` and `runDataJob` throw */
export async function encryptVerify(
  request: { readonly job: string; readonly environment: string | null },
  context: WorkflowContext,
): Promise<EncryptVerifyOutcome> {
  return withEncryption(request, context, async (place) => {
    const { job, environment, relation, session, fenced } = place;
    await makeJobTables(session);
    await makeKeyTables(session);
    const verification = await verifyRows(place, await workColumns(place), context);
    const standing = await Promise.all(fenced.map((column) => fenceStanding(session, column)));
    const isChecked = standing.every(({ isValidated }) => isValidated);
    const { classes, wrongIndexes } = verification.tally;
    // what does not open is for a person to mend; a run mends the rest
    const isMendable = !isChecked || classes.plaintext + classes.empty + wrongIndexes > 0;
    const next = isMendable ? [nextCommand("run", place)] : [];
    return { job: job.name, environment: environment.name, relation, verification, isChecked, next };
  });
}
