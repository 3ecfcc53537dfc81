/** A batch of rows sealed, each value read once. Reasons of faults name columns, classes and keys, never a value. */

import type { BatchRow, RowVerdict } from "../backfill/batch-work.ts";
import type { Binding, ValuePlace } from "./additional-data.ts";
import { blindIndexOf, type Normaliser } from "./blind-index.ts";
import type { ColumnKeys } from "./column-keys.ts";
import { type Digests, digestsOf, nonceOf, type PlacedText, type RowProof } from "./row-proof.ts";
import { sealText } from "./seal.ts";
import { classWords, readStored, type StoredValue, type ValueClass } from "./stored-value.ts";

/** A column with its keys. */
export interface WorkColumn {
  readonly name: string;
  readonly keys: ColumnKeys;
  readonly binding: Binding;
  readonly blindIndex: { readonly into: string; readonly normaliser: Normaliser } | null;
}

/** A proof of one value. */
export interface ValueProof extends RowProof {
  readonly columnId: string;
}

/** State of a row that does not open; in the ledger and in reports. */
export const unopenableState = "LSE01";

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

/** What stands in a row. */
export function valuesOf(row: BatchRow, columns: readonly WorkColumn[]): readonly StoredValue[] {
  return columns.map((column, i) => readStored(row.values[i] ?? null, column.keys, placeOf(column, row)));
}

/** Null: all of it opens, or is plain. */
export function faultOf(
  read: readonly StoredValue[],
  columns: readonly WorkColumn[],
): Extract<RowVerdict, { kind: "fault" }> | null {
  const reasons = read.flatMap((value, i) => {
    if ("text" in value || value.kind === "null") return [];
    const kid = "kid" in value && value.kid !== null ? ` (key ${value.kid})` : "";
    return [`${columns[i]?.name} ${isWords(value.kind)}${kid}`];
  });
  return reasons.length === 0 ? null : { kind: "fault", code: unopenableState, reason: reasons.join("; ") };
}

/** With its verb. */
export function isWords(kind: ValueClass): string {
  return kind === "unopenable" ? classWords[kind] : `is ${classWords[kind]}`;
}

function isToSeal(value: StoredValue | undefined): boolean {
  return value?.kind === "plaintext" || value?.kind === "empty" || value?.kind === "older-key";
}

/** What a value is bound to. */
export function placeOf({ keys, binding }: WorkColumn, { key }: BatchRow): ValuePlace {
  return { columnId: keys.columnId, binding, key: binding === "row" ? key : [] };
}

/** The blind index of a value; null: there is no text to find it by. */
export function indexOf({ blindIndex, keys }: WorkColumn, value: StoredValue | undefined): string | null {
  if (value === undefined || !("text" in value) || blindIndex === null || keys.index === null) return null;
  return blindIndexOf(value.text, blindIndex.normaliser, keys.index.key);
}

/** Those with a blind index. */
export function indexColumns(columns: readonly WorkColumn[]): readonly WorkColumn[] {
  return columns.filter(({ blindIndex }) => blindIndex !== null);
}
