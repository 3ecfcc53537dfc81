/**
 * Jobs that go through the rows of a table: `db/jobs/NAME.ts` exports one. What the server can compute is said in SQL, everything else in
 * TypeScript; both run in small transactions that survive being killed.
 */

import type { ThrottleOverrides } from "../core/backfill/throttle-limits.ts";

/** A row as a transform sees it: the server's own text of each column that it reads. */
export type TextRow = Readonly<Record<string, string | null>>;

/** What every job may say. */
interface BackfillBase {
  /** With its schema, quoted where SQL would: `public.users`. */
  readonly table: string;
  /** SQL, true for rows that still ask for it. With it a run can be repeated, and rows that come late are found. */
  readonly where?: string;
  /** Columns of a unique index, in its order. Default: the primary key. */
  readonly key?: readonly string[];
  /** SQL, true for a row that is as it should be. Default: `where` is not true any more, or without it that the columns equal what `set` says. */
  readonly verify?: string;
  /** Each trigger that would fire, and whether it should: `{ touch_updated_at: "skip" }`. */
  readonly triggers?: Readonly<Record<string, "keep" | "skip">>;
  /** Signals under which it slows down or stops; see the documentation for the usual ones. */
  readonly throttle?: ThrottleOverrides;
  /** Only in these hours: `["22:00-06:00", "saturday, sunday 00:00-24:00"]`. */
  readonly windows?: readonly string[];
  /** Of the windows, an IANA time zone. Default UTC. */
  readonly zone?: string;
  /** Days without, in that zone: `2026-12-18/2027-01-04`. */
  readonly blackout?: readonly string[];
  /** Milliseconds that a batch should take: as long may a writer that meets its rows have to wait. Default 80 in SQL, 150 in TypeScript. */
  readonly batchMs?: number;
  /** Connections at once. Default 1 in SQL, 2 in TypeScript. */
  readonly workers?: number;
  /** Rows of a part that one worker takes at a time, about. Default 100,000. */
  readonly chunkRows?: number;
  /** Rows that may be refused before it stops. Default 100. */
  readonly quarantine?: number;
}

/** In SQL: each column and the expression that it becomes. */
export interface SqlBackfill extends BackfillBase {
  readonly set: Readonly<Record<string, string>>;
}

/** In TypeScript. */
export interface ComputedBackfill extends BackfillBase {
  /** Columns that `transform` reads. */
  readonly reads: readonly string[];
  /** Columns that it may write. */
  readonly writes: readonly string[];
  /** The new values, or null to leave the row as it is. May be called twice for a row; what it throws puts the row into the quarantine. */
  readonly transform: (row: TextRow) => TextRow | null | Promise<TextRow | null>;
}

/** A job. */
export type BackfillDefinition = SqlBackfill | ComputedBackfill;

/** A job, marked as one. */
export type BackfillJob = BackfillDefinition & { readonly kind: "backfill" };

/** `export default` it from `db/jobs/NAME.ts`. */
export function defineBackfill(definition: BackfillDefinition): BackfillJob {
  return { ...definition, kind: "backfill" };
}
