/** One table's rows from one database into another, masked on their way. Both servers and Node work at the same time, and none runs ahead. */

import { pipeline, type Readable } from "node:stream";
import { AppError } from "../core/app-error.ts";
import { copyIn } from "./copy-in.ts";
import { copyOut } from "./copy-out.ts";
import { type ColumnMap, MaskRows } from "./copy-rows.ts";
import { copyFailure } from "./copy-statement.ts";
import { columnList } from "./copy-transaction.ts";
import type { Session } from "./session.ts";

/** What travels. */
export interface TableTransfer {
  /** In a transaction of its own, which stays usable only when all went well. */
  readonly source: Session;
  readonly target: Session;
  /** Qualified and quoted. */
  readonly table: string;
  /** Names of the columns that travel, in the order in which the queries give them. */
  readonly columns: readonly string[];
  /** What is read, each inside `copy (…) to stdout`. */
  readonly queries: Iterable<string>;
  readonly maps: readonly ColumnMap[];
  readonly signal?: AbortSignal | undefined;
  /** Told now and then how many bytes have come. */
  readonly tell?: (bytes: number) => void;
}

/** Rows that were read and that were stored. @throws AppError COPY_FAILED, CONNECT_LOST, INTERRUPTED: both sessions are of no use then */
export async function copyTable(transfer: TableTransfer): Promise<{ readonly read: number; readonly written: number }> {
  const { source, target, table, columns, queries, maps, signal } = transfer;
  const list = columns.length === 0 ? "" : ` (${columnList(columns)})`;
  const incoming = copyIn(target, `copy ${table}${list} from stdin`);
  let read = 0;
  for (const query of queries) {
    const outgoing = copyOut(source, `copy (${query}) to stdout`);
    let refused: unknown = null;
    outgoing.stream.once("error", (error) => {
      refused = error;
    });
    const rows = maps.length === 0 ? outgoing.stream : through(outgoing.stream, new MaskRows(maps));
    try {
      await incoming.take(pieces(rows, transfer));
    } catch (error) {
      throw stopped(signal, error) ?? copyFailure(error, refused === error ? source : target, `copying ${table}`);
    }
    read += outgoing.count();
  }
  try {
    return { read, written: await incoming.end() };
  } catch (error) {
    throw stopped(signal, error) ?? copyFailure(error, target, `filling ${table}`);
  }
}

function through(from: Readable, into: MaskRows): Readable {
  // whoever reads learns of a failure from the stream itself
  return pipeline(from, into, () => undefined);
}

async function* pieces(rows: Readable, { signal, tell }: TableTransfer): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of rows) {
    signal?.throwIfAborted();
    bytes += chunk.length;
    tell?.(bytes);
    yield chunk;
  }
}

function stopped(signal: AbortSignal | undefined, cause: unknown): AppError | null {
  if (signal?.aborted !== true) return null;
  return new AppError({
    code: "INTERRUPTED",
    message: "The copy was stopped. Everything was in one transaction: the target is as it was.",
    hint: "Run it again: it starts over.",
    cause,
  });
}
