/** The histories of an environment that Lockstep did not write: tables of other tools, and the applied log. */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { HistoryEntry, HistoryFolder, HistorySource } from "../core/journal/histories/history.ts";
import { loggedHistory } from "../core/journal/histories/logged.ts";
import type { MigrationFile } from "../core/migration/migration-file.ts";
import { drizzleJournal } from "../core/migration/migration-layout.ts";
import { readForeignHistories } from "../postgres/foreign-history.ts";
import type { Session } from "../postgres/session.ts";
import type { EnvironmentLog } from "./environment-log.ts";

/** One that has entries. */
export interface FoundHistory {
  readonly source: HistorySource;
  /** In sentences: `Drizzle`. */
  readonly title: string;
  /** The table or the file. */
  readonly place: string;
  /** How many things it tells. */
  readonly count: number;
  /** Matches them with the folder's files. */
  readonly entries: (folder: HistoryFolder) => readonly HistoryEntry[];
}

/** All there are, tables first. @throws as `Session.query` */
export async function findHistories(session: Session, log: EnvironmentLog | null): Promise<readonly FoundHistory[]> {
  const tables = (await readForeignHistories(session)).map(
    ({ tool, table, rows }): FoundHistory => ({
      source: tool.id,
      title: tool.title,
      place: table,
      count: rows.length,
      entries: (folder) => tool.read(rows, folder),
    }),
  );
  if (log === null || log.log.entries.length === 0) return tables;
  const own: FoundHistory = {
    source: "log",
    title: log.name,
    place: log.name,
    count: log.log.entries.length,
    entries: (folder) => loggedHistory(log.log, folder),
  };
  return [...tables, own];
}

/** The folder as histories need it, with the times of drizzle-kit's journal. */
export async function historyFolder(folder: string, migrations: readonly MigrationFile[]): Promise<HistoryFolder> {
  const times = new Map<string, number>();
  const text = await readFile(join(folder, drizzleJournal), "utf8").catch(() => null);
  if (text === null) return { migrations, times };
  try {
    const journal: { entries?: readonly { tag?: unknown; when?: unknown }[] } = JSON.parse(text); // its fields are looked at below
    for (const { tag, when } of journal.entries ?? [])
      if (typeof tag === "string" && typeof when === "number") times.set(`${tag}.sql`, when);
  } catch {
    // whoever loads the folder says so
  }
  return { migrations, times };
}
