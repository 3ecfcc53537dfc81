/**
 * What another tool's table, or a hand-written log, says was applied, in one form. Each source has a file of its own that says where its
 * rows are and what they mean; matching them with the folder's files is pure and knows no database.
 */

import type { MigrationFile } from "../../migration/migration-file.ts";

/** One thing that a history tells. */
export interface HistoryEntry {
  /** As the source calls it. */
  readonly name: string;
  readonly state: "applied" | "failed" | "rolled-back";
  /** When, as the source has it; null where it does not say. */
  readonly at: string | null;
  readonly by: string | null;
  /** The file that it is about; null: the folder has none. */
  readonly migration: MigrationFile | null;
  /** The file is the one that was applied, by the source's own checksum; null where the source keeps none. */
  readonly isSame: boolean | null;
}

/** The folder beside which a history is read. */
export interface HistoryFolder {
  readonly migrations: readonly MigrationFile[];
  /** Drizzle's journal: file → milliseconds; empty for other folders. */
  readonly times: ReadonlyMap<string, number>;
}

/** A row as text, by column; a column that the table lacks is null. */
export type HistoryRow = Readonly<Record<string, string | null>>;

/** Names of sources, as `--from` takes them. */
export const historySources = ["drizzle", "prisma", "node-pg-migrate", "kysely", "dbmate", "flyway", "log"] as const;
export type HistorySource = (typeof historySources)[number];

/** A tool that keeps its history in a table. */
export interface HistoryTool {
  readonly id: Exclude<HistorySource, "log">;
  /** The tool's own name. */
  readonly title: string;
  readonly table: string;
  /** The table is this tool's when it has these columns. */
  readonly columns: readonly string[];
  /** And these, where the version of the tool has them. */
  readonly mayHave: readonly string[];
  /** Columns, for the order in which it applied. */
  readonly order: readonly string[];
  /** Rows in that order → entries, at most one for each migration. */
  readonly read: (rows: readonly HistoryRow[], folder: HistoryFolder) => readonly HistoryEntry[];
}

/** The file of a name as tools keep it: a file or folder without its ending. */
export function fileCalled(name: string, migrations: readonly MigrationFile[]): MigrationFile | null {
  const stem = stemOf(name);
  return migrations.find(({ file }) => stemOf(file) === stem) ?? null;
}

/** `20251009_add.up.sql`, `20251009_add/migration.sql` → `20251009_add`. */
export function stemOf(file: string): string {
  return file.replace(/\/migration\.sql$/i, "").replace(/(\.up)?\.(sql|[cm]?[jt]s)$/i, "");
}

/** The texts that a file may have had when a tool hashed it: git changes line ends, editors add a mark. */
export function spelledTexts(text: string): readonly string[] {
  const unix = text.replaceAll("\r\n", "\n");
  const all = new Set([text, unix, unix.replaceAll("\n", "\r\n")]);
  return [...all].flatMap((one) => [one, `\uFEFF${one}`]);
}
