/** Reads a source that is not a running database: files are replayed in a scratch database, snapshots are parsed. */

import { assertNever } from "../core/assert-never.ts";
import type { ClassifiedSource } from "../project/classify-source.ts";
import type { SourceReading } from "./source-reading.ts";
import { readDrizzle } from "./sources/read-drizzle.ts";
import { readEmpty } from "./sources/read-empty.ts";
import { readMigrations } from "./sources/read-migrations.ts";
import { readSnapshot } from "./sources/read-snapshot.ts";
import { readSqlFile } from "./sources/read-sql-file.ts";
import type { ReplayContext } from "./sources/replay-context.ts";

/** A source that has no server of its own. */
export type StoredSource = Exclude<ClassifiedSource, { kind: "environment" | "url" | "variable" }>;

/** Reads it. @throws AppError FILE_UNREADABLE, SNAPSHOT_INVALID, SQL_SYNTAX, SQL_ERROR, DRIZZLE_SCHEMA_FAILED, SCRATCH_* */
export async function readStoredSource(source: StoredSource, replay: ReplayContext): Promise<SourceReading> {
  switch (source.kind) {
    case "sql-file":
      return readSqlFile(source, replay);
    case "migrations":
      return readMigrations(source, replay);
    case "drizzle":
      return readDrizzle(source, replay);
    case "snapshot":
      return readSnapshot(source);
    case "empty":
      return readEmpty();
    default:
      return assertNever(source);
  }
}
