/**
 * `encrypt run`: from plain text to ciphertext, in stages each of which finds out by itself whether it is done. Killed anywhere, the next run goes on;
 * run again when all is done, it writes nothing.
 */

import { AppError } from "../core/app-error.ts";
import { encryptWork } from "../core/encryption/column-work.ts";
import { mintDataKey } from "../core/encryption/data-key.ts";
import { judgePreflight } from "../core/encryption/preflight.ts";
import type { WorkColumn } from "../core/encryption/work-column.ts";
import { countOf } from "../core/report/count-words.ts";
import { sha256Of } from "../core/sha256-of.ts";
import { keepDataKeys, keepProofs, makeKeyTables } from "../postgres/data-keys.ts";
import { addCheck, checkName, dropFence, fenceStanding, setFence, validateCheck } from "../postgres/encryption-fence.ts";
import { readPreflight } from "../postgres/encryption-preflight.ts";
import { findRun, readJobStanding } from "../postgres/job-store.ts";
import { makeJobTables } from "../postgres/job-tables.ts";
import { confirmData } from "./data-place.ts";
import {
  encryptionKind,
  goThroughRows,
  type RowsOutcome,
  sealCounter,
  type VerificationOutcome,
  verifyRows,
} from "./encrypt-rows.ts";
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
import { runGently } from "./run-gently.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** The stages, in their order. */
export const encryptionStages = ["preflight", "keys", "fence", "encrypt", "verify", "check", "open the fence"] as const;
export type EncryptionStage = (typeof encryptionStages)[number];

/** What came of a run. */
export interface EncryptRunOutcome {
  readonly job: string;
  readonly environment: string;
  readonly relation: string;
  readonly columns: readonly string[];
  /** The constraints that prove the form of every value from now on. */
  readonly checks: readonly string[];
  readonly stages: readonly {
    readonly stage: EncryptionStage;
    readonly state: "done" | "was-done" | "open";
    readonly detail: string;
  }[];
  readonly warnings: readonly string[];
  readonly rows: RowsOutcome | null;
  readonly verification: VerificationOutcome | null;
  readonly isComplete: boolean;
  /** The server's own check keeps plain text out, as it may have done before this run. */
  readonly isChecked: boolean;
  /** The next command, or what is to be done before. */
  readonly next: readonly string[];
}

/** Runs it as far as it can. @throws AppError ENCRYPTION_REFUSED, CONFIRMATION_MISSING, LOCK_TIMEOUT and what `withEncryption` throws */
export async function encryptRun(request: EncryptionRequest, context: WorkflowContext): Promise<EncryptRunOutcome> {
  return withEncryption(request, context, async (place) => {
    const { job, relation, environment } = place;
    const line = nextCommand("run", place);
    await confirmData(
      place,
      request,
      `encrypt ${countOf(job.columns.length, "column")} of ${relation}`,
      acknowledging(`lockstep encrypt run ${job.name} --env ${environment.name}`, request),
    );
    const stages: EncryptRunOutcome["stages"][number][] = [];
    const note = (stage: EncryptionStage, state: "done" | "was-done" | "open", detail: string) => {
      stages.push({ stage, state, detail });
      context.progress({ step: stage, state: state === "open" ? "warning" : "done", detail });
    };
    const warnings = await preflight(place);
    note("preflight", "done", warnings.length === 0 ? "nothing in the way" : countOf(warnings.length, "warning"));
    const minted = await ensureKeys(place);
    note(
      "keys",
      minted === 0 ? "was-done" : "done",
      minted === 0 ? "there already" : `${countOf(minted, "data key")} made and wrapped`,
    );
    const base = {
      job: job.name,
      environment: environment.name,
      relation,
      columns: job.columns.map(({ name }) => name),
      stages,
      warnings,
    };
    return { ...base, ...(await afterKeys(place, request, { note, line, warnings, minted }, context)) };
  });
}

type Note = (stage: EncryptionStage, state: "done" | "was-done" | "open", detail: string) => void;
type Ending = Pick<EncryptRunOutcome, "rows" | "verification" | "isComplete" | "isChecked" | "next" | "checks">;

async function afterKeys(
  place: EncryptionPlace,
  request: EncryptionRequest,
  {
    note,
    line,
    warnings,
    minted,
  }: { readonly note: Note; readonly line: string; readonly warnings: readonly string[]; readonly minted: number },
  context: WorkflowContext,
): Promise<Ending> {
  const { job, session, fenced, relation } = place;
  const standing = await Promise.all(fenced.map((column) => fenceStanding(session, column)));
  const checks = fenced.map(checkName);
  const isChecked = standing.every(({ isValidated, hasFence }) => isValidated && !hasFence);
  if (isChecked && (await asksForRows(place, minted))) {
    const passed = await encryptAndVerify(place, await workColumns(place), note, context, true);
    const isComplete = passed.verification?.passed === true;
    return { ...passed, isComplete, isChecked, checks, next: isComplete ? nextOf(place) : [line] };
  }
  if (isChecked) {
    note("check", "was-done", "every value has the form of an envelope: the server keeps it so");
    return { rows: null, verification: null, isComplete: true, isChecked, checks, next: nextOf(place) };
  }
  const isFenced = standing.every(({ hasFence, hasCheck }) => hasFence || hasCheck);
  if (!isFenced)
    requireAcknowledged(
      request,
      `deployed:${job.name}`,
      `${relation}: its keys are made${warnings.length === 0 ? "" : `, with ${countOf(warnings.length, "warning")}: ${warnings.join("; ")}`}. Before rows are encrypted, the code that reads both forms and writes encrypted values must be live everywhere, and nobody has said so.`,
      line,
    );
  if (!isFenced) await runGently(session, fenced.filter((_, i) => !isHeld(standing[i])).flatMap(setFence));
  note("fence", isFenced ? "was-done" : "done", "plain text is refused from now on, where a value changes");
  const columns = await workColumns(place);
  const { rows, verification } = await encryptAndVerify(place, columns, note, context);
  const open = { rows, verification, isComplete: false, isChecked, checks: [] };
  if (verification === null || !verification.passed) return { ...open, next: [line] };
  for (const [i, column] of fenced.entries()) {
    if (standing[i]?.hasCheck !== true) await runGently(session, [addCheck(column)]);
    // scans the table under a lock that lets reads and writes pass
    if (standing[i]?.isValidated !== true) await runGently(session, [validateCheck(column)]);
  }
  note("check", "done", "every value has the form of an envelope: the server has looked, and keeps it so");
  await runGently(session, fenced.flatMap(dropFence));
  note("open the fence", "done", "the check does its work now");
  return { rows, verification, isComplete: true, isChecked: true, checks, next: nextOf(place) };
}

/** Rows of a table that is encrypted are gone through once more where the last look found some wrong or did not end, or a blind index is new. */
async function asksForRows({ session, job }: EncryptionPlace, minted: number): Promise<boolean> {
  if (minted > 0) return true;
  const { run, verification } = await readJobStanding(session, job.name, encryptionKind);
  return run?.state === "open" || verification?.state === "open" || Number(verification?.result?.wrong ?? 0) > 0;
}

function isHeld(standing: { readonly hasFence: boolean; readonly hasCheck: boolean } | undefined): boolean {
  return standing?.hasFence === true || standing?.hasCheck === true;
}

/** Twice at most: a row whose key moved while it ran may have been missed, and the second look finds it. */
async function encryptAndVerify(
  place: EncryptionPlace,
  columns: readonly WorkColumn[],
  note: Note,
  context: WorkflowContext,
  again = false,
) {
  let rows = await encryptRows(place, columns, again, context);
  for (const isLast of [false, true]) {
    const isDone = rows.ending === "done" || rows.ending === "done-before";
    note("encrypt", isDone ? "done" : "open", rowsWords(rows));
    if (!isDone) return { rows, verification: null };
    const verification = await verifyRows(place, columns, context);
    const missed = verification.tally.classes.plaintext + verification.tally.classes.empty;
    if (verification.passed || missed === 0 || isLast) {
      note(
        "verify",
        verification.passed ? "done" : "open",
        verification.passed ? "every value opens" : "not every value is as it should be",
      );
      return { rows, verification };
    }
    rows = await encryptRows(place, columns, true, context);
  }
  return { rows, verification: null };
}

function rowsWords({ ending, read, written, refusedCount }: RowsOutcome): string {
  if (ending === "blocked") return `${countOf(refusedCount, "row")} cannot be encrypted`;
  if (ending === "done" || ending === "done-before")
    return `${countOf(read, "row")} seen, ${countOf(written, "row")} written now`;
  return `${ending} after ${countOf(read, "row")}`;
}

/** Goes through all rows; a run after a decryption is a new one. @throws AppError as `runDataJob` */
export async function encryptRows(
  place: EncryptionPlace,
  columns: readonly WorkColumn[],
  again: boolean,
  context: WorkflowContext,
): Promise<RowsOutcome> {
  const { job, session } = place;
  const counting = await place.open("lockstep encrypt");
  try {
    const back = await findRun(session, job.name, "decryption");
    const kids = columns.map(({ keys }) => keys.current.kid);
    return await goThroughRows(
      place,
      {
        kind: encryptionKind,
        work: encryptWork(columns, {
          // a session of its own: what was reserved stays so when the batch is rolled back
          reserve: sealCounter(counting, context),
          keep: keepProofs,
        }),
        checksum: sha256Of(JSON.stringify([job.checksum, kids, back?.id ?? null])),
        again,
      },
      context,
    );
  } finally {
    await counting.close();
  }
}

async function preflight(place: EncryptionPlace): Promise<readonly string[]> {
  const { session, table, job, relation } = place;
  const names = job.columns.flatMap(({ name, blindIndex }) => (blindIndex === null ? [name] : [name, blindIndex.into]));
  const facts = await readPreflight(session, table, names);
  const indexes = new Set(job.columns.flatMap(({ blindIndex }) => (blindIndex === null ? [] : [blindIndex.into])));
  // what a blind index is used by is what it is for
  const own = { ...facts, uses: facts.uses.filter(({ column }) => !indexes.has(column)) };
  const { obstacles, warnings } = judgePreflight(own, job.binding);
  if (obstacles.length === 0) return warnings;
  throw new AppError({
    code: "ENCRYPTION_REFUSED",
    message: `${relation} cannot be encrypted as it is: ${obstacles.join("; ")}. Nothing was done.`,
  });
}

/** Makes the keys that are missing; their number. */
async function ensureKeys(place: EncryptionPlace): Promise<number> {
  const { session, job, masters } = place;
  await makeJobTables(session);
  await makeKeyTables(session);
  const known = await keysOf(place);
  const has = (columnId: string, purpose: string) =>
    known.some((key) => key.column_id === columnId && key.purpose === purpose && key.is_current);
  const missing = job.columns.flatMap(({ columnId, blindIndex }) => [
    ...(has(columnId, "data") ? [] : [mintDataKey(columnId, "data", masters[0])]),
    ...(blindIndex === null || has(columnId, "index") ? [] : [mintDataKey(columnId, "index", masters[0])]),
  ]);
  await keepDataKeys(
    session,
    missing.map((key) => ({ ...key, is_current: true })),
  );
  // they must open: a wrong master key shows here, before a row is touched
  await workColumns(place);
  return missing.length;
}

function nextOf(place: EncryptionPlace): readonly string[] {
  return ['make the reader strict: mode: "strict"', nextCommand("scrub", place)];
}
