/**
 * `encrypt rotate`: a new data key, or with `--kek` a new master key. A new data key is first made known and only then used: an instance that has not
 * read it could open nothing that the others write.
 */

import { AppError } from "../core/app-error.ts";
import { mintDataKey, rewrapDataKey } from "../core/encryption/data-key.ts";
import { countOf } from "../core/report/count-words.ts";
import { activateDataKey, keepDataKeys, type LedgerDataKey, retireDataKeys, rewrapDataKeys } from "../postgres/data-keys.ts";
import { confirmData } from "./data-place.ts";
import type { RowsOutcome, VerificationOutcome } from "./encrypt-rows.ts";
import { verifyRows } from "./encrypt-rows.ts";
import { encryptRows } from "./encrypt-run.ts";
import {
  acknowledging,
  type EncryptionPlace,
  type EncryptionRequest,
  keysOf,
  nextCommand,
  requireAcknowledged,
  withEncryption,
  workColumns,
} from "./open-encryption.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What came of it. */
export interface EncryptRotateOutcome {
  readonly job: string;
  readonly environment: string;
  readonly relation: string;
  /** `rewrapped`: a new master key · `announced`: new data keys are there and not used yet · `rotated`: rows carry them. */
  readonly did: "rewrapped" | "announced" | "rotated" | "nothing";
  /** Ids of the keys that this was about. */
  readonly kids: readonly string[];
  readonly rows: RowsOutcome | null;
  readonly verification: VerificationOutcome | null;
  /** Keys that nothing is sealed with any more. They stay, for backups. */
  readonly retired: readonly string[];
  readonly isComplete: boolean;
  readonly next: readonly string[];
}

/** Rotates. @throws AppError ENCRYPTION_REFUSED, CONFIRMATION_MISSING and what `withEncryption` throws */
export async function encryptRotate(
  request: EncryptionRequest & { readonly isMaster: boolean },
  context: WorkflowContext,
): Promise<EncryptRotateOutcome> {
  return withEncryption(request, context, async (place) => {
    const { job, environment, relation } = place;
    const line = nextCommand("rotate", place);
    await confirmData(
      place,
      request,
      `rotate the ${request.isMaster ? "master key" : "data keys"} of ${relation}`,
      acknowledging(`lockstep encrypt rotate ${job.name} --env ${environment.name}`, request),
    );
    const keys = await keysOf(place);
    if (keys.length === 0)
      throw new AppError({
        code: "ENCRYPTION_KEY_UNKNOWN",
        message: `${relation} has no data keys yet.`,
        hint: nextCommand("run", place),
      });
    const base = { job: job.name, environment: environment.name, relation, rows: null, verification: null, retired: [] };
    if (request.isMaster) return { ...base, ...(await rewrap(place, keys)) };
    const announced = announcedKeys(keys);
    if (announced.length === 0) return { ...base, ...(await announce(place, line)) };
    requireAcknowledged(
      request,
      `reloaded:${job.name}`,
      `${relation}: new data keys are there (${announced.map(({ kid }) => kid).join(", ")}) and not used yet: every instance of the application must have read lockstep.data_key again before, and nobody has said so.`,
      line,
    );
    for (const key of announced) await activateDataKey(place.session, key);
    return { ...base, ...(await reseal(place, announced, line, context)) };
  });
}

async function rewrap(place: EncryptionPlace, keys: readonly LedgerDataKey[]) {
  const { session, masters, job } = place;
  const [current, ...before] = masters;
  const stale = keys.filter(({ kek }) => kek !== current.fingerprint);
  await rewrapDataKeys(
    session,
    stale.map((key) => rewrapDataKey(key, [current, ...before], current)),
  );
  const next =
    stale.length === 0
      ? []
      : [`take the old key out of previousKeys of ${job.name}, and out of the application, once all instances have the new one`];
  return {
    did: stale.length === 0 ? ("nothing" as const) : ("rewrapped" as const),
    kids: stale.map(({ kid }) => kid),
    isComplete: true,
    next,
  };
}

async function announce({ session, job, masters }: EncryptionPlace, line: string) {
  const minted = job.columns.map(({ columnId }) => mintDataKey(columnId, "data", masters[0]));
  await keepDataKeys(
    session,
    minted.map((key) => ({ ...key, is_current: false })),
  );
  const next = [
    "have every instance of the application read lockstep.data_key again (a restart does)",
    `${line} --ack reloaded:${job.name}`,
  ];
  return { did: "announced" as const, kids: minted.map(({ kid }) => kid), isComplete: false, next };
}

async function reseal(place: EncryptionPlace, announced: readonly LedgerDataKey[], line: string, context: WorkflowContext) {
  const { session, job } = place;
  const columns = await workColumns(place);
  const rows = await encryptRows(place, columns, true, context);
  const isDone = rows.ending === "done" || rows.ending === "done-before";
  const verification = isDone ? await verifyRows(place, columns, context) : null;
  const isComplete = verification?.passed === true && verification.tally.classes["older-key"] === 0;
  const current = new Set(columns.map(({ keys }) => keys.current.kid));
  const older = (await keysOf(place)).filter(({ purpose, kid }) => purpose === "data" && !current.has(kid)).map(({ kid }) => kid);
  if (isComplete) await retireDataKeys(session, older);
  const left = verification?.tally.classes["older-key"] ?? 0;
  return {
    did: "rotated" as const,
    kids: announced.map(({ kid }) => kid),
    rows,
    verification,
    retired: isComplete ? older : [],
    isComplete,
    next: isComplete
      ? []
      : left > 0
        ? [
            `${countOf(left, "value")} ${left === 1 ? "was" : "were"} sealed with an older key meanwhile: have every instance read the keys again, then ${line} --ack reloaded:${job.name}`,
          ]
        : [`${line} --ack reloaded:${job.name}`],
  };
}

/** Keys that are newer than the current one of their column, and while rows still carry older ones, the current one itself. */
function announcedKeys(keys: readonly LedgerDataKey[]): readonly LedgerDataKey[] {
  const data = keys.filter(({ purpose }) => purpose === "data");
  return data.filter((key) => {
    const own = data.filter(({ column_id }) => column_id === key.column_id);
    const current = own.findIndex(({ is_current }) => is_current);
    const isUnfinished = key.is_current && own.slice(0, current).some(({ isRetired }) => !isRetired);
    return isUnfinished || (!key.is_current && !key.isRetired && own.indexOf(key) > current);
  });
}
