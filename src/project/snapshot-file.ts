/** Snapshots on disk. */

import { readFile } from "node:fs/promises";
import { AppError } from "../core/app-error.ts";
import type { Catalog } from "../core/catalog/catalog.ts";
import { readSnapshotText } from "../core/catalog/snapshot.ts";
import { systemWords } from "../core/system-words.ts";

/** Loads a snapshot and how its source was called; `name` is how messages call it. @throws AppError FILE_UNREADABLE, SNAPSHOT_INVALID */
export async function loadSnapshot(
  path: string,
  name: string,
): Promise<{ readonly catalog: Catalog; readonly source: string | null }> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    const reason = systemWords(cause);
    throw new AppError({ code: "FILE_UNREADABLE", message: `${name} could not be read: ${reason}`, cause });
  });
  return readSnapshotText(text, name);
}
