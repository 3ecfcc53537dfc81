/** What encryption, its way back and its verification do to the rows of a batch. Reasons of faults name columns, classes and keys, never a value. */

import { AppError } from "../app-error.ts";
import type { BatchRow, CheckWork, ComputedWork, RowVerdict } from "../backfill/batch-work.ts";
import { type ColumnProofs, digestsOf, nonceOf, type SealedText, type ValueProof } from "./row-proof.ts";
import { batchSealer } from "./seal-batch.ts";
import { readStored, type StoredValue, type ValueClass } from "./stored-value.ts";
import { faultOf, indexColumns, indexOf, isWords, placeOf, unopenableState, valuesOf, type WorkColumn } from "./work-column.ts";

/**
 * Plain text becomes an envelope, and what older keys have sealed gets the current one; what does not open is a fault and never overwritten.
 * `reserve` is asked for `count` values of a key before any of them is written; `keep` makes statements that run in the rows' transaction.
 */
export function encryptWork(
  columns: readonly WorkColumn[],
  means: {
    readonly reserve: (kid: string, count: number) => Promise<void>;
    readonly keep: (proofs: readonly ColumnProofs[]) => readonly string[];
  },
): ComputedWork {
  const names = namesOf(columns, indexColumns(columns));
  const seal = batchSealer(columns);
  const kept = new WeakMap<readonly RowVerdict[], readonly ColumnProofs[]>();
  return {
    kind: "computed",
    reads: names,
    writes: names,
    where: null,
    compute: async (rows) => {
      const { verdicts, sealed, proofs } = seal(rows);
      for (const [kid, count] of sealed) if (count > 0) await means.reserve(kid, count);
      kept.set(verdicts, proofs);
      return verdicts;
    },
    alongside: (_, verdicts) => {
      const proofs = kept.get(verdicts);
      // without them nothing could be proven of these rows afterwards
      if (proofs === undefined) throw new AppError({ code: "INTERNAL", message: "Sealed rows have lost their proofs." });
      return means.keep(proofs);
    },
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
  /** Blind indexes that were computed again. */
  indexes: number;
  /** Those of them that are missing, or of another text. */
  wrongIndexes: number;
}

/** Every value is opened, compared with its digest, and tried in another row or column; its blind index is computed again. */
export function verifyWork(
  columns: readonly WorkColumn[],
  means: {
    /** Proofs of values with these nonces, in any order. */
    readonly proofs: (nonces: readonly string[]) => Promise<readonly ValueProof[]>;
    readonly tally: VerificationTally;
  },
): CheckWork {
  const indexes = indexColumns(columns);
  return {
    kind: "check-rows",
    reads: namesOf(columns, indexes),
    where: null,
    check: async (rows) => {
      const read = rows.map((row) => valuesOf(row, columns));
      const differs = await comparedValues(rows, read, columns, means);
      return rows.map((row, r): RowVerdict => {
        const other = rows[r === 0 ? rows.length - 1 : r - 1] ?? row;
        const wrong = columns.flatMap((column, i) => {
          const value = read[r]?.[i];
          if (value === undefined) return [];
          means.tally.classes[value.kind] += 1;
          if (value.kind === "null") return [];
          if (!isSealed(value)) return [`${column.name} ${isWords(value.kind)}`];
          if (differs.has(row.values[i] ?? "")) return [`${column.name} opens to something else than what stood there`];
          return r % swapEvery === 0 ? opensElsewhere(row.values[i] ?? "", column, { row, other }, means.tally) : [];
        });
        const unfound = indexes.flatMap((column, n) =>
          wrongIndex(column, read[r]?.[columns.indexOf(column)], row.values[columns.length + n] ?? null, means.tally),
        );
        const reasons = [...wrong, ...unfound];
        return reasons.length === 0 ? { kind: "keep" } : { kind: "fault", code: unopenableState, reason: reasons.join("; ") };
      });
    },
  };
}

/** Where a row is not found by its value, or by one that it has not. What does not open says nothing of its index. */
function wrongIndex(
  column: WorkColumn,
  value: StoredValue | undefined,
  stored: string | null,
  tally: VerificationTally,
): readonly string[] {
  const into = column.blindIndex?.into;
  if (into === undefined || (value?.kind !== "null" && !isSealed(value))) return [];
  tally.indexes += 1;
  const wanted = indexOf(column, value);
  // a text that is sealed has one, whether or not its key was made yet
  if (wanted === stored && (wanted !== null || value.kind === "null")) return [];
  tally.wrongIndexes += 1;
  return [
    stored === null ? `${into} lacks the blind index of ${column.name}` : `${into} is not the blind index of ${column.name}`,
  ];
}

/** Compares what opens with the digests of what stood there. @returns the envelopes that open to something else */
async function comparedValues(
  rows: readonly BatchRow[],
  read: readonly (readonly StoredValue[])[],
  columns: readonly WorkColumn[],
  { proofs, tally }: Parameters<typeof verifyWork>[1],
): Promise<ReadonlySet<string>> {
  const stored = rows.flatMap(({ values }, r) => columns.map((_, i) => (isSealed(read[r]?.[i]) ? (values[i] ?? "") : "")));
  const known = new Map<string, ValueProof>();
  for (const proof of await proofs(stored.filter((envelope) => envelope !== "").map(nonceOf)))
    known.set(`${proof.columnId}/${proof.nonce}`, proof);
  const differs = new Set<string>();
  for (const [i, column] of columns.entries()) {
    const { columnId } = column.keys;
    // by the key that sealed them, as each has digests of its own
    const byKid = new Map<string, { readonly envelope: string; readonly digest: string; readonly sealed: SealedText }[]>();
    for (const [r, row] of rows.entries()) {
      const value = read[r]?.[i];
      if (!isSealed(value)) continue;
      const envelope = row.values[i] ?? "";
      const nonce = nonceOf(envelope);
      const proof = known.get(`${columnId}/${nonce}`);
      if (proof === undefined) tally.writtenSince += 1;
      else {
        const group = byKid.get(value.kid) ?? [];
        byKid.set(value.kid, group);
        group.push({ envelope, digest: proof.digest, sealed: { text: value.text, nonce } });
      }
    }
    for (const [kid, group] of byKid) {
      const key = column.keys.byKid.get(kid);
      if (key === undefined) continue;
      tally.compared += group.length;
      const digests = digestsOf(key, columnId)(group.map(({ sealed }) => sealed));
      for (const [n, { envelope, digest }] of group.entries()) if (digests[n] !== digest) differs.add(envelope);
    }
  }
  return differs;
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
  return { classes, compared: 0, writtenSince: 0, swapped: 0, indexes: 0, wrongIndexes: 0 };
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

function isSealed(value: StoredValue | undefined): value is Extract<StoredValue, { kind: "current" | "older-key" }> {
  return value?.kind === "current" || value?.kind === "older-key";
}

function namesOf(columns: readonly WorkColumn[], indexes: readonly WorkColumn[]): readonly string[] {
  return [
    ...columns.map(({ name }) => name),
    ...indexes.flatMap(({ blindIndex }) => (blindIndex === null ? [] : [blindIndex.into])),
  ];
}
