/** What the commands print that run trains, and what a train rests on. */

import * as z from "zod";
import { rhythms } from "../../src/core/release/cadence-advice.ts";
import type { LoadFigures } from "../../src/core/release/load-record.ts";
import { noticeKinds } from "../../src/core/release/notice.ts";
import { type SmokeFault, smokeFaults } from "../../src/core/release/smoke-fault.ts";
import { type SmokeResult, smokeKinds } from "../../src/core/release/smoke-record.ts";
import { estimatedMinutes, type TrainPart } from "../../src/core/release/train-durations.ts";
import { trainSteps } from "../../src/core/release/train-steps.ts";
import type { AnnounceOutcome } from "../../src/workflows/announce.ts";
import type { ChecklistOutcome, Vouched } from "../../src/workflows/checklist.ts";
import type { FreezeOutcome } from "../../src/workflows/freeze.ts";
import type { LoadOutcome } from "../../src/workflows/load.ts";
import type { Reviewed } from "../../src/workflows/review-broken-glass.ts";
import type { ScheduleOutcome } from "../../src/workflows/schedule.ts";
import type { CalendarOutcome } from "../../src/workflows/schedule-calendar.ts";
import type { SampleOutcome } from "../../src/workflows/schedule-sample.ts";
import type { SmokeOutcome } from "../../src/workflows/smoke.ts";
import type { SmokeFaultsOutcome } from "../../src/workflows/smoke-faults.ts";
import type { SyncOutcome } from "../../src/workflows/sync.ts";
import { backup } from "./backup-schema.ts";
import { init } from "./init-schema.ts";
import { launch } from "./launch-schema.ts";
import { applied } from "./migration-schemas.ts";
import { type CommandSchema, count, failure, flag, head, ordinal, risk, text, texts } from "./schema-parts.ts";
import {
  acknowledgements,
  checklist,
  checklistItem,
  freeze,
  staying,
  trainStanding,
  trainWindow,
  vouchedFile,
} from "./train-parts.ts";

const number = z.number();

const shownChecklist: z.ZodType<ChecklistOutcome> = z.strictObject({
  environment: text,
  checklist: checklist.nullable(),
  isProtected: flag,
  planHash: text.nullable(),
  acknowledgements,
  staying,
});
const vouched: z.ZodType<Vouched> = z.strictObject({
  environment: text,
  kind: z.enum(["attestation", "waiver"]),
  item: checklistItem,
  name: text,
  reason: text.nullable(),
  untilInWords: text,
  until: text,
  files: z.array(vouchedFile),
  path: text,
});
const reviewed: z.ZodType<Reviewed> = z.strictObject({
  environment: text,
  files: texts,
  path: text,
  item: z.literal("break-glass"),
  name: text,
  reason: text,
  events: texts,
});
const announced: z.ZodType<Omit<AnnounceOutcome, "findings">> = z.strictObject({
  environment: text,
  window: trainWindow,
  notice: z.strictObject({
    kind: z.enum(noticeKinds),
    environment: text,
    title: text,
    level: z.enum(["good", "info", "warning", "bad"]),
    lines: texts,
    facts: z.array(z.strictObject({ label: text, value: text })),
    actions: z.array(z.strictObject({ label: text, text })),
  }),
  deliveries: z.array(z.strictObject({ service: text, ok: flag, at: text, why: text.nullable() })),
  isAnnounced: flag,
});

const smokeResult: z.ZodType<SmokeResult> = z.strictObject({
  name: text,
  checksum: text,
  kind: z.enum(smokeKinds),
  passed: flag,
  ms: number,
  message: text.nullable(),
});

const sync: z.ZodType<Omit<SyncOutcome, "findings">> = z.strictObject({
  environment: text,
  train: text.nullable(),
  window: trainWindow.nullable(),
  outcome: z.enum(["done", "empty", "failed", "stopped", "dry-run"]),
  steps: z.array(
    z.strictObject({ step: z.enum(trainSteps), state: z.enum(["done", "skipped", "failed"]), detail: text, ms: number }),
  ),
  riding: z.array(z.strictObject({ file: text, version: text, checksum: text, risk })),
  staying,
  checklist: checklist.nullable(),
  planHash: text.nullable(),
  acknowledgements,
  applied: z.array(applied),
  finished: texts,
  smoke: z.strictObject({ passed: flag, checks: count, failed: z.array(smokeResult), evidence: text.nullable() }).nullable(),
  failure: failure.nullable(),
  rollback: z
    .strictObject({
      files: texts,
      verdict: z.enum(["lossless", "lossy", "refused"]),
      losses: texts,
      why: text.nullable(),
      command: text,
      isDone: flag,
    })
    .nullable(),
  next: z.strictObject({ files: texts, window: trainWindow.nullable(), opens: text.nullable() }).nullable(),
});

const batch = z.strictObject({ tables: texts, files: texts, command: text.nullable(), oversized: text.nullable() });
const turn = z.strictObject({
  day: text,
  window: trainWindow.nullable(),
  skipped: z.enum(["blackout", "clock-change"]).nullable(),
});
const hours = z.array(z.strictObject({ hour: text, perSecond: number }));
const quiet = z
  .strictObject({
    days: count,
    zone: text,
    quietest: hours,
    busiest: hours,
    window: z.strictObject({ window: trainWindow, isQuiet: flag, rank: count, of: count }).nullable(),
  })
  .nullable();

const schedule: z.ZodType<ScheduleOutcome> = z.strictObject({
  environment: text,
  now: text,
  cadence: z.strictObject({
    every: z.union([z.enum(["week", "month"]), z.strictObject({ kind: z.literal("cron"), expression: text, minutes: number })]),
    on: text,
    window: text,
    zone: text,
    batch: z.strictObject({ tables: count.nullable(), migrations: count.nullable() }),
    blackout: texts,
  }),
  isConfigured: flag,
  launch: z.strictObject({ date: text, daysLeft: z.int(), freezeFrom: text }).nullable(),
  advice: z.strictObject({
    recommended: z.enum(rhythms),
    why: text,
    rhythms: z.array(
      z.strictObject({
        rhythm: z.enum(rhythms),
        trains: count,
        minutesPerTrain: number,
        launchDayMinutes: z.strictObject({ least: number, most: number }).nullable(),
        totalMinutes: z.strictObject({ least: number, most: number.nullable() }),
        risk,
        why: text,
      }),
    ),
  }),
  durations: z.array(
    z.strictObject({
      // Object.keys forgets that the parts are known
      part: z.enum(Object.keys(estimatedMinutes) as TrainPart[]),
      minutes: number,
      measured: z.strictObject({ of: z.enum(["trains", "batches"]), count }).nullable(),
    }),
  ),
  open: trainWindow.nullable(),
  next: z.array(trainWindow),
  skipped: z.array(turn),
  freeze: freeze.nullable(),
  trains: trainStanding.nullable(),
  batches: z.array(batch),
  timeline: z.strictObject({
    entries: z.array(z.strictObject({ train: ordinal, window: trainWindow, batch })),
    free: z.int(),
    unplaced: z.array(z.strictObject({ batch, why: text })),
  }),
  quiet,
  notSeen: texts,
});
const calendar: z.ZodType<CalendarOutcome> = z.strictObject({ environment: text, text, windows: z.array(turn) });
const sampled: z.ZodType<SampleOutcome> = z.strictObject({
  environment: text,
  sample: z.strictObject({ at: text, transactions: number, rowsWritten: number, since: text.nullable() }),
  evidence: text,
  samples: count,
  quiet,
});
const frozen: z.ZodType<FreezeOutcome> = z.strictObject({
  environment: text,
  act: z.enum(["freeze", "unfreeze"]),
  reason: text,
  until: text.nullable(),
  evidence: text,
  journal: head.nullable(),
  notInJournal: text.nullable(),
  freeze: freeze.nullable(),
});

const smoked: z.ZodType<Omit<SmokeOutcome, "findings">> = z.strictObject({
  environment: text,
  checks: z.array(smokeResult),
  digest: text,
  head: head.nullable(),
  passed: flag,
  evidence: text.nullable(),
});
// Object.keys forgets that the faults are known
const fault = z.enum(Object.keys(smokeFaults) as SmokeFault[]);
const faulted: z.ZodType<Omit<SmokeFaultsOutcome, "findings">> = z.strictObject({
  environment: text,
  checks: z.array(
    z.strictObject({
      name: text,
      checksum: text,
      failedOn: z.array(z.strictObject({ fault, message: text })),
      passedOn: z.array(fault),
      undecidedOn: z.array(fault),
    }),
  ),
  proven: flag,
  evidence: text,
});

const figures = {
  due: count,
  good: count,
  failed: count,
  unsent: count,
  errorRate: number,
  latency: z.strictObject({ p50: number, p95: number, p99: number, max: number }).nullable(),
};
const allFigures: z.ZodType<LoadFigures> = z.strictObject(figures);
const load: z.ZodType<LoadOutcome> = z.strictObject({
  environment: text,
  digest: text,
  rate: number,
  seconds: number,
  sessions: count,
  throughput: number,
  all: allFigures,
  steps: z.array(z.strictObject({ name: text, ...figures })),
  errors: z.array(z.strictObject({ message: text, count })),
  isBaseline: flag,
  verdict: z.strictObject({ passed: flag, worse: texts, comparedWith: text.nullable(), why: text.nullable() }),
  evidence: text,
});

/** By the name of the schema's file. */
export const releaseSchemas: Readonly<Record<string, CommandSchema>> = {
  sync: { title: "lockstep sync --format json", data: sync, commands: ["sync"] },
  checklist: {
    title: "lockstep checklist show, attest, waive and announce with --format json",
    data: z.union([shownChecklist, vouched, reviewed, announced]),
    commands: ["checklist"],
  },
  schedule: {
    title: "lockstep schedule show, ics, sample, freeze and unfreeze with --format json",
    data: z.union([schedule, calendar, sampled, frozen]),
    commands: ["schedule"],
  },
  launch: { title: "lockstep launch plan, status, check and watch with --format json", data: launch, commands: ["launch"] },
  smoke: { title: "lockstep smoke --format json, also with --prove", data: z.union([smoked, faulted]), commands: ["smoke"] },
  load: { title: "lockstep load --format json", data: load, commands: ["load"] },
  backup: { title: "lockstep backup --format json", data: backup, commands: ["backup"] },
  init: { title: "lockstep init --format json", data: init, commands: ["init"] },
};
