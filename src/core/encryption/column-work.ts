/** What encryption, its way back and its verification do to the rows of a batch. Reasons of faults name columns, classes and keys, never a value. */

import type { BatchRow, CheckWork, ComputedWork, RowVerdict } from "../backfill/batch-work.ts";
import type { Binding, ValuePlace } from "./additional-data.ts";
import { blindIndexOf, type Normaliser } from "./blind-index.ts";
import type { ColumnKeys } from "./column-keys.ts";
import { envelopeDigest, plaintextDigest, proofKeyOf, proofOf, type RowProof } from "./row-proof.ts";
import { sealText } from "./seal.ts";
import { classWords, readStored, type StoredValue, type ValueClass } from "./stored-value.ts";

/** A column with its keys. */
export interface WorkColumn {
  readonly name: string;
  readonly keys: ColumnKeys;
  readonly binding: Binding;
  readonly blindIndex: { readonly into: string; readonly normaliser: Normaliser } | null;
}

/** A proof of one value of one row. */
export interface ValueProof extends RowProof {
  readonly columnId: string;
  readonly key: readonly string[];
  readonly kid: string;
}

/** State of a row that does not open; in the ledger and in reports. */
const unopenableState = "LSE01";

/**
 * Plain text becomes an envelope, and what older keys have sealed gets the current one; what does not open is a fault and never overwritten.
 * `reserve` is asked before `count` values are sealed with a key; `keep` makes statements that run in the rows' transaction.
 */
export function encryptWork(
  columns: readonly WorkColumn[],
  means: {
    readonly reserve: (kid: string, count: number) => Promise<void>;
    readonly keep: (proofs: readonly ValueProof[]) => readonly string[];
  },
): ComputedWork {
  const indexes = indexColumns(columns);
  const proofKeys = new Map(columns.map(({ keys }) => [keys.columnId, proofKeyOf(keys.current.key, keys.columnId)]));
  return {
    kind: "computed",
    reads: namesOf(columns, indexes),
    writes: namesOf(columns, indexes),
    where: null,
    compute: async (rows) => {
      const read = rows.map((row) => valuesOf(row, columns));
      for (const [i, { keys }] of columns.entries()) {
        const count = read.filter((values) => isToSeal(values[i])).length;
        if (count > 0) await means.reserve(keys.current.kid, count);
      }
      return rows.map((row, r) => sealedRow(row, read[r] ?? [], columns, indexes));
    },
    alongside: (rows, verdicts) =>
      means.keep(rows.flatMap((row, r) => proofsOf(row, verdicts[r], columns, (columnId) => proofKeys.get(columnId)))),
  };
}

/** Every envelope becomes plain text again. */
export function decryptWork(columns: readonly WorkColumn[]): ComputedWork {
  return {
    kind: "computed",
    reads: namesOf(columns, []),
    writes: namesOf(columns, []),
    where: null,
    compute: (rows) =>
      rows.map((row): RowVerdict => {
        const read = valuesOf(row, columns);
        const fault = faultOf(read, columns);
        if (fault !== null) return fault;
        const values = read.map((value) => ("text" in value ? value.text : null));
        return values.every((value, i) => value === row.values[i]) ? { kind: "keep" } : { kind: "write", values };
      }),
  };
}

/** What a verification counts besides. */
export interface VerificationTally {
  readonly classes: Record<ValueClass, number>;
  /** Values that were compared with the digest of what stood there. */
  compared: number;
  /** Values that somebody has written since they were encrypted: they open, and nobody knows what they should say. */
  writtenSince: number;
  /** Values that were tried in another place, where none may open. */
  swapped: number;
}

/** Every value is opened, compared with its digest, and tried in another row or column. */
export function verifyWork(
  columns: readonly WorkColumn[],
  means: {
    /** Proofs of these rows, in any order. */
    readonly proofs: (keys: readonly (readonly string[])[]) => Promise<readonly ValueProof[]>;
    readonly tally: VerificationTally;
  },
): CheckWork {
  const proofKeys = new Map<string, ReturnType<typeof proofKeyOf>>();
  for (const { keys } of columns)
    for (const [kid, key] of keys.byKid) proofKeys.set(`${keys.columnId}/${kid}`, proofKeyOf(key, keys.columnId));
  return {
    kind: "check-rows",
    reads: namesOf(columns, []),
    where: null,
    check: async (rows) => {
      const known = new Map<string, ValueProof>();
      for (const proof of await means.proofs(rows.map(({ key }) => key))) known.set(`${proof.columnId}/${proof.envelope}`, proof);
      return rows.map((row, r) => {
        const other = rows[r === 0 ? rows.length - 1 : r - 1] ?? row;
        const wrong = columns.flatMap((column, i) => {
          const stored = row.values[i] ?? null;
          const value = readStored(stored, column.keys, placeOf(column, row));
          means.tally.classes[value.kind] += 1;
          if (stored === null || (value.kind !== "current" && value.kind !== "older-key"))
            return value.kind === "null" ? [] : [`${column.name} ${isWords(value.kind)}`];
          const proof = known.get(`${column.keys.columnId}/${envelopeDigest(stored)}`);
          const key = proof === undefined ? undefined : proofKeys.get(`${column.keys.columnId}/${proof.kid}`);
          if (proof === undefined || key === undefined) means.tally.writtenSince += 1;
          else {
            means.tally.compared += 1;
            if (plaintextDigest(value.text, placeOf(column, row), key) !== proof.digest)
              return [`${column.name} opens to something else than what stood there`];
          }
          return r % swapEvery === 0 ? opensElsewhere(stored, column, { row, other }, means.tally) : [];
        });
        return wrong.length === 0 ? { kind: "keep" } : { kind: "fault", code: unopenableState, reason: wrong.join("; ") };
      });
    },
  };
}

/** An empty tally. */
export function newTally(): VerificationTally {
  const classes = {
    current: 0,
    "older-key": 0,
    plaintext: 0,
    empty: 0,
    null: 0,
    unopenable: 0,
    "unknown-key": 0,
    "unknown-algorithm": 0,
  };
  return { classes, compared: 0, writtenSince: 0, swapped: 0 };
}

/** The swap test: a value of this row tried in the row before it, or where values are bound to their column alone, in another column. */
function opensElsewhere(
  stored: string,
  column: WorkColumn,
  { row, other }: { readonly row: BatchRow; readonly other: BatchRow },
  tally: VerificationTally,
): readonly string[] {
  const isRow = column.binding === "row" && other !== row;
  const elsewhere = isRow ? placeOf(column, other) : { ...placeOf(column, row), columnId: noColumn };
  tally.swapped += 1;
  const { kind } = readStored(stored, column.keys, elsewhere);
  return kind === "unopenable" ? [] : [`${column.name} opens in another place too`];
}

/**
 * One row in so many is tried elsewhere: that a value is bound to its place is a property of the code, and each value has been opened at its own
 * place, where one from another row does not open.
 */
const swapEvery = 16;

const noColumn = "00000000-0000-8000-8000-000000000000";

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
  const digests = indexes.map((column) => {
    const value = read[columns.indexOf(column)];
    const { blindIndex, keys } = column;
    if (value === undefined || !("text" in value) || blindIndex === null || keys.index === null) return null;
    return blindIndexOf(value.text, blindIndex.normaliser, keys.index.key);
  });
  const values = [...sealed, ...digests];
  return values.every((value, i) => value === (row.values[i] ?? null)) ? { kind: "keep" } : { kind: "write", values };
}

function proofsOf(
  row: BatchRow,
  verdict: RowVerdict | undefined,
  columns: readonly WorkColumn[],
  keyOf: (columnId: string) => ReturnType<typeof proofKeyOf> | undefined,
): readonly ValueProof[] {
  if (verdict?.kind !== "write") return [];
  return columns.flatMap((column, i) => {
    const [before, after] = [row.values[i] ?? null, verdict.values[i] ?? null];
    const key = keyOf(column.keys.columnId);
    if (after === null || before === after || key === undefined) return [];
    const place = placeOf(column, row);
    const value = readStored(before, column.keys, place);
    if (!("text" in value)) return [];
    return [
      { ...proofOf(value.text, after, place, key), columnId: column.keys.columnId, key: row.key, kid: column.keys.current.kid },
    ];
  });
}

function valuesOf(row: BatchRow, columns: readonly WorkColumn[]): readonly StoredValue[] {
  return columns.map((column, i) => readStored(row.values[i] ?? null, column.keys, placeOf(column, row)));
}

function faultOf(read: readonly StoredValue[], columns: readonly WorkColumn[]): Extract<RowVerdict, { kind: "fault" }> | null {
  const reasons = read.flatMap((value, i) => {
    if ("text" in value || value.kind === "null") return [];
    const kid = "kid" in value && value.kid !== null ? ` (key ${value.kid})` : "";
    return [`${columns[i]?.name} ${isWords(value.kind)}${kid}`];
  });
  return reasons.length === 0 ? null : { kind: "fault", code: unopenableState, reason: reasons.join("; ") };
}

function isWords(kind: ValueClass): string {
  return kind === "unopenable" ? classWords[kind] : `is ${classWords[kind]}`;
}

function isToSeal(value: StoredValue | undefined): boolean {
  return value?.kind === "plaintext" || value?.kind === "empty" || value?.kind === "older-key";
}

function placeOf({ keys, binding }: WorkColumn, { key }: BatchRow): ValuePlace {
  return { columnId: keys.columnId, binding, key: binding === "row" ? key : [] };
}

function indexColumns(columns: readonly WorkColumn[]): readonly WorkColumn[] {
  return columns.filter(({ blindIndex }) => blindIndex !== null);
}

function namesOf(columns: readonly WorkColumn[], indexes: readonly WorkColumn[]): readonly string[] {
  return [
    ...columns.map(({ name }) => name),
    ...indexes.flatMap(({ blindIndex }) => (blindIndex === null ? [] : [blindIndex.into])),
  ];
}
