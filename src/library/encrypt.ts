/** The library's `encrypt`: columns encrypted in place or looked at, as `lockstep encrypt run` and `verify` give it with `--format json`. */

import type { EncryptRunOutcome } from "../workflows/encrypt-run.ts";
import type { EncryptVerifyOutcome } from "../workflows/encrypt-verify.ts";
import type { DataOptions } from "./data-options.ts";
import { runWorkflow } from "./run-workflow.ts";

/** Where to encrypt, and what is live already. */
export interface EncryptOptions extends DataOptions {
  /** What somebody has made sure of, by its name: `deployed:tokens`. */
  readonly acknowledge?: readonly string[] | undefined;
}

/**
 * Runs the stages of an encryption that are not done yet. Rows that cannot be encrypted, or do not open, are an outcome (`isComplete: false`). Stopped
 * by the signal or killed, the same call goes on.
 *
 * @throws AppError JOB_*, ENCRYPTION_* (ENCRYPTION_REFUSED where something has to be said first), INTERRUPTED, CONFIRMATION_MISSING, LOCK_TIMEOUT, IDENTITY_MISMATCH, of
 *   configuration, secrets, connections
 */
export async function encrypt(job: string, options: EncryptOptions = {}): Promise<EncryptRunOutcome> {
  const { environment, confirm, acknowledge = [] } = options;
  return runWorkflow(options, async (context) => {
    const { encryptRun } = await import("../workflows/encrypt-run.ts");
    const said = { acknowledged: acknowledge, confirm: confirm ?? null, askText: null };
    return encryptRun({ job, environment: environment ?? null, ...said }, context);
  });
}

/**
 * Opens every value; one that does not open is an outcome (`verification.passed: false`).
 *
 * @throws AppError JOB_*, ENCRYPTION_*, INTERRUPTED, IDENTITY_MISMATCH, of configuration, secrets, connections
 */
export async function verifyEncryption(job: string, options: Omit<DataOptions, "confirm"> = {}): Promise<EncryptVerifyOutcome> {
  return runWorkflow(options, async (context) => {
    const { encryptVerify } = await import("../workflows/encrypt-verify.ts");
    return encryptVerify({ job, environment: options.environment ?? null }, context);
  });
}
