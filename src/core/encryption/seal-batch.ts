/** A batch of rows sealed, each value read once. */

import type { BatchRow, RowVerdict } from "../backfill/batch-work.ts";
import type { PlacedText } from "./additional-data.ts";
import { type ColumnProofs, proofBytes } from "./row-proof.ts";
import { textSealer } from "./seal-texts.ts";
import type { StoredValue } from "./stored-value.ts";
import { faultOf, indexColumns, indexOf, placeOf, valuesOf, type WorkColumn } from "./work-column.ts";

/** What became of a batch. */
export interface SealedBatch {
  /** One for each row, in their order. */
  readonly verdicts: readonly RowVerdict[];
  /** How many values each key has sealed, by its id. */
  readonly sealed: readonly (readonly [kid: string, count: number])[];
  /** Of what was sealed, one for each column. */
  readonly proofs: readonly ColumnProofs[];
}

/** Seals batches. */
export type BatchSealer = (rows: readonly BatchRow[]) => SealedBatch;

/** What seals the rows of these columns: plain text becomes an envelope, and what older keys have sealed gets the current one. */
export function batchSealer(columns: readonly WorkColumn[]): BatchSealer {
  const indexes = indexColumns(columns);
  const sealers = columns.map(columnSealer);
  return (rows) => {
    const read = rows.map((row) => valuesOf(row, columns));
    const faults = read.map((values) => faultOf(values, columns));
    const sealed = sealers.map((seal, i) => {
      return seal(
        rows,
        read.map((values, r) => (faults[r] === null ? values[i] : undefined)),
      );
    });
    const verdicts = rows.map((row, r): RowVerdict => {
      const fault = faults[r] ?? null;
      if (fault !== null) return fault;
      const texts = columns.map((_, i) => sealed[i]?.envelopes[r] ?? row.values[i] ?? null);
      const values = [...texts, ...indexes.map((column) => indexOf(column, read[r]?.[columns.indexOf(column)]))];
      return values.every((value, i) => value === (row.values[i] ?? null)) ? { kind: "keep" } : { kind: "write", values };
    });
    return {
      verdicts,
      sealed: columns.map(({ keys }, i) => [keys.current.kid, (sealed[i]?.proofs.bytes.length ?? 0) / proofBytes]),
      proofs: sealed.map(({ proofs }) => proofs),
    };
  };
}

interface SealedColumn {
  /** By the number of the row; undefined where the value stays. */
  readonly envelopes: readonly (string | undefined)[];
  readonly proofs: ColumnProofs;
}

/** Seals the values of one column that are to be sealed, all at once. */
function columnSealer(
  column: WorkColumn,
): (rows: readonly BatchRow[], values: readonly (StoredValue | undefined)[]) => SealedColumn {
  const { keys } = column;
  const seal = textSealer(keys.current, keys.columnId);
  return (rows, values) => {
    const at: number[] = [];
    const texts: PlacedText[] = [];
    for (const [r, row] of rows.entries()) {
      const value = values[r];
      if (value?.kind !== "plaintext" && value?.kind !== "empty" && value?.kind !== "older-key") continue;
      at.push(r);
      texts.push({ text: value.text, place: placeOf(column, row) });
    }
    const { envelopes: sealed, proofs } = seal(texts);
    const envelopes = new Array<string | undefined>(rows.length).fill(undefined);
    for (const [n, r] of at.entries()) envelopes[r] = sealed[n];
    return { envelopes, proofs: { columnId: keys.columnId, bytes: proofs } };
  };
}
