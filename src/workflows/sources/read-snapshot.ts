/** A snapshot as a source: a catalog that was written down earlier. */

import { loadSnapshot } from "../../project/snapshot-file.ts";
import type { SourceReading } from "../source-reading.ts";

/** Reads the file. @throws AppError FILE_UNREADABLE, SNAPSHOT_INVALID */
export async function readSnapshot(source: { readonly name: string; readonly path: string }): Promise<SourceReading> {
  const { catalog, source: recordedSource } = await loadSnapshot(source.path, source.name);
  const { name } = source;
  return { name, catalog, recordedSource, connection: null, live: null, findings: [], close: () => Promise.resolve() };
}
