/** What the commands print that change, encrypt and copy rows, and those that write the steps of a change. */

import * as z from "zod";
import type { ChangeStepData } from "../../src/cli/commands/expand-result.ts";
import type { JobPreview } from "../../src/core/backfill/job-preview.ts";
import type { JobRecord } from "../../src/core/backfill/job-record.ts";
import type { JobTotals, QuarantinedRow } from "../../src/core/backfill/job-run.ts";
import type { ThrottleCause } from "../../src/core/backfill/throttle.ts";
import type { VerificationTally } from "../../src/core/encryption/column-work.ts";
import type { BackfillOutcome } from "../../src/workflows/backfill.ts";
import type { BackfillAct, BackfillStatus, BackfillVerification, JobStatus } from "../../src/workflows/backfill-acts.ts";
import type { EncryptDecryptOutcome } from "../../src/workflows/encrypt-decrypt.ts";
import type { EncryptRotateOutcome } from "../../src/workflows/encrypt-rotate.ts";
import type { RowsOutcome, VerificationOutcome } from "../../src/workflows/encrypt-rows.ts";
import { type EncryptRunOutcome, encryptionStages } from "../../src/workflows/encrypt-run.ts";
import type { EncryptScrubOutcome } from "../../src/workflows/encrypt-scrub.ts";
import type { EncryptVerifyOutcome } from "../../src/workflows/encrypt-verify.ts";
import type { ChunkWorkOutcome } from "../../src/workflows/work-chunks.ts";
import { copy } from "./copy-schema.ts";
import { type CommandSchema, count, flag, text, texts } from "./schema-parts.ts";

const number = z.number().min(0);
const key = z.array(text);

const run: z.ZodType<JobRecord> = z
  .strictObject({
    id: text,
    name: text,
    kind: text,
    relation: text,
    state: z.enum(["open", "paused", "cancelled", "done"]),
    actor: text,
    reason: text.nullable(),
    startedAt: text,
    finishedAt: text.nullable(),
    rows: number,
  })
  .meta({ id: "JobRecord" });
const totals: z.ZodType<JobTotals> = z
  .strictObject({
    chunks: count,
    chunksDone: count,
    batches: count,
    read: count,
    written: count,
    wrong: count,
    digest: text,
    quarantined: count,
    openQuarantine: count,
    workers: texts,
  })
  .meta({ id: "JobTotals" });
const quarantined: z.ZodType<QuarantinedRow> = z.strictObject({
  key,
  state: text,
  reason: text,
  at: text,
  acknowledgedBy: text.nullable(),
  acknowledgedBecause: text.nullable(),
});
const standing = { run, totals, quarantine: z.array(quarantined) };
const ending = z.enum(["done", "done-before", "blocked", "unsettled", "paused", "cancelled", "interrupted"]);

const causes: Readonly<Record<ThrottleCause, true>> = {
  replicaLagMs: true,
  replicaLagBytes: true,
  slotBytes: true,
  walBytesPerSecond: true,
  archiveBacklog: true,
  deadShare: true,
  waiters: true,
  oldestTransactionMs: true,
  canaryMs: true,
  wraparound: true,
  window: true,
};
// Object.keys forgets that the causes are known
const cause = z.enum(Object.keys(causes) as ThrottleCause[]);

const ran: z.ZodType<Omit<BackfillOutcome, "findings">> = z.strictObject({
  job: text,
  environment: text,
  isProtected: flag,
  table: text,
  ...standing,
  ending,
  isResumed: flag,
  here: z.strictObject({ read: count, written: count, batches: count, seconds: number }),
  stillAsking: count,
  throttled: z.array(z.strictObject({ cause, ms: number })),
  grownBytes: count,
  walBytes: z.number().nullable(),
});
const previewed: z.ZodType<JobPreview> = z.strictObject({
  job: text,
  environment: text,
  table: text,
  key,
  writes: texts,
  rows: number,
  bytes: count,
  chunks: count,
  statement: text,
  explained: texts,
  open: z.strictObject({ startedAt: text, actor: text }).nullable(),
  warnings: texts,
});
const listed: z.ZodType<BackfillStatus> = z.strictObject({
  environment: text,
  jobs: z.array(z.strictObject(standing)),
  neverRan: texts,
  neverEncrypted: texts,
});
const acted: z.ZodType<JobStatus & { readonly environment: string; readonly act: BackfillAct }> = z.strictObject({
  act: z.enum(["pause", "resume", "cancel"]),
  environment: text,
  ...standing,
});
const looked: z.ZodType<Omit<BackfillVerification, "findings">> = z.strictObject({
  job: text,
  environment: text,
  ...standing,
  expected: text,
  isRight: flag,
  ending: z.enum(["done", "paused", "cancelled"]),
});
const helped: z.ZodType<ChunkWorkOutcome> = z.strictObject({ job: text, environment: text, chunks: count, failed: count });

const passed = {
  ending,
  read: count,
  seen: count,
  written: count,
  seconds: number,
  startedAt: text,
  finishedAt: text.nullable(),
  refused: z.array(z.strictObject({ key, reason: text })),
  refusedCount: count,
};
const rows: z.ZodType<RowsOutcome> = z.strictObject(passed);
const tally: z.ZodType<VerificationTally> = z.strictObject({
  classes: z.strictObject({
    current: count,
    "older-key": count,
    plaintext: count,
    empty: count,
    null: count,
    unopenable: count,
    "unknown-key": count,
    "unknown-algorithm": count,
  }),
  compared: count,
  writtenSince: count,
  indexes: count,
  wrongIndexes: count,
  swapped: count,
});
const verification: z.ZodType<VerificationOutcome> = z
  .strictObject({ ...passed, tally, passed: flag })
  .meta({ id: "EncryptionVerification" });
const place = { job: text, environment: text, relation: text };

const encrypted: z.ZodType<EncryptRunOutcome> = z.strictObject({
  ...place,
  columns: texts,
  checks: texts,
  stages: z.array(z.strictObject({ stage: z.enum(encryptionStages), state: z.enum(["done", "was-done", "open"]), detail: text })),
  warnings: texts,
  rows: rows.nullable(),
  verification: verification.nullable(),
  isComplete: flag,
  isChecked: flag,
  next: texts,
});
const verified: z.ZodType<EncryptVerifyOutcome> = z.strictObject({ ...place, verification, isChecked: flag, next: texts });
const rotated: z.ZodType<EncryptRotateOutcome> = z.strictObject({
  ...place,
  did: z.enum(["rewrapped", "announced", "rotated", "nothing"]),
  kids: texts,
  rows: rows.nullable(),
  verification: verification.nullable(),
  retired: texts,
  isComplete: flag,
  next: texts,
});
const decrypted: z.ZodType<EncryptDecryptOutcome> = z.strictObject({
  ...place,
  rows,
  left: count,
  isComplete: flag,
  next: texts,
});
const scrubbed: z.ZodType<EncryptScrubOutcome> = z.strictObject({
  ...place,
  encrypted: z.strictObject({ from: text, to: text.nullable(), wal: text.nullable() }),
  reindexed: texts,
  isRewritten: flag,
  samples: count,
  untraced: count,
  files: z.array(z.strictObject({ kind: z.enum(["heap", "index", "toast"]), name: text, bytes: count, found: count.nullable() })),
  statistics: z.array(z.strictObject({ relation: text, column: text, values: count, isPassedBy: flag })),
  wal: z.strictObject({ position: text.nullable(), slots: texts, archiving: text }),
  backups: texts,
  isClean: flag,
  next: texts,
});

const step: z.ZodType<ChangeStepData> = z.strictObject({
  step: z.enum(["expand", "switch", "contract"]),
  environment: text,
  isProtected: flag,
  name: text,
  asked: text,
  kind: text,
  files: z.array(
    z.strictObject({
      path: text,
      downPath: text.nullable(),
      version: text,
      transaction: z.enum(["one", "none"]),
      safe: text,
    }),
  ),
  others: texts,
  jobs: texts,
  notes: texts,
});

/** By the name of the schema's file. */
export const dataSchemas: Readonly<Record<string, CommandSchema>> = {
  backfill: {
    title: "lockstep backfill run, status, pause, resume, cancel, verify and work with --format json",
    data: z.union([ran, previewed, listed, acted, looked, helped]),
    commands: ["backfill"],
  },
  encrypt: {
    title: "lockstep encrypt run, verify, rotate, decrypt and scrub with --format json",
    data: z.union([encrypted, verified, rotated, decrypted, scrubbed]),
    commands: ["encrypt"],
  },
  copy: {
    title: "lockstep copy --format json, also with --dry-run and --classify",
    data: copy,
    commands: ["copy"],
  },
  expand: { title: "lockstep expand --format json", data: step, commands: ["expand"] },
  switch: { title: "lockstep switch --format json", data: step, commands: ["switch"] },
  contract: { title: "lockstep contract --format json", data: step, commands: ["contract"] },
};
