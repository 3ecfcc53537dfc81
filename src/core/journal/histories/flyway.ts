/**
 * Flyway: `flyway_schema_history`. Its files are called `V1__name.sql`, ours begin with a number: a row and a file belong together by the
 * checksum (CRC-32 over the lines, as a signed number) or else by the version. A baseline stands for all versions up to it.
 */

import type { MigrationFile } from "../../migration/migration-file.ts";
import { crc32 } from "./crc32.ts";
import { type HistoryEntry, type HistoryRow, type HistoryTool, stemOf } from "./history.ts";

/** The source. */
export const flywayHistory: HistoryTool = {
  id: "flyway",
  title: "Flyway",
  table: "flyway_schema_history",
  columns: ["installed_rank", "version", "description", "type", "script", "checksum", "installed_by", "installed_on", "success"],
  mayHave: [],
  order: ["installed_rank"],
  read: (rows, { migrations }) => {
    const entries = new Map<string, HistoryEntry>();
    for (const row of rows) {
      const { version, type } = row;
      // no version: a repeatable one, or a mark of Flyway's own
      if (version == null || type === "SCHEMA") continue;
      if (type?.startsWith("UNDO") === true || type === "DELETE") {
        const known = entries.get(version);
        if (known !== undefined) entries.set(version, { ...known, state: "rolled-back", at: row.installed_on ?? null });
      } else if (type?.includes("BASELINE") === true) {
        for (const migration of migrations.filter((one) => compareVersions(versionOf(one), version) <= 0))
          entries.set(versionOf(migration), { ...entryOf(row, migration), name: migration.file, isSame: null });
      } else entries.set(version, entryOf(row, fileOf(row, migrations)));
    }
    return [...entries.values()];
  },
};

function entryOf(row: HistoryRow, migration: MigrationFile | null): HistoryEntry {
  const { script, version, installed_on: at = null, installed_by: by = null, success, checksum } = row;
  return {
    name: script ?? version ?? "",
    state: success === "true" || success === "t" ? "applied" : "failed",
    at,
    by,
    migration,
    isSame: migration === null || checksum == null ? null : checksumOf(migration) === Number(checksum),
  };
}

function fileOf({ version, script, checksum }: HistoryRow, migrations: readonly MigrationFile[]): MigrationFile | null {
  const byVersion = migrations.filter((migration) => compareVersions(versionOf(migration), version ?? "") === 0);
  if (byVersion.length === 1) return byVersion[0] ?? null;
  const stem = stemOf(script ?? "")
    .replace(/^V/i, "")
    .replace(/__/, "_");
  const byName = migrations.find(({ file }) => stemOf(file) === stem);
  const byContent = checksum == null ? [] : migrations.filter((migration) => checksumOf(migration) === Number(checksum));
  return byName ?? (byContent.length === 1 ? (byContent[0] ?? null) : null);
}

/** Line ends do not count. */
function checksumOf({ text }: MigrationFile): number {
  return crc32(text.split(/\r\n|\r|\n/)) | 0;
}

/** `1_2_name` and `1.2__name` → `1.2`. */
function versionOf({ file }: MigrationFile): string {
  return (/^\d+(?:[._]\d+)*/.exec(stemOf(file))?.[0] ?? "").replaceAll("_", ".");
}

/** Part by part, as numbers; `1` is `1.0`. */
function compareVersions(one: string, other: string): number {
  const [left, right] = [one, other].map((version) => version.split(/[._]/).map((part) => BigInt(/^\d+/.exec(part)?.[0] ?? "0")));
  for (let i = 0; i < Math.max(left?.length ?? 0, right?.length ?? 0); i++) {
    const difference = (left?.[i] ?? 0n) - (right?.[i] ?? 0n);
    if (difference !== 0n) return difference < 0n ? -1 : 1;
  }
  return 0;
}
