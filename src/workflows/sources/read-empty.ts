/** `empty` as a source: no server is asked. */

import { emptyCatalog } from "../../core/catalog/empty-catalog.ts";
import type { SourceReading } from "../source-reading.ts";

/** An empty database, without a server behind it. */
export function readEmpty(): Promise<SourceReading> {
  const close = () => Promise.resolve();
  return Promise.resolve({ name: "empty", catalog: emptyCatalog, connection: null, live: null, findings: [], close });
}
