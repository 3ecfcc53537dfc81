/**
 * Checksums of migration files that have not been touched since they were last read: looking at a file costs a third of reading it. A
 * file counts as untouched while its size, times and inode are the same; the change time cannot be set back. Whoever guards a protected
 * database reads the files and asks no cache. Losing it costs time only, so that whatever is wrong with it is no error.
 */

import { hash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, type Stats, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Checksum, checksumOf } from "../core/migration/checksum.ts";
import type { Variables } from "./run-process.ts";
import { readSqlText } from "./sql-text.ts";
import { userCacheFolder } from "./user-cache.ts";

/** What tells that a file is the same, and its checksum. */
type Entry = readonly [size: number, modified: number, changed: number, inode: number, checksum: Checksum];

/** The checksums of files (relative to `folder`), in their order; without `env` every file is read. @throws AppError FILE_UNREADABLE */
export function checksumsOf(
  folder: string,
  files: readonly string[],
  env: Variables | null,
  now: () => number,
): readonly Checksum[] {
  const place = env === null ? null : placeOf(env, folder);
  if (place === null) return files.map((file) => checksumOf(readSqlText(join(folder, file)).text));
  const known = load(place.file);
  const next = new Map<string, Entry>();
  let isNew = known.size !== files.length;
  // within the clock's grain a second change may leave no trace
  const settled = now() - 2_000;
  const checksums = files.map((file) => {
    const path = `${folder}/${file}`;
    const stats = statSync(path, { throwIfNoEntry: false });
    const entry = known.get(file);
    if (stats !== undefined && entry !== undefined && isSame(stats, entry)) {
      next.set(file, entry);
      return entry[4];
    }
    const checksum = checksumOf(readSqlText(path).text);
    if (stats !== undefined && stats.mtimeMs < settled && stats.ctimeMs < settled) {
      next.set(file, [stats.size, stats.mtimeMs, stats.ctimeMs, stats.ino, checksum]);
      isNew = true;
    }
    return checksum;
  });
  if (isNew) save(place, next);
  return checksums;
}

function isSame(stats: Stats, [size, modified, changed, inode]: Entry): boolean {
  return stats.size === size && stats.mtimeMs === modified && stats.ctimeMs === changed && stats.ino === inode;
}

interface Place {
  readonly folder: string;
  readonly file: string;
}

function placeOf(env: Variables, folder: string): Place | null {
  const own = userCacheFolder(env, "checksums");
  return own === null ? null : { folder: own, file: join(own, `${hash("sha256", folder, "hex").slice(0, 16)}.json`) };
}

function load(file: string): ReadonlyMap<string, Entry> {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, "utf8"));
    return Array.isArray(parsed) ? new Map(parsed as [string, Entry][]) : new Map(); // as `save` wrote it
  } catch {
    return new Map();
  }
}

/** In one move, so that a reader at the same time sees the one or the other. */
function save({ folder, file }: Place, entries: ReadonlyMap<string, Entry>): void {
  try {
    mkdirSync(folder, { recursive: true });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, JSON.stringify([...entries]));
    renameSync(draft, file);
  } catch {
    return; // a read-only home
  }
}
