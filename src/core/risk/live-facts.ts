/** What a database is doing and how large it is, at one moment: everything that decides how long a lock is waited for and held. */

import type { LockMode } from "./lock-mode.ts";
import type { QualifiedName } from "./schema-model.ts";

/** A relation with storage. */
export interface LiveRelation {
  /** Of the heap with TOAST. */
  readonly tableBytes: number;
  readonly indexBytes: number;
  /** The planner's estimate; null where it was never analysed. */
  readonly rows: number | null;
  /** Rows written per second, on average since the counters were reset. */
  readonly writesPerSecond: number;
  /** Scans per second, of the table and of its indexes, likewise. */
  readonly readsPerSecond: number;
  /** What is free on the disk that it lies on; null where nothing on the server can tell. */
  readonly freeBytes: number | null;
}

/** Somebody in a transaction. */
export interface LiveSession {
  /** Null for a prepared transaction, which no session belongs to. */
  readonly pid: number | null;
  readonly user: string | null;
  readonly application: string;
  /** `active`, `idle in transaction`, `prepared`, `autovacuum`. */
  readonly state: string;
  /** Age of the transaction. */
  readonly seconds: number;
  /** Holds back whoever waits for old snapshots: concurrent index builds. */
  readonly hasSnapshot: boolean;
  readonly locks: readonly { readonly relation: QualifiedName; readonly mode: LockMode; readonly isGranted: boolean }[];
}

/** Somebody who receives this database's changes. */
export interface LiveReplica {
  /** A standby by its slot or its application name, or a slot. */
  readonly name: string;
  /** A slot that a standby is reading is that standby. */
  readonly type: "standby" | "logical slot" | "physical slot";
  readonly isActive: boolean;
  /** WAL that it has not confirmed, a standby: not replayed; null where that cannot be seen. */
  readonly lagBytes: number | null;
  /** Replays what it receives, as somebody who may be asked; false for an archive of WAL; null where that cannot be seen. */
  readonly replays: boolean | null;
  /** Commits here wait for it. */
  readonly isSynchronous: boolean;
}

/** A table that publications hold. */
export interface PublishedTable {
  readonly publications: readonly string[];
  /** Each of them names its columns: a new one stays here. */
  readonly onlyListedColumns: boolean;
  /** UPDATE or DELETE is published, which takes a replica identity. */
  readonly publishesOldRows: boolean;
  /** The index by which subscribers find rows, unquoted; null where there is none or whole rows are sent. */
  readonly identity: string | null;
}

/** A publication that holds tables as soon as they are made. */
export interface OpenPublication {
  readonly name: string;
  /** Quoted names of the schemas whose tables it holds; null: all tables. */
  readonly schemas: readonly string[] | null;
  readonly publishesOldRows: boolean;
}

/** What was seen. */
export interface LiveFacts {
  readonly relations: ReadonlyMap<QualifiedName, LiveRelation>;
  /** Oldest transaction first, our own left out. */
  readonly sessions: readonly LiveSession[];
  readonly replicas: readonly LiveReplica[];
  readonly published: ReadonlyMap<QualifiedName, PublishedTable>;
  readonly openPublications: readonly OpenPublication[];
  /** The subscriptions that write to a table, by table. */
  readonly subscribed: ReadonlyMap<QualifiedName, readonly string[]>;
  /** Bytes that a sequential read gets through in a second, measured on the spot; null where there was nothing to measure on. */
  readonly bytesPerSecond: number | null;
  /** What could not be seen, and why. */
  readonly notSeen: readonly string[];
}

/** Seconds within which work on a relation is expected to end: an estimate, never a promise. */
export interface HoldBand {
  readonly atLeast: number;
  readonly atMost: number;
}

/** How much longer than a plain read each sort of work takes, at best and at worst. */
const workFactors = { scan: [0.5, 3], "index-build": [1, 10], rewrite: [2, 25] } as const;

/** How long work on a relation takes; null where its size or the speed is not known. */
export function holdBand(cost: keyof typeof workFactors, relation: LiveRelation | undefined, facts: LiveFacts): HoldBand | null {
  if (relation === undefined || facts.bytesPerSecond === null) return null;
  const bytes = relation.tableBytes + (cost === "rewrite" ? relation.indexBytes : 0);
  const [best, worst] = workFactors[cost];
  const read = bytes / facts.bytesPerSecond;
  return { atLeast: read * best, atMost: read * worst };
}
