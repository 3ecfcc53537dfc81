/** The statements of a batch, as SQL. */

import { quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import type { BatchRow, ComputedWork, RowVerdict, SqlWork } from "./batch-work.ts";
import {
  arrayLiteral,
  type KeyColumn,
  type KeyValues,
  keyArray,
  keyColumns,
  keyLiteral,
  keyMatches,
  keyRange,
  keyTexts,
} from "./key-order.ts";

/** A table as statements need it. */
export interface BatchTable {
  /** Quoted, with its schema. */
  readonly qualified: string;
  readonly key: readonly KeyColumn[];
  readonly columns: ReadonlyMap<string, { readonly type: string }>;
}

/** Keys in (after, upTo]; null leaves a side open. */
export interface KeyRange {
  readonly after: KeyValues | null;
  readonly upTo: KeyValues | null;
}

/** The keys of a batch. */
export interface BatchRange extends KeyRange {
  readonly upTo: KeyValues;
}

/** A chunk in the ledger. */
export interface BatchChunk {
  readonly run: string;
  readonly number: number;
}

/** The key at which a batch of so many rows ends; no row when fewer are left. Read from the index, whatever becomes of the rows. */
export function boundaryQuery(table: BatchTable, range: KeyRange, rows: number): string {
  const { key, qualified } = table;
  return `select ${keyTexts(key, "t")} from ${qualified} t where ${keyRange(key, "t", range)} order by ${keyColumns(key, "t")} offset ${rows - 1} limit 1`;
}

/** How many rows are in a range: the last batch of a chunk is not full. */
export function countQuery({ qualified, key }: BatchTable, range: KeyRange): string {
  return `select pg_catalog.count(*)::pg_catalog.int4 as count from ${qualified} t where ${keyRange(key, "t", range)}`;
}

/** The rows of a batch, locked so that nobody changes them meanwhile; foreign keys that refer to them do not wait. */
export function lockedRowsQuery(table: BatchTable, range: KeyRange, reads: readonly string[], where: string | null): string {
  return `${rowsQuery(table, range, reads, where)} for no key update of t`;
}

/** The rows of a batch, as they are. */
export function rowsQuery(table: BatchTable, range: KeyRange, reads: readonly string[], where: string | null): string {
  const { key, qualified } = table;
  const values = reads.map((name, i) => `, t.${quoteIdentifier(name)}::pg_catalog.text as v${i}`).join("");
  return `select ${keyTexts(key, "t")}${values} from ${qualified} t where ${keyRange(key, "t", range)}${asked(where)} order by ${keyColumns(key, "t")}`;
}

/** One UPDATE over the range; returns 1 for each row that was written. */
export function rangeUpdate({ qualified, key }: BatchTable, range: KeyRange, { set, where }: SqlWork): string {
  const sets = set.map(({ column, expression }) => `${quoteIdentifier(column)} = (${expression})`).join(", ");
  return `update ${qualified} as t set ${sets} where ${keyRange(key, "t", range)}${asked(where)} returning 1`;
}

/** Writes what was computed; returns 1 for each row that was written. Null when nothing is to be written. */
export function computedUpdate(
  table: BatchTable,
  range: BatchRange,
  { writes }: ComputedWork,
  rows: readonly BatchRow[],
  verdicts: readonly RowVerdict[],
): string | null {
  const { key, qualified, columns } = table;
  const written: { readonly key: KeyValues; readonly values: readonly (string | null)[] }[] = [];
  for (const [i, row] of rows.entries()) {
    const verdict = verdicts[i];
    if (verdict?.kind === "write") written.push({ key: row.key, values: verdict.values });
  }
  if (written.length === 0) return null;
  const keys = key.map((_, i) => arrayLiteral(written.map((row) => row.key[i] ?? null)));
  const values = writes.map((_, i) => arrayLiteral(written.map((row) => row.values[i] ?? null)));
  const names = [...key.map((_, i) => `k${i}`), ...writes.map((_, i) => `v${i}`)];
  const sets = writes.map((name, i) => {
    const type = columns.get(name)?.type ?? "text";
    return `${quoteIdentifier(name)} = w.v${i}${type === "text" ? "" : `::${type}`}`;
  });
  const same = keyMatches(
    key,
    "t",
    key.map((_, i) => `w.k${i}`),
  );
  return `update ${qualified} as t set ${sets.join(", ")} from rows from (${[...keys, ...values].map((array) => `pg_catalog.unnest(${array})`).join(", ")}) as w(${names.join(", ")})
    where ${same} and ${keyRange(key, "t", range)} returning 1`;
}

/** Moves the chunk's cursor and adds up what `statement` (which returns 1 a row; null: there was none) has written. */
export function advance(
  { run, number }: BatchChunk,
  range: BatchRange,
  how: { readonly statement: string | null; readonly read: string; readonly isLast: boolean; readonly leaseEnd: string },
): string {
  const done = how.statement === null ? "" : `with done as (${how.statement}) `;
  const written = how.statement === null ? "0" : "(select pg_catalog.count(*) from done)";
  return `${done}update lockstep.job_chunk c set cursor = ${keyLiteral(range.upTo)}, is_done = ${how.isLast}, lease_until = ${how.leaseEnd},
    batches = c.batches + 1, read = c.read + ${how.read}, written = c.written + ${written}
    where c.job = ${quoteLiteral(run)} and c.number = ${number} returning ${written}::pg_catalog.int4 as written`;
}

/** Looks at a range in SQL: counts rows that are not as expected, names some of them, sums up a digest, and moves the cursor. */
export function checkAndAdvance(
  table: BatchTable,
  { run, number }: BatchChunk,
  range: BatchRange,
  work: { readonly expected: string; readonly where: string | null; readonly digest: string | null },
  how: { readonly isLast: boolean; readonly leaseEnd: string },
): string {
  const { key, qualified } = table;
  const digest = work.digest === null ? "0" : `pg_catalog.hashtextextended((${work.digest})::pg_catalog.text, 0)`;
  return `with seen as materialized (
      select ${keyArray(key, "t")} as key, coalesce((${work.expected}), false) as is_right, ${digest}::pg_catalog.numeric as digest
      from ${qualified} t where ${keyRange(key, "t", range)}${asked(work.where)}
    ), named as (
      insert into lockstep.job_quarantine (job, key, state, reason)
      select ${quoteLiteral(run)}, s.key, '${wrongRowState}', 'it is not as the job would leave it' from seen s where not s.is_right limit ${namedRows}
      on conflict do nothing
    )
    update lockstep.job_chunk c set cursor = ${keyLiteral(range.upTo)}, is_done = ${how.isLast}, lease_until = ${how.leaseEnd},
      batches = c.batches + 1, read = c.read + (select pg_catalog.count(*) from seen),
      wrong = c.wrong + (select pg_catalog.count(*) from seen where not is_right),
      digest = c.digest + (select coalesce(pg_catalog.sum(s.digest), 0) from seen s)
    where c.job = ${quoteLiteral(run)} and c.number = ${number}
    returning (select pg_catalog.count(*) from seen)::pg_catalog.int4 as read, (select pg_catalog.count(*) from seen where not is_right)::pg_catalog.int4 as wrong`;
}

/** Puts rows into the quarantine. */
export function quarantine(
  { run }: BatchChunk,
  rows: readonly { readonly key: KeyValues; readonly state: string; readonly reason: string }[],
): string {
  const values = rows.map(
    ({ key, state, reason }) => `(${quoteLiteral(run)}, ${keyLiteral(key)}, ${quoteLiteral(state)}, ${quoteLiteral(reason)})`,
  );
  return `insert into lockstep.job_quarantine (job, key, state, reason) values ${values.join(", ")}
    on conflict (job, key) do update set state = excluded.state, reason = excluded.reason, at = pg_catalog.clock_timestamp(),
      acknowledged_by = null, acknowledged_because = null`;
}

/** In place of a SQLSTATE: a row that is not as it should be. */
export const wrongRowState = "LSVER";
/** Wrong rows that a batch names; the others are counted. */
const namedRows = 20;

function asked(where: string | null): string {
  return where === null ? "" : ` and (${where})`;
}
