/**
 * What a job does to the rows of a batch, as a value: the engine that walks keys, locks, retries and keeps the ledger is the same for a backfill,
 * for encryption and for looking at every row again.
 */

/** A row as a computed job sees it: everything in the server's own text form, so that nothing is lost on the way. */
export interface BatchRow {
  /** In the order of the key's columns. */
  readonly key: readonly string[];
  /** In the order of `reads`. */
  readonly values: readonly (string | null)[];
}

/** What is to become of a row. */
export type RowVerdict =
  /** It is as it should be; nothing is written. */
  | { readonly kind: "keep" }
  /** In the order of `writes`. */
  | { readonly kind: "write"; readonly values: readonly (string | null)[] }
  /** It cannot be done: into the quarantine. `reason` reaches the ledger and reports: no value of the row may stand in it. */
  | { readonly kind: "fault"; readonly code: string; readonly reason: string };

/** The server computes: one UPDATE over a range of keys. */
export interface SqlWork {
  readonly kind: "sql";
  /** Expressions over the row's columns, in SQL. */
  readonly set: readonly { readonly column: string; readonly expression: string }[];
  /** A condition that is true for rows that still ask for it; null: all. */
  readonly where: string | null;
}

/** Node computes: rows are locked (FOR NO KEY UPDATE), read, computed, and written back in the same transaction. */
export interface ComputedWork {
  readonly kind: "computed";
  /** Names of the columns that are read, as text. */
  readonly reads: readonly string[];
  /** Names of the columns that are written; text is cast to their types. */
  readonly writes: readonly string[];
  readonly where: string | null;
  /**
   * One verdict for each row, in their order. May be called again for the same rows when the transaction was rolled back. Where a row takes longer
   * than `rowMs`, whoever else waits for the batch would give it up.
   */
  readonly compute: (rows: readonly BatchRow[], rowMs?: number) => Promise<readonly RowVerdict[]> | readonly RowVerdict[];
  /** Statements that run in the same transaction, after the rows are written. They reach the server's log as they are. */
  readonly alongside?: (rows: readonly BatchRow[], verdicts: readonly RowVerdict[]) => readonly string[];
}

/** Rows are only looked at: counted, and those that are not as they should be are named. */
export type CheckWork =
  /** In SQL: `expected` is true for a row that is right; null counts as wrong. `digest` is text over the row that is summed up regardless of order. */
  | { readonly kind: "check-sql"; readonly expected: string; readonly where: string | null; readonly digest: string | null }
  /** In Node: a `fault` is a row that is wrong. */
  | {
      readonly kind: "check-rows";
      readonly reads: readonly string[];
      readonly where: string | null;
      readonly check: (rows: readonly BatchRow[]) => Promise<readonly RowVerdict[]> | readonly RowVerdict[];
    };

/** What a job does. */
export type BatchWork = SqlWork | ComputedWork | CheckWork;

/** Whether it only looks. */
export function isCheck(work: BatchWork): work is CheckWork {
  return work.kind === "check-rows" || work.kind === "check-sql";
}
