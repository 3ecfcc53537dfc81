/** What `backup` prints: the record of a backup, and what its verb adds to that. */

import * as z from "zod";
import type { BackupRecord } from "../../src/core/release/backup-record.ts";
import type { BackupOutcome } from "../../src/workflows/backup-create.ts";
import type { BackupList } from "../../src/workflows/backup-list.ts";
import type { RestoreOutcome } from "../../src/workflows/backup-restore.ts";
import type { BackupVerification } from "../../src/workflows/backup-verify.ts";
import { count, head, text, texts } from "./schema-parts.ts";

const record: z.ZodType<BackupRecord> = z
  .strictObject({
    id: text,
    kind: z.enum(["pg_dump", "exec", "attested"]),
    database: z.strictObject({ identity: text.nullable(), name: text, oid: text, system: text.nullable(), bytes: count }),
    serverVersion: text,
    clientVersion: text.nullable(),
    file: text.nullable(),
    format: z.enum(["custom", "directory"]).nullable(),
    target: text.nullable(),
    foreignId: text.nullable(),
    bytes: count.nullable(),
    sha256: text.nullable(),
    startedAt: text,
    endedAt: text,
    fingerprint: text,
    head: head.nullable(),
    catalog: z.strictObject({ file: text, sha256: text }).nullable(),
    tables: z.record(text, count).nullable(),
    verified: z.strictObject({ at: text, server: text, tables: count, rows: count, ms: z.number() }).nullable(),
    refuted: z.strictObject({ at: text, why: text }).nullable(),
  })
  .meta({ id: "BackupRecord" });

const taken: z.ZodType<BackupOutcome> = z.strictObject({ environment: text, record, removed: texts });
const verified: z.ZodType<BackupVerification> = z.strictObject({
  environment: text,
  record,
  problems: texts,
  server: text.nullable(),
});
const restored: z.ZodType<RestoreOutcome> = z.strictObject({
  environment: text,
  record,
  into: text,
  tables: count,
  rows: count,
  problems: texts,
  notRestored: texts,
  isMarkedAs: text.nullable(),
});
const listed: z.ZodType<BackupList> = z.strictObject({
  environment: text,
  backups: z.array(z.strictObject({ record, state: z.enum(["same", "changed", "gone", "elsewhere"]) })),
});

/** Of every verb. */
export const backup = z.union([taken, verified, restored, listed]);
