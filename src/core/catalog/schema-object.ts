/**
 * One object of a database: what it is called, what is true of it, what it belongs to.
 * Plain values only, so that a snapshot is this and nothing else.
 */

import type { ObjectId } from "./object-id.ts";
import type { ObjectKind } from "./object-kind.ts";

/** What a fact may be: JSON, compared by value. Lists whose order means nothing are sorted by the kind. */
export type FactValue = null | boolean | number | string | readonly FactValue[] | { readonly [key: string]: FactValue };

/** Everything that is true of an object and could differ; the names are public (`audit --format json`). */
export type Facts = { readonly [fact: string]: FactValue };

/** Where a row lives in the system catalogs: class, row, column (0 for the whole object). */
export interface CatalogAddress {
  readonly classId: string;
  readonly oid: number;
  readonly subId: number;
}

/** One object of a database. */
export interface SchemaObject {
  readonly id: ObjectId;
  readonly kind: ObjectKind;
  /** The object that this one is part of (a column's table); dropped with it and shown under it. */
  readonly parent: ObjectId | null;
  /** The owning role, `$owner` when it is the database's owner; null where the kind has no owner. */
  readonly owner: string | null;
  readonly facts: Facts;
  /** Place among its siblings (an attribute number), 0 where there is none. Compared only by the policy for column order. */
  readonly position: number;
}
