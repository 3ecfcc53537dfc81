/** What a guard of a batch is, and the one that has nothing to look at: an unprotected environment without a prediction. */

import type { MigrationFile } from "../core/migration/migration-file.ts";
import type { Checklist } from "../core/release/checklist.ts";
import type { Loss } from "../core/release/loss.ts";
import type { Environment } from "../project/environments.ts";
import type { Batch } from "./apply-migration.ts";
import type { Consent } from "./consent.ts";

/** What became of the prediction: every look found what was predicted, or there was none. */
export type PredictionOutcome = { readonly kind: "held" } | { readonly kind: "none"; readonly why: string };

/** Around one batch. Close it in `finally`. */
export interface BatchGuard {
  readonly batch: Pick<Batch, "check" | "checkAfter" | "checkHook" | "note">;
  /** Null where no plan has to be approved. */
  readonly planHash: string | null;
  /** Losses that are still to be acknowledged; only a dry run gets here with some. */
  readonly losses: readonly Loss[];
  /** Of the rehearsal, relative to the working folder. */
  readonly evidence: string | null;
  /** Null where none is asked for. */
  readonly checklist: Checklist | null;
  /** The last look, after the batch. @throws AppError MIGRATION_DIFFERS */
  readonly finish: (batchId: string) => Promise<PredictionOutcome>;
  readonly close: () => Promise<void>;
}

/** How to guard. */
export interface GuardRequest {
  readonly files: readonly MigrationFile[];
  readonly isDryRun: boolean;
  /** As it is typed, without flags of consent. */
  readonly line: string;
  /** What somebody has to say beside the losses that the rehearsal finds. */
  readonly attestations: readonly Loss[];
  /** A file of them was begun by a run that was interrupted: it was rehearsed then, and a copy of what it left predicts nothing. */
  readonly resumes: boolean;
  readonly consent: Consent;
  /** Whether an unprotected environment gets a prediction. */
  readonly predicts: boolean;
  /** Whose clock it is: the server's, unless a clock is given by whoever plays through weeks. */
  readonly clock: (() => Date) | null;
}

/** More are not predicted: the copy would have to run them all. */
const mostPredicted = 100;

/** Why there is no prediction. */
export const goesOn = "it went on with a file that was interrupted";

/** What a guard holds where nobody has to be asked. */
export const nothingAsked = {
  batch: { check: null },
  planHash: null,
  losses: [],
  evidence: null,
  checklist: null,
  close: async () => {},
} as const;

/** The guard of a batch that nobody looks at; null: somebody has to. */
export function unguarded(
  { files, isDryRun, predicts, resumes }: Pick<GuardRequest, "files" | "isDryRun" | "predicts" | "resumes">,
  environment: Environment,
): BatchGuard | null {
  if (environment.protected) return null;
  const isMany = files.length > mostPredicted;
  const why = !predicts ? "not asked for" : resumes ? goesOn : isMany ? `more than ${mostPredicted} files are pending` : null;
  if (!isDryRun && why === null) return null;
  return { ...nothingAsked, finish: async () => ({ kind: "none", why: why ?? "nothing was applied" }) };
}
