/** A backup that somebody else has: of a program or a person there is only their word, and what the database was when they gave it. */

import { fingerprint } from "../core/catalog/fingerprint.ts";
import type { BackupRecord } from "../core/release/backup-record.ts";
import { sha256Of } from "../core/sha256-of.ts";
import { readBackedUpDatabase, readJournalHead } from "../postgres/backup-facts.ts";
import { inspect } from "../postgres/inspect.ts";
import type { Session } from "../postgres/session.ts";
import { stampOf } from "./backup-words.ts";

/** The word that was given. */
export type BackupWord = Pick<BackupRecord, "kind" | "target" | "foreignId"> & {
  readonly startedAt: Date;
  readonly endedAt: Date;
  /** What tells it from another one of the same moment. */
  readonly seed: readonly string[];
};

/** Looks at the database, has `give` give its word, and writes both down. @throws as `inspect`, and what `give` throws */
export async function backupByWord(
  session: Session,
  give: (database: BackupRecord["database"]) => Promise<BackupWord>,
): Promise<BackupRecord> {
  const database = await readBackedUpDatabase(session);
  const head = await readJournalHead(session);
  const { catalog } = await inspect(session);
  const { kind, target, foreignId, startedAt, endedAt, seed } = await give(database);
  const digest = sha256Of([database.oid, startedAt.toISOString(), ...seed].join("\n")).replace(/^sha256:/, "");
  return {
    id: `${stampOf(startedAt)}-${digest.slice(0, 8)}`,
    kind,
    database,
    serverVersion: catalog.server?.version ?? "",
    clientVersion: null,
    file: null,
    format: null,
    target,
    foreignId,
    bytes: null,
    sha256: null,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt.toISOString(),
    fingerprint: fingerprint(catalog),
    head,
    catalog: null,
    tables: null,
    verified: null,
    refuted: null,
  };
}
