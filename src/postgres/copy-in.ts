/** Rows on their way into a table. One COPY per table, whatever it is fed from: foreign keys of a table to itself are looked at when it ends. */

import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import copyStreams from "pg-copy-streams";
import type { Session } from "./session.ts";

/** A table that takes rows. */
export interface IncomingRows {
  /** Takes a part of the rows; resolves when more may come. @throws the server's error */
  readonly take: (rows: AsyncIterable<Buffer>) => Promise<void>;
  /** Ends it; resolves with the number of rows that were stored. @throws the server's error */
  readonly end: () => Promise<number>;
}

/** Opens `sql` (`copy … from stdin`) on a session that nobody else uses meanwhile. */
export function copyIn(session: Session, sql: string): IncomingRows {
  const stream = session.stream(copyStreams.from(sql, { highWaterMark: 1024 * 1024 }));
  const done = finished(stream);
  // the failure is told by whoever waits next; it must not be an unhandled one until then
  done.catch(() => undefined);
  return {
    take: (rows) => Promise.race([pour(rows, stream), done]).then(() => undefined),
    end: async () => {
      stream.end();
      await done;
      return stream.rowCount;
    },
  };
}

async function pour(rows: AsyncIterable<Buffer>, into: Writable): Promise<void> {
  for await (const chunk of rows) if (!into.write(chunk)) await drained(into);
}

// also when it fails meanwhile: then there is nothing more to wait for
function drained(into: Writable): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      for (const event of ["drain", "close", "error"]) into.off(event, go);
      resolve();
    };
    for (const event of ["drain", "close", "error"]) into.once(event, go);
  });
}
