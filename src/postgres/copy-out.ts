/** Rows of a query as they leave the server: COPY's text form, in chunks that know nothing of rows. The server waits while nobody reads. */

import type { Readable } from "node:stream";
import copyStreams from "pg-copy-streams";
import type { Session } from "./session.ts";

/** Rows on their way. */
export interface OutgoingRows {
  readonly stream: Readable;
  /** How many the server sent; known when the stream has ended. */
  readonly count: () => number;
}

/**
 * Streams what `sql` (`copy … to stdout`) gives. The stream has to be read to its end, or the session be cancelled and closed; it fails with
 * the server's error.
 */
export function copyOut(session: Session, sql: string): OutgoingRows {
  const stream = session.stream(copyStreams.to(sql, { highWaterMark: 256 * 1024 }));
  return { stream, count: () => stream.rowCount };
}
