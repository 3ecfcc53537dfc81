/** Which old backups may go. Only what evidence knows is ever named, and never the newest that was restored. */

import type { BackupRecord } from "./backup-record.ts";

/** Records, newest first, whose files are beyond the newest `keep`; `isThere` tells whose file still exists. */
export function expiredBackups(
  records: readonly BackupRecord[],
  keep: number,
  isThere: (record: BackupRecord) => boolean,
): readonly BackupRecord[] {
  const own = records.filter((record) => record.kind === "pg_dump" && record.file !== null && isThere(record));
  const lastProven = own.find(({ verified, refuted }) => verified !== null && refuted === null);
  // one that failed to restore must not push out one that may not
  const kept = new Set(own.filter(({ refuted }) => refuted === null).slice(0, keep));
  return own.filter((record) => !kept.has(record) && record !== lastProven);
}
