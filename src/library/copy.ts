/** The library's `copy`: masked rows of one environment in another, as `lockstep copy --format json` gives it. */

import type { CopyResult } from "../workflows/copy.ts";
import type { LibraryOptions } from "./library-options.ts";
import { runWorkflow } from "./run-workflow.ts";

/** Which rows. */
export interface CopyOptions extends LibraryOptions {
  /** Only these rows and what belongs to them: `public.accounts: created_at > now() - interval '30 days'`. */
  readonly subset?: readonly string[] | undefined;
  /** So many percent of the tables that large ones lead to, and what belongs to them. */
  readonly percent?: number | undefined;
  /** Only these tables and those that they refer to. */
  readonly tables?: readonly string[] | undefined;
  /** Without the rows of these tables: `audit.*`. */
  readonly exclude?: readonly string[] | undefined;
  /** `replace:ENV`: the rows that the target holds may go; `leak:TABLE.COLUMN`: what was found there may stay. */
  readonly acknowledge?: readonly string[] | undefined;
  /** Say what would be copied, and write nothing. Default false. */
  readonly dryRun?: boolean | undefined;
}

/**
 * Copies in one transaction of the target; a copy that does not prove right is an outcome (`refuted` says why), and has changed nothing. Masks come
 * from the masking file.
 *
 * @throws AppError COPY_REFUSED, COLUMNS_UNCLASSIFIED, MASKING_INVALID, ACKNOWLEDGEMENT_MISSING, COPY_FAILED, OUTCOME_UNKNOWN, INTERRUPTED,
 *   IDENTITY_MISMATCH, SAME_DATABASE, of configuration, secrets, connections
 */
export async function copy(from: string, to: string, options: CopyOptions = {}): Promise<CopyResult> {
  const { subset = [], percent, tables = [], exclude = [], acknowledge = [], dryRun = false } = options;
  return runWorkflow(options, async (context) => {
    const workflow = await import("../workflows/copy.ts");
    const wish = { subset, percent: percent ?? null, tables, exclude, acknowledged: acknowledge, isDryRun: dryRun };
    return workflow.copy({ from, to, ...wish, clock: () => new Date(), now: () => performance.now() }, context);
  });
}
