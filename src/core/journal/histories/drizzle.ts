/**
 * Drizzle (drizzle-orm 0.x and 1.0): `drizzle.__drizzle_migrations(id, hash, created_at)`, from 1.0 with `name` and `applied_at`. The hash
 * is SHA-256 of the file; created_at is the time in the file's name or in drizzle-kit's journal, not when it was applied.
 */

import { createHash } from "node:crypto";
import type { MigrationFile } from "../../migration/migration-file.ts";
import { fileCalled, type HistoryEntry, type HistoryFolder, type HistoryRow, type HistoryTool, spelledTexts } from "./history.ts";

/** The source. */
export const drizzleHistory: HistoryTool = {
  id: "drizzle",
  title: "Drizzle",
  table: "__drizzle_migrations",
  columns: ["id", "hash", "created_at"],
  mayHave: ["name", "applied_at"],
  order: ["id"],
  read: (rows, folder) => {
    const byHash = new Map(
      folder.migrations.flatMap((migration) => hashesOf(migration).map((hash) => [hash, migration] as const)),
    );
    return rows.map((row) => entryOf(row, byHash, folder));
  },
};

function entryOf(row: HistoryRow, byHash: ReadonlyMap<string, MigrationFile>, folder: HistoryFolder): HistoryEntry {
  const { hash, name, applied_at: appliedAt = null, created_at: createdAt } = row;
  const same = byHash.get(hash ?? "") ?? null;
  const migration = same ?? (name == null ? null : fileCalled(name, folder.migrations)) ?? fileOf(Number(createdAt), folder);
  return {
    name: name ?? migration?.file ?? `row ${row.id} (${hash?.slice(0, 12)})`,
    state: "applied",
    at: appliedAt,
    by: null,
    migration,
    isSame: migration === null ? null : same !== null,
  };
}

function hashesOf({ text }: MigrationFile): readonly string[] {
  return spelledTexts(text).map((one) => createHash("sha256").update(one, "utf8").digest("hex"));
}

/** By the time that Drizzle knows it by; to the second, as the names of folders have it. */
function fileOf(createdAt: number, { migrations, times }: HistoryFolder): MigrationFile | null {
  const second = Math.floor(createdAt / 1_000);
  return migrations.find((migration) => Math.floor((times.get(migration.file) ?? timeOf(migration)) / 1_000) === second) ?? null;
}

function timeOf({ file }: MigrationFile): number {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?!\d)/.exec(file) ?? [];
  return year === undefined
    ? Number.NaN
    : Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
}
