/** What the commands print that apply and undo migrations, rehearse them, and keep their history. */

import * as z from "zod";
import { openJobStandings } from "../../src/core/backfill/open-job.ts";
import { historySources } from "../../src/core/journal/histories/history.ts";
import { eventNames, type JournalEvent } from "../../src/core/journal/journal-event.ts";
import { standingWords } from "../../src/core/journal/standings.ts";
import { costs } from "../../src/core/risk/forms/form.ts";
import { lockModes } from "../../src/core/risk/lock-mode.ts";
import type { AmendOutcome } from "../../src/workflows/amend.ts";
import type { ApplyOutcome } from "../../src/workflows/apply.ts";
import type { FleetOutcome } from "../../src/workflows/apply-fleet.ts";
import type { BaselineOutcome } from "../../src/workflows/baseline.ts";
import type { IdentifyOutcome } from "../../src/workflows/identify.ts";
import type { ImportOutcome } from "../../src/workflows/import-history.ts";
import type { LetThrough } from "../../src/workflows/let-through.ts";
import type { ShownLog, verifyLog } from "../../src/workflows/log.ts";
import type { RanByHandOutcome } from "../../src/workflows/ran-by-hand.ts";
import type { RehearseOutcome } from "../../src/workflows/rehearse.ts";
import type { FileRepair } from "../../src/workflows/repair-files.ts";
import type { RepairedStatement } from "../../src/workflows/repair-statement.ts";
import type { RollbackOutcome } from "../../src/workflows/rollback.ts";
import type { StatusOutcome } from "../../src/workflows/status.ts";
import type { VerifyOutcome } from "../../src/workflows/verify.ts";
import { report } from "./parity-schema.ts";
import { type CommandSchema, count, failure, flag, head, id, ordinal, text, texts } from "./schema-parts.ts";
import { acknowledgements, checklist, freeze, trainStanding, trainWindow } from "./train-parts.ts";

/** `data` has no findings: they stand beside it. */
type Data<T> = Omit<T, "findings">;

/** One migration that was applied. */
export const applied = z.strictObject({
  file: text,
  version: text,
  seq: ordinal.nullable(),
  hash: text.nullable(),
  durationMs: count.nullable(),
});

const apply: z.ZodType<Data<ApplyOutcome>> = z.strictObject({
  environment: text,
  isDryRun: flag,
  applied: z.array(applied),
  left: texts,
  planHash: text.nullable(),
  acknowledgements,
  prediction: z
    .union([z.strictObject({ kind: z.literal("held") }), z.strictObject({ kind: z.literal("none"), why: text })])
    .nullable(),
  evidence: text.nullable(),
  checklist: checklist.nullable(),
});

const fleet: z.ZodType<FleetOutcome> = z.strictObject({
  environment: text,
  isDryRun: flag,
  databases: z.array(
    z.strictObject({
      name: text,
      database: text,
      state: z.enum(["applied", "up-to-date", "failed", "skipped", "not-begun"]),
      files: texts,
      acknowledgements: texts,
      error: failure.nullable(),
    }),
  ),
  maxFailures: count,
});

const rollback: z.ZodType<RollbackOutcome> = z.strictObject({
  environment: text,
  isDryRun: flag,
  undone: z.array(
    z.strictObject({
      file: text,
      version: text,
      textFrom: z.enum(["folder", "journal"]),
      seq: ordinal.nullable(),
      hash: text.nullable(),
    }),
  ),
  inOneTransaction: flag,
  planHash: text.nullable(),
  acknowledgements: texts,
});

const verify: z.ZodType<Data<VerifyOutcome>> = z.strictObject({
  environment: text,
  holds: flag,
  basis: z.enum(["fingerprint", "replay"]),
  fingerprint: text,
  recorded: z.strictObject({ fingerprint: text, seq: ordinal, at: text }).nullable(),
  why: text.nullable(),
  report: report.nullable(),
});

const status: z.ZodType<Data<StatusOutcome>> = z.strictObject({
  folder: text,
  environments: z.array(
    z.strictObject({
      environment: text,
      protected: flag,
      source: z.enum(["journal", "log", "nothing", "unreachable"]),
      log: text.nullable(),
      head: head.extend({ at: text }).nullable(),
      migrations: z.array(
        z.strictObject({
          file: text,
          version: text,
          state: z.enum(standingWords),
          at: text.nullable(),
          by: text.nullable(),
          seq: ordinal.nullable(),
          how: z.enum(["applied", "baselined", "imported"]).nullable(),
          message: text.nullable(),
          fix: text.nullable(),
        }),
      ),
      trains: trainStanding.extend({ zone: text, open: trainWindow.nullable(), next: trainWindow.nullable() }).nullable(),
      freeze: freeze.nullable(),
      jobs: z.array(
        z.strictObject({
          name: text,
          kind: text,
          standing: z.enum(openJobStandings),
          reason: text.nullable(),
          actor: text,
          startedAt: text,
          openQuarantine: count,
        }),
      ),
      error: failure.nullable(),
    }),
  ),
});

const verdict = z.strictObject({
  verdict: z.enum(["proven", "refuted", "unproven"]),
  why: text,
  heldOnMadeUpRows: z.literal(true).exactOptional(),
  refusedAtLine: ordinal.exactOptional(),
});

const rehearse: z.ZodType<Data<RehearseOutcome>> = z.strictObject({
  source: text,
  fingerprint: text,
  role: text,
  serverVersion: count,
  migrations: z.array(
    z.strictObject({
      file: text,
      checksum: text,
      kind: z.enum(["schema", "data"]),
      locks: z.record(text, z.enum(lockModes)),
      costs: z.record(text, z.array(z.enum(costs))),
      applies: verdict,
      idempotent: verdict,
      rollback: verdict,
      failedAt: z.strictObject({ line: ordinal, message: text }).nullable(),
      skipped: texts,
      predictionErrors: z.array(
        z.strictObject({ relation: text, what: z.enum(["lock", "cost"]), predicted: text, observed: text }),
      ),
    }),
  ),
  notRun: texts,
  hooks: z.array(z.strictObject({ file: text, applies: verdict })),
  rows: z.strictObject({ tables: count, empty: z.array(z.strictObject({ table: text, why: text })) }),
  leftOut: z.array(z.strictObject({ id, why: text })),
  evidence: text.nullable(),
});

/** What an event tells beyond its columns is for whoever wrote it: fields come with the versions of Lockstep that write them. */
const payload = z.record(text, z.json()) as z.ZodType<JournalEvent["payload"]>;

const event: z.ZodType<JournalEvent> = z
  .strictObject({
    seq: ordinal,
    attempt: text,
    event: z.enum(eventNames),
    version: text.nullable(),
    file: text.nullable(),
    checksum: text.nullable(),
    actor: text,
    at: text,
    payload,
    previousHash: text,
    hash: text,
    canonical: text,
  })
  .meta({ id: "JournalEvent" });

const shown: z.ZodType<ShownLog> = z.strictObject({ environment: text, total: count, events: z.array(event) });
const exported = z.strictObject({ environment: text, events: z.array(event) });
const verified: z.ZodType<Awaited<ReturnType<typeof verifyLog>>> = z.strictObject({
  source: text,
  events: count,
  head: head.nullable(),
  breaks: z.array(z.strictObject({ seq: count, what: z.enum(["edited", "missing", "reordered", "truncated"]), message: text })),
  anchors: count,
  against: texts,
  proves: texts,
  doesNotProve: texts,
});

const marked = { file: text, version: text, seq: ordinal };
const baseline: z.ZodType<BaselineOutcome> = z.strictObject({
  environment: text,
  baselined: z.array(z.strictObject(marked)),
  pending: texts,
});
const imported: z.ZodType<Data<ImportOutcome>> = z.strictObject({
  environment: text,
  from: z.enum(historySources),
  place: text,
  imported: z.array(z.strictObject({ ...marked, at: text.nullable() })),
  known: texts,
  pending: texts,
});
const identify: z.ZodType<IdentifyOutcome> = z.strictObject({
  environment: text,
  database: text,
  was: z.strictObject({ environment: text, database: text }).nullable(),
  identity: text,
});
const amend: z.ZodType<AmendOutcome> = z.strictObject({
  environment: text,
  file: text,
  seq: ordinal,
  checksum: z.strictObject({ before: text.nullable(), now: text }),
});
const repair: z.ZodType<FileRepair | RanByHandOutcome | RepairedStatement | LetThrough> = z.union([
  z.strictObject({ environment: text, action: z.enum(["restored", "renumbered"]), file: text, written: texts, notes: texts }),
  z.strictObject({ environment: text, file: text, seq: ordinal, proven: texts }),
  z.strictObject({
    environment: text,
    file: text,
    statement: ordinal,
    says: z.enum(["done", "again"]),
    seq: ordinal,
    hash: text,
  }),
  z.strictObject({ environment: text, file: text, failure: text, seq: ordinal, hash: text }),
]);

/** By the name of the schema's file. */
export const migrationSchemas: Readonly<Record<string, CommandSchema>> = {
  apply: {
    title: "lockstep apply --format json, to one database or to a fleet",
    data: z.union([apply, fleet]),
    commands: ["apply"],
  },
  rollback: { title: "lockstep rollback --format json", data: rollback, commands: ["rollback"] },
  verify: { title: "lockstep verify --format json", data: verify, commands: ["verify"] },
  status: { title: "lockstep status --format json", data: status, commands: ["status"] },
  rehearse: { title: "lockstep rehearse --format json", data: rehearse, commands: ["rehearse"] },
  log: {
    title: "lockstep log show, verify and export with --format json",
    data: z.union([shown, verified, exported]),
    commands: ["log"],
  },
  baseline: { title: "lockstep baseline --format json", data: baseline, commands: ["baseline"] },
  import: { title: "lockstep import --format json", data: imported, commands: ["import"] },
  identify: { title: "lockstep identify --format json", data: identify, commands: ["identify"] },
  amend: { title: "lockstep amend --format json", data: amend, commands: ["amend"] },
  repair: { title: "lockstep repair --format json", data: repair, commands: ["repair"] },
};
