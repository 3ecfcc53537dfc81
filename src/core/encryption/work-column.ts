/**
 * A column that is encrypted, as all that work on its rows see it: what stands in a row, where it is bound, what is wrong with it. Reasons name columns, classes
 * and keys, never a value.
 */

import type { BatchRow, RowVerdict } from "../backfill/batch-work.ts";
import type { Binding, ValuePlace } from "./additional-data.ts";
import { blindIndexOf, type Normaliser } from "./blind-index.ts";
import type { ColumnKeys } from "./column-keys.ts";
import { classWords, readStored, type StoredValue, type ValueClass } from "./stored-value.ts";

/** A column with its keys. */
export interface WorkColumn {
  readonly name: string;
  readonly keys: ColumnKeys;
  readonly binding: Binding;
  readonly blindIndex: { readonly into: string; readonly normaliser: Normaliser } | null;
}

/** State of a row that does not open; in the ledger and in reports. */
export const unopenableState = "LSE01";

/** What stands in a row. */
export function valuesOf(row: BatchRow, columns: readonly WorkColumn[]): readonly StoredValue[] {
  return columns.map((column, i) => readStored(row.values[i] ?? null, column.keys, placeOf(column, row)));
}

/** Null: all of it opens, or is plain. */
export function faultOf(
  read: readonly StoredValue[],
  columns: readonly WorkColumn[],
): Extract<RowVerdict, { kind: "fault" }> | null {
  // nearly every row
  if (read.every(isReadable)) return null;
  const reasons = read.flatMap((value, i) => {
    if (isReadable(value)) return [];
    const kid = "kid" in value && value.kid !== null ? ` (key ${value.kid})` : "";
    return [`${columns[i]?.name} ${isWords(value.kind)}${kid}`];
  });
  return { kind: "fault", code: unopenableState, reason: reasons.join("; ") };
}

function isReadable(value: StoredValue): value is Extract<StoredValue, { readonly text: string } | { readonly kind: "null" }> {
  return "text" in value || value.kind === "null";
}

/** With its verb. */
export function isWords(kind: ValueClass): string {
  return kind === "unopenable" ? classWords[kind] : `is ${classWords[kind]}`;
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
