/**
 * What a failed train proposes: the way back of what it has committed, with what that would lose at this moment. It is not gone by itself,
 * unless somebody has said so in advance and nothing would be lost.
 */

import { AppError } from "../../core/app-error.ts";
import type { Ride } from "./ride.ts";

/** The proposal, and what became of it. */
export interface RollbackProposal {
  /** In the order in which they would be undone. */
  readonly files: readonly string[];
  /** `lossless`: nothing is lost now · `lossy`: `losses` are · `refused`: it cannot be gone, and `why` says why. */
  readonly verdict: "lossless" | "lossy" | "refused";
  readonly losses: readonly string[];
  readonly why: string | null;
  readonly command: string;
  /** It was gone, as --rollback-on-failure asks. */
  readonly isDone: boolean;
}

/** Looks, and goes back where that was asked for; null where nothing is committed. */
export async function proposeRollback(
  { request, place, context }: Ride,
  files: readonly string[],
): Promise<RollbackProposal | null> {
  if (files.length === 0) return null;
  const { name } = place.environment;
  const { rollback } = await import("../rollback.ts");
  const { waitMs, tool, lockBudgetMs, attempts, consent, rollsBackOnFailure } = request;
  const wish = { environment: name, to: null, only: null, steps: files.length, waitMs, tool, lockBudgetMs, attempts };
  const command = `lockstep rollback ${name} --steps ${files.length}`;
  try {
    const { undone, acknowledgements } = await rollback(
      { ...wish, isDryRun: true, consent: { ...consent, approve: null } },
      context,
    );
    const proposal = { files: undone.map(({ file }) => file), losses: acknowledgements, why: null, command };
    if (acknowledgements.length > 0) return { ...proposal, verdict: "lossy", isDone: false };
    if (rollsBackOnFailure)
      await rollback({ ...wish, isDryRun: false, consent: { ...consent, approve: null, confirm: name } }, context);
    return { ...proposal, verdict: "lossless", isDone: rollsBackOnFailure };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const files_ = [...files].reverse();
    return { files: files_, verdict: "refused", losses: [], why: error.message, command, isDone: false };
  }
}
