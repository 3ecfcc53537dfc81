/**
 * Where the chunks of a job end. The upper bound is the highest key of now: what comes later is not this run's, or it would never end. In
 * between, a sample of the table's pages gives about equal parts; that they are not exactly equal only means that a worker is done sooner.
 */

import { type KeyValues, keyColumns, keyOf, keyTexts } from "../core/backfill/key-order.ts";
import type { JobTable } from "./job-table.ts";
import type { Session } from "./session.ts";

const mostChunks = 64;
/** Of the sample, for each chunk: rows, and pages, since the rows of a page are neighbours. */
const sampledRows = 50;
const sampledPages = 8;

/**
 * Upper ends in ascending order, the last is the highest key; none for an empty table.
 *
 * @param rowsPerChunk about so many, as long as there are not too many chunks
 * @throws as `Session.query`
 */
export async function chunkEnds(session: Session, table: JobTable, rowsPerChunk: number): Promise<readonly KeyValues[]> {
  const { key, qualified, rows, pages } = table;
  const order = keyColumns(key, "t");
  const descending = key.map((column) => `${keyColumns([column], "t")} desc`).join(", ");
  const last = await session.query(`select ${keyTexts(key, "t")} from ${qualified} t order by ${descending} limit 1`);
  const [highest] = last.rows;
  if (highest === undefined) return [];
  const chunks = Math.min(mostChunks, Math.ceil(rows / rowsPerChunk));
  if (chunks <= 1) return [keyOf(key, highest)];
  const share = Math.max((chunks * sampledRows) / rows, (chunks * sampledPages) / Math.max(pages, 1));
  const percent = Math.min(100, 100 * share);
  const sample = await session.query(
    `select ${keyTexts(key, "t")} from ${qualified} t tablesample system (${percent.toFixed(6)}) repeatable (1) order by ${order}`,
  );
  const keys = sample.rows.map((row) => keyOf(key, row));
  const cuts = Array.from({ length: chunks - 1 }, (_, i) => keys[Math.floor(((i + 1) * keys.length) / chunks)]).filter(
    (cut) => cut !== undefined,
  );
  const end = keyOf(key, highest);
  return [...withoutRepeats(cuts).filter((cut) => !isSame(cut, end)), end];
}

function withoutRepeats(keys: readonly KeyValues[]): readonly KeyValues[] {
  return keys.filter((key, i) => !isSame(key, keys[i - 1]));
}

function isSame(one: KeyValues, other: KeyValues | undefined): boolean {
  return other !== undefined && one.length === other.length && one.every((value, i) => value === other[i]);
}
