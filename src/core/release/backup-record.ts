/**
 * What is kept of a backup: enough to find it, to know it again, and to compare a restored copy with what was really dumped. The file of
 * evidence is in git and can be forged, so nothing in here proves more than restoring does.
 */

import { type JournalHead, parseJournalHead } from "../journal/journal-head.ts";

/** Where a database stood when it was backed up. */
export interface BackedUpDatabase {
  /** The mark in its journal; a logical copy carries it too. Null: nobody has marked it. */
  readonly identity: string | null;
  readonly name: string;
  /** `pg_database.oid`: a restored copy has another one. */
  readonly oid: string;
  /** The cluster's, `pg_control_system()`; null where the role may not ask. */
  readonly system: string | null;
  /** `pg_database_size`, bytes. */
  readonly bytes: number;
}

/** A restore that went well. */
export interface BackupVerified {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Where it was restored: `PostgreSQL 18.4, started for it`. */
  readonly server: string;
  readonly tables: number;
  readonly rows: number;
  readonly ms: number;
}

/** One backup. */
export interface BackupRecord {
  readonly id: string;
  /** `pg_dump`: our own dump · `exec`: a program said that it took one · `attested`: a person says so. */
  readonly kind: "pg_dump" | "exec" | "attested";
  readonly database: BackedUpDatabase;
  /** `15.4` */
  readonly serverVersion: string;
  /** Of pg_dump; null where it was another program. */
  readonly clientVersion: string | null;
  /** The file or folder, relative to the configuration's folder or absolute; null where it went elsewhere. */
  readonly file: string | null;
  readonly format: "custom" | "directory" | null;
  /** Where it went instead of a file: `stdout`, the program, the words of the person. */
  readonly target: string | null;
  /** What the program called it. */
  readonly foreignId: string | null;
  readonly bytes: number | null;
  /** Hex, of the file; of a folder, of the list of its files with theirs. */
  readonly sha256: string | null;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly endedAt: string;
  /** `core/catalog/fingerprint` of the catalog that was dumped. */
  readonly fingerprint: string;
  /** The journal's last event in the same snapshot; null: no journal, or an empty one. */
  readonly head: JournalHead | null;
  /** The catalog that was dumped, as a snapshot file; null where none was kept. */
  readonly catalog: { readonly file: string; readonly sha256: string } | null;
  /** Table → rows, counted in the dump's own snapshot; null where nothing was dumped by us. */
  readonly tables: Readonly<Record<string, number>> | null;
  readonly verified: BackupVerified | null;
  /** A restore, or a look at the file, that ended badly after whatever `verified` says. */
  readonly refuted: { readonly at: string; readonly why: string } | null;
}

/** The record in a file of evidence; null where it holds something else. */
export function parseBackupRecord(data: unknown): BackupRecord | null {
  if (!isRecord(data) || !isDatabase(data.database)) return null;
  const { kind, format, tables, head, catalog, verified, refuted } = data;
  const texts = [data.id, data.serverVersion, data.startedAt, data.endedAt, data.fingerprint];
  const optionalTexts = [data.clientVersion, data.file, data.target, data.foreignId, data.sha256];
  const isWhole =
    (kind === "pg_dump" || kind === "exec" || kind === "attested") &&
    (format === null || format === "custom" || format === "directory") &&
    texts.every(isText) &&
    [data.startedAt, data.endedAt].every(isInstant) &&
    optionalTexts.every((one) => one === null || isText(one)) &&
    (data.bytes === null || isCount(data.bytes)) &&
    (tables === null || (isRecord(tables) && Object.values(tables).every(isCount))) &&
    (head === null || parseJournalHead(head) !== null) &&
    (catalog === null || (isRecord(catalog) && isText(catalog.file) && isText(catalog.sha256))) &&
    (verified === null || isVerified(verified)) &&
    (refuted === null || (isRecord(refuted) && isInstant(refuted.at) && isText(refuted.why)));
  // every field was looked at above, which the compiler cannot follow
  return isWhole ? (data as unknown as BackupRecord) : null;
}

/** One record for each backup, the newest first. Of several with one id the last word counts. */
export function foldBackups(evidence: readonly { readonly at: string; readonly data: unknown }[]): readonly BackupRecord[] {
  const byId = new Map<string, { readonly at: string; readonly record: BackupRecord }>();
  for (const { at, data } of evidence) {
    const record = parseBackupRecord(data);
    if (record === null) continue;
    const known = byId.get(record.id);
    if (known === undefined || Date.parse(known.at) < Date.parse(at)) byId.set(record.id, { at, record });
  }
  return [...byId.values()]
    .map(({ record }) => record)
    .sort((one, other) => Date.parse(other.endedAt) - Date.parse(one.endedAt) || (one.id < other.id ? 1 : -1));
}

function isDatabase(value: unknown): value is BackedUpDatabase {
  return (
    isRecord(value) &&
    (value.identity === null || isText(value.identity)) &&
    isText(value.name) &&
    isText(value.oid) &&
    (value.system === null || isText(value.system)) &&
    isCount(value.bytes)
  );
}

function isVerified(value: unknown): boolean {
  return isRecord(value) && isInstant(value.at) && isText(value.server) && [value.tables, value.rows, value.ms].every(isCount);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isInstant(value: unknown): boolean {
  return typeof value === "string" && !Number.isNaN(Date.parse(value));
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
