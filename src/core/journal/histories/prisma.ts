/**
 * Prisma Migrate: `_prisma_migrations`, a row per attempt. Without finished_at it failed or was killed; with rolled_back_at somebody said that
 * it is undone, and another row may follow. The checksum is SHA-256 of migration.sql.
 */

import { createHash } from "node:crypto";
import type { MigrationFile } from "../../migration/migration-file.ts";
import { fileCalled, type HistoryEntry, type HistoryTool, spelledTexts } from "./history.ts";

/** The source. */
export const prismaHistory: HistoryTool = {
  id: "prisma",
  title: "Prisma Migrate",
  table: "_prisma_migrations",
  columns: ["id", "checksum", "finished_at", "migration_name", "rolled_back_at", "started_at"],
  mayHave: [],
  order: ["started_at", "id"],
  read: (rows, { migrations }) => {
    // the last attempt tells
    const last = new Map<string, HistoryEntry>();
    for (const { migration_name: name, checksum, finished_at: finishedAt = null, rolled_back_at: undoneAt = null } of rows) {
      if (name == null) continue;
      const migration = fileCalled(name, migrations);
      last.set(name, {
        name,
        state: undoneAt !== null ? "rolled-back" : finishedAt !== null ? "applied" : "failed",
        at: undoneAt ?? finishedAt,
        by: null,
        migration,
        isSame: migration === null ? null : isHashOf(checksum ?? null, migration),
      });
    }
    return [...last.values()];
  },
};

function isHashOf(checksum: string | null, { text }: MigrationFile): boolean {
  return spelledTexts(text).some((one) => createHash("sha256").update(one, "utf8").digest("hex") === checksum);
}
