/** `encrypt decrypt`: the way back, by the same engine. The check and the fence go first; the application must write plain text again before. */

import { decryptWork } from "../core/encryption/column-work.ts";
import { countOf } from "../core/report/count-words.ts";
import { sha256Of } from "../core/sha256-of.ts";
import { dropProofs } from "../postgres/data-keys.ts";
import { countEnvelopes, dropCheck, dropFence } from "../postgres/encryption-fence.ts";
import { findRun } from "../postgres/job-store.ts";
import { confirmData } from "./data-place.ts";
import { encryptionKind, goThroughRows, type RowsOutcome } from "./encrypt-rows.ts";
import {
  acknowledging,
  type EncryptionRequest,
  nextCommand,
  requireAcknowledged,
  withEncryption,
  workColumns,
} from "./open-encryption.ts";
import { runGently } from "./run-gently.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What came of it. */
export interface EncryptDecryptOutcome {
  readonly job: string;
  readonly environment: string;
  readonly relation: string;
  readonly rows: RowsOutcome;
  /** Values that still have the form of an envelope. */
  readonly left: number;
  readonly isComplete: boolean;
  readonly next: readonly string[];
}

/** Decrypts. @throws AppError ENCRYPTION_REFUSED, CONFIRMATION_MISSING and what `withEncryption` throws */
export async function encryptDecrypt(request: EncryptionRequest, context: WorkflowContext): Promise<EncryptDecryptOutcome> {
  return withEncryption(request, context, async (place) => {
    const { job, environment, relation, session, fenced, table } = place;
    const line = nextCommand("decrypt", place);
    await confirmData(
      place,
      request,
      `write ${countOf(job.columns.length, "column")} of ${relation} back as plain text`,
      acknowledging(`lockstep encrypt decrypt ${job.name} --env ${environment.name}`, request),
    );
    requireAcknowledged(
      request,
      `decrypt:${job.name}`,
      `${relation} would hold plain text again, in the heap, the WAL and every backup from now on; the application must write plain text before. Nothing was done.`,
      line,
    );
    const columns = await workColumns(place);
    await runGently(
      session,
      fenced.flatMap((column) => [dropCheck(column), ...dropFence(column)]),
    );
    const forth = await findRun(session, job.name, encryptionKind);
    const through = (again: boolean) =>
      goThroughRows(
        place,
        {
          kind: "decryption",
          work: decryptWork(columns),
          checksum: sha256Of(JSON.stringify([job.checksum, forth?.id ?? null])),
          again,
        },
        context,
      );
    let rows = await through(false);
    let left = await countEnvelopes(session, fenced);
    // what the application has encrypted while this ran
    if (left > 0 && rows.ending !== "interrupted" && rows.ending !== "blocked") {
      rows = await through(true);
      left = await countEnvelopes(session, fenced);
    }
    const isComplete = left === 0 && (rows.ending === "done" || rows.ending === "done-before");
    if (isComplete)
      await dropProofs(
        session,
        columns.map(({ keys }) => keys.columnId),
      );
    const next = isComplete ? [] : [`${line} --ack decrypt:${job.name}`];
    return {
      job: job.name,
      environment: environment.name,
      relation: `${table.schema}.${table.name}`,
      rows,
      left,
      isComplete,
      next,
    };
  });
}
