/**
 * A query on its way through the parse tree: which names mean a WITH query, which relations FOR UPDATE marks, and how far the server
 * goes with it. Every node that matters has a reader (`query-readers.ts`); what lies between is walked.
 */

import { isFields, type SqlTree } from "../../../sql/sql-tree.ts";
import type { Reading } from "../statement-reader.ts";

/**
 * How far the server goes.
 * - analysed: names are looked up (CREATE VIEW, a policy): the relations named are locked
 * - rewritten: views are expanded (PREPARE, making an SQL function)
 * - planned: partitions and indexes are opened (EXPLAIN)
 * - run: rows change and functions run
 */
const depths = ["analysed", "rewritten", "planned", "run"] as const;

/** One of the depths. */
export type Depth = (typeof depths)[number];

/** True where the server goes at least that far. */
export function reaches({ depth }: Query, wanted: Depth): boolean {
  return depths.indexOf(depth) >= depths.indexOf(wanted);
}

/** Where a walk stands. */
export interface Query {
  readonly reading: Reading;
  readonly depth: Depth;
  /** Names of WITH queries that are in sight. */
  readonly ctes: ReadonlySet<string>;
  /** Names (or aliases) that FOR UPDATE or FOR SHARE locks. */
  readonly marked: "all" | ReadonlySet<string>;
  /** The conditions of the SELECT around, where its FROM has but one relation; null for several. */
  readonly where: SqlTree | null;
  /** True below LIMIT. */
  readonly isLimited: boolean;
  readonly readers: QueryReaders;
}

/** By node name. */
export type QueryReaders = {
  readonly [node: string]: ((fields: { readonly [field: string]: SqlTree }, query: Query) => void) | undefined;
};

/** Nothing is marked. */
export const unmarked: ReadonlySet<string> = new Set();

/** Reads a tree: nodes with a reader by it, others by their parts. */
export function readQuery(tree: SqlTree | undefined, query: Query): void {
  if (Array.isArray(tree)) {
    for (const one of tree) readQuery(one, query);
    return;
  }
  if (!isFields(tree)) return;
  for (const [name, value] of Object.entries(tree)) {
    const read = query.readers[name];
    if (read !== undefined && isFields(value)) read(value, query);
    else readQuery(value, query);
  }
}
