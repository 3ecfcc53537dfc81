/** A batch of rows sealed, each value read once. */

import type { BatchRow, RowVerdict } from "../backfill/batch-work.ts";
import { type Digests, digestsOf, nonceOf, type PlacedText, type RowProof } from "./row-proof.ts";
import { sealText } from "./seal.ts";
import type { StoredValue } from "./stored-value.ts";
import { faultOf, indexColumns, indexOf, placeOf, valuesOf, type WorkColumn } from "./work-column.ts";

/** A proof of one value. */
export interface ValueProof extends RowProof {
  readonly columnId: string;
}

/** What became of a batch. */
export interface SealedBatch {
  /** One for each row, in their order. */
  readonly verdicts: readonly RowVerdict[];
  /** How many values each key has sealed, by its id. */
  readonly sealed: readonly (readonly [kid: string, count: number])[];
  readonly proofs: readonly ValueProof[];
}

/** Seals batches. */
export type BatchSealer = (rows: readonly BatchRow[]) => SealedBatch;

/** What seals the rows of these columns: plain text becomes an envelope, and what older keys have sealed gets the current one. */
export function batchSealer(columns: readonly WorkColumn[]): BatchSealer {
  const indexes = indexColumns(columns);
  const digests = columns.map(({ keys }) => digestsOf(keys.current.key, keys.columnId));
  return (rows) => {
    const read = rows.map((row) => valuesOf(row, columns));
    const verdicts = rows.map((row, r) => sealedRow(row, read[r] ?? [], columns, indexes));
    return {
      verdicts,
      sealed: columns.map(({ keys }, i) => [keys.current.kid, read.filter((values) => isToSeal(values[i])).length]),
      proofs: columns.flatMap((column, i) => proofsOf(rows, read, verdicts, { column, i, digests: digests[i] ?? (() => []) })),
    };
  };
}

function sealedRow(
  row: BatchRow,
  read: readonly StoredValue[],
  columns: readonly WorkColumn[],
  indexes: readonly WorkColumn[],
): RowVerdict {
  const fault = faultOf(read, columns);
  if (fault !== null) return fault;
  const sealed = columns.map((column, i) => {
    const value = read[i];
    if (value === undefined || !isToSeal(value)) return row.values[i] ?? null;
    return sealText("text" in value ? value.text : "", column.keys.current, placeOf(column, row));
  });
  const digests = indexes.map((column) => indexOf(column, read[columns.indexOf(column)]));
  const values = [...sealed, ...digests];
  return values.every((value, i) => value === (row.values[i] ?? null)) ? { kind: "keep" } : { kind: "write", values };
}

/** Proofs of what was sealed in one column. */
function proofsOf(
  rows: readonly BatchRow[],
  read: readonly (readonly StoredValue[])[],
  verdicts: readonly RowVerdict[],
  { column, i, digests }: { readonly column: WorkColumn; readonly i: number; readonly digests: Digests },
): readonly ValueProof[] {
  const { columnId } = column.keys;
  const nonces: string[] = [];
  const texts: PlacedText[] = [];
  for (const [r, row] of rows.entries()) {
    const verdict = verdicts[r];
    if (verdict?.kind !== "write") continue;
    const [before, after] = [row.values[i] ?? null, verdict.values[i] ?? null];
    if (after === null || before === after) continue;
    const value = read[r]?.[i];
    if (value === undefined || !("text" in value)) continue;
    nonces.push(nonceOf(after));
    texts.push({ text: value.text, place: placeOf(column, row) });
  }
  const made = digests(texts);
  return nonces.map((nonce, n) => ({ columnId, nonce, digest: made[n] ?? "" }));
}

function isToSeal(value: StoredValue | undefined): boolean {
  return value?.kind === "plaintext" || value?.kind === "empty" || value?.kind === "older-key";
}
