/** A backup as evidence knows it, for tests of what is made of one. */

import type { BackupRecord } from "../../src/core/release/backup-record.ts";

/** A dump of two tables that was not restored yet. */
export const backupExample: BackupRecord = {
  id: "20261120T170500Z-1a2b3c4d",
  kind: "pg_dump",
  database: { identity: "7f9c", name: "portal", oid: "16384", system: "77", bytes: 8_000_000 },
  serverVersion: "15.4",
  clientVersion: "15.4",
  file: "backups/production-20261120T170500Z-1a2b3c4d.dump",
  format: "custom",
  target: null,
  foreignId: null,
  bytes: 3_412_000,
  sha256: "ab",
  startedAt: "2026-11-20T17:05:00.000Z",
  endedAt: "2026-11-20T17:06:00.000Z",
  fingerprint: "v1:pg15:aa",
  head: { seq: 12, hash: "sha256:h12" },
  catalog: { file: "backups/production-20261120T170500Z-1a2b3c4d.snapshot.json", sha256: "cd" },
  tables: { "public.a": 10, "public.b": 2_000 },
  verified: null,
  refuted: null,
};
