/**
 * Queries that count the rows on which a statement would fail. They run before a plan changes anything, so that nobody learns of bad
 * rows from a plan that stopped half way. Every name in them is qualified.
 */

import type { Hazard } from "../risk/hazard.ts";

/** `SELECT count(*) FROM public.users WHERE …`; null where the rows cannot be read at the start, or nothing tells the bad ones. */
export function countRows(from: string | null, condition: string | null): string | null {
  return from === null || condition === null ? null : `SELECT count(*) FROM ${from} WHERE ${condition}`;
}

/** What makes rows duplicates of each other. */
export interface DuplicateKey {
  readonly from: string | null;
  /** Columns and parenthesised expressions. */
  readonly keys: readonly string[];
  /** Nulls are equal: NULLS NOT DISTINCT (15+). */
  readonly nullsEqual: boolean;
  /** Of a partial index. */
  readonly predicate: string | null;
}

/** Counts the groups of rows that a unique index refuses. GROUP BY compares as the type's own operator class does. */
export function countDuplicates({ from, keys, nullsEqual, predicate }: DuplicateKey): string | null {
  if (from === null || keys.length === 0) return null;
  const conditions = [
    // a row of nulls is no null
    ...(nullsEqual ? [] : keys.map((key) => `${key} IS DISTINCT FROM NULL`)),
    ...(predicate === null ? [] : [predicate]),
  ];
  const where = conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
  // a bare 1 in GROUP BY would be a position: keys are names or in parentheses
  const groups = `SELECT FROM ${from}${where} GROUP BY ${keys.join(", ")} HAVING count(*) > 1`;
  return `SELECT count(*) FROM (${groups}) AS duplicates`;
}

/** The sum of several counts; null where one of them is not known or there are none. */
export function sumOfCounts(counts: readonly (string | null)[]): string | null {
  const known = counts.flatMap((count) => (count === null ? [] : [count]));
  if (known.length === 0 || known.length < counts.length) return null;
  const [first = ""] = known;
  return known.length === 1 ? first : `SELECT ${known.map((count) => `(${count})`).join(" + ")}`;
}

/** A failure that bad rows bring about. */
export function mayFail(detail: string, rows: string | null): Hazard {
  return { hazard: "may-fail", detail, ...(rows === null ? {} : { rows }) };
}
