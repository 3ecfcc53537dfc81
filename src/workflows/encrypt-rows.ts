/** The rows of an encryption job gone through by the engine: encrypted, decrypted, or looked at. */

import { AppError } from "../core/app-error.ts";
import type { BatchWork } from "../core/backfill/batch-work.ts";
import { newTally, type VerificationTally, verifyWork } from "../core/encryption/column-work.ts";
import type { WorkColumn } from "../core/encryption/work-column.ts";
import { countOf } from "../core/report/count-words.ts";
import { sha256Of } from "../core/sha256-of.ts";
import { readProofs, reservedBlock, reservedWarning, reserveEncryptions, unpackProofs } from "../postgres/data-keys.ts";
import { changeState, findRun, readQuarantine, readTotals, verifyKind } from "../postgres/job-store.ts";
import { requeueQuarantine } from "../postgres/requeue-quarantine.ts";
import type { Session } from "../postgres/session.ts";
import { runWith } from "./backfill.ts";
import { computedSettings, type JobOutcome } from "./data-job.ts";
import type { EncryptionPlace } from "./open-encryption.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** The kind of the runs that encrypt. */
export const encryptionKind = "encryption";

/** A row that cannot be done. */
export interface RefusedRow {
  readonly key: readonly string[];
  readonly reason: string;
}

/** One way through the rows. */
export interface RowsOutcome {
  readonly ending: JobOutcome["ending"];
  /** Of all calls of the run. */
  readonly read: number;
  /** Of this call: one that went on with a run has not seen all rows itself. */
  readonly seen: number;
  readonly written: number;
  readonly seconds: number;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** The first of them. */
  readonly refused: readonly RefusedRow[];
  /** All of them. */
  readonly refusedCount: number;
}

/** How to go through. */
export interface RowsRequest {
  readonly kind: string;
  readonly work: BatchWork;
  /** Of what is done: another one begins a new run. */
  readonly checksum: string;
  /** A run that is done is begun anew. */
  readonly again: boolean;
}

/** Rows shown of those that cannot be done. */
const shownRows = 10;

/** Goes through. @throws AppError as `runDataJob` */
export async function goThroughRows(
  place: EncryptionPlace,
  { kind, work, checksum, again }: RowsRequest,
  context: WorkflowContext,
): Promise<RowsOutcome> {
  const { session, job, table } = place;
  await settleOpenRun(session, job.name, { kind, checksum });
  const outcome = await runWith(
    {
      name: job.name,
      kind,
      relation: table.qualified,
      checksum,
      key: table.key.map(({ name }) => name),
      work,
      // what Node computes is held in memory, and the locks are held as long
      settings: computedSettings,
    },
    place,
    { again },
    context,
  );
  const { run, totals, here, ending } = outcome;
  if (ending === "interrupted")
    throw new AppError({
      code: "INTERRUPTED",
      message: `Stopped after ${countOf(totals.read, "row")} of ${job.table}; what is done is done.`,
      hint: "The same command goes on from there.",
    });
  const refused = totals.quarantined === 0 ? [] : await readQuarantine(session, run.id, shownRows);
  return {
    ending,
    read: totals.read,
    seen: here.read,
    written: here.written,
    seconds: here.seconds,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    refused: refused.map(({ key, reason }) => ({ key, reason })),
    refusedCount: Math.max(totals.openQuarantine, totals.wrong),
  };
}

/**
 * A run that is open and does something else (under another key, say) is over. One that went to its end with rows that could not be done looks at
 * those once more: whoever calls again has mended them.
 */
async function settleOpenRun(
  session: Session,
  name: string,
  { kind, checksum }: Pick<RowsRequest, "kind" | "checksum">,
): Promise<void> {
  const run = await findRun(session, name, kind);
  if (run?.state !== "open") return;
  if (run.checksum !== checksum) {
    await changeState(session, run.id, ["open"], "cancelled", "the job or its keys have changed since");
    return;
  }
  const { chunks, chunksDone, openQuarantine, workers } = await readTotals(session, run.id);
  if (chunksDone === chunks && openQuarantine > 0 && workers.length === 0) await requeueQuarantine(session, run);
}

/** Reserves encryptions in blocks, each in a transaction of its own, and tells when a key comes near its limit. */
export function sealCounter(session: Session, context: WorkflowContext): (kid: string, count: number) => Promise<void> {
  const left = new Map<string, number>();
  const reserve = async (kid: string, count: number) => {
    let rest = left.get(kid) ?? 0;
    while (rest < count) {
      const reserved = await reserveEncryptions(session, kid);
      rest += reservedBlock;
      if (reserved >= reservedWarning && reserved - reservedBlock < reservedWarning)
        context.progress({ step: "keys", state: "warning", detail: `data key ${kid} has sealed 2^30 values: rotate it soon` });
    }
    left.set(kid, rest - count);
  };
  // workers ask at the same time, and what one has taken the other must not count on
  let turn: Promise<unknown> = Promise.resolve();
  return (kid, count) => {
    const mine = turn.then(() => reserve(kid, count));
    turn = mine.catch(() => undefined);
    return mine;
  };
}

/** What a verification found. */
export interface VerificationOutcome extends RowsOutcome {
  /** Of the rows that this call looked at. */
  readonly tally: VerificationTally;
  readonly passed: boolean;
}

/** Opens every value, compares it, and tries it elsewhere. @throws AppError as `runDataJob` */
export async function verifyRows(
  place: EncryptionPlace,
  columns: readonly WorkColumn[],
  context: WorkflowContext,
): Promise<VerificationOutcome> {
  const { session, job } = place;
  await unpackProofs(session);
  const tally = newTally();
  const ids = columns.map(({ keys }) => keys.columnId);
  const outcome = await goThroughRows(
    place,
    {
      kind: verifyKind(encryptionKind),
      work: verifyWork(columns, { proofs: (nonces) => readProofs(session, ids, nonces), tally }),
      checksum: sha256Of(job.checksum),
      again: true,
    },
    context,
  );
  // what was done before is no look of now
  return { ...outcome, tally, passed: outcome.ending === "done" && outcome.refusedCount === 0 };
}
