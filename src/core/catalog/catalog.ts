/** A database's schema at one moment: every object by its id, and what could not be read. */

import type { ObjectId } from "./object-id.ts";
import type { ObjectKind } from "./object-kind.ts";
import type { SchemaObject } from "./schema-object.ts";

/** Something that this catalog does not tell, and why: it must be said next to every verdict. */
export interface NotCompared {
  /** A kind, an object id, or a plain-language name of the thing. */
  readonly what: string;
  readonly why: string;
  /** True when rights were missing: such a gap keeps an audit from saying "no drift". */
  readonly forWantOfRights?: boolean;
}

/** Facts about the server and the database itself, which no DDL inside the database changes. */
export interface ServerFacts {
  /** `server_version_num`, e.g. 180001. */
  readonly versionNumber: number;
  /** The text form, e.g. `18.1`. */
  readonly version: string;
  readonly database: string;
  /** The role that owns the database; it compares as `$owner`. */
  readonly owner: string;
  readonly encoding: string;
  readonly localeProvider: string;
  readonly collate: string;
  readonly ctype: string;
  readonly locale: string | null;
  /** Version that the database's default collation was created with, and the one that the system has now. */
  readonly collationVersion: string | null;
  readonly collationActualVersion: string | null;
}

/** A dependency as `pg_depend` records it: `from` cannot exist without `to`. */
export interface Dependency {
  readonly from: ObjectId;
  readonly to: ObjectId;
  /** `pg_depend.deptype`. */
  readonly type: "normal" | "auto" | "internal" | "partition" | "extension";
}

/** Objects within an expressible kind that a source has no words for: a partition of a table, in Drizzle. */
export type InexpressibleObjects =
  | { readonly id: string }
  /** Those whose fact is anything but null, false, empty or zero (`any`), or has this very value. */
  | { readonly kind: ObjectKind; readonly fact: string; readonly value: "any" | { readonly is: string } };

/** A database's schema at one moment. */
export interface Catalog {
  /** The server that it was read from; null where no server stands behind it (`empty`). */
  readonly server: ServerFacts | null;
  /** By id, in the order in which the kinds are registered, then by id. */
  readonly objects: ReadonlyMap<ObjectId, SchemaObject>;
  /** Empty unless the reader asked for them. */
  readonly dependencies: readonly Dependency[];
  readonly notCompared: readonly NotCompared[];
  /** Kinds that the source cannot express (Drizzle has no functions): not compared, never dropped. */
  readonly cannotExpress: readonly ObjectKind[];
  /** Facts that the source cannot express, in kinds that it can: not compared either. */
  readonly cannotExpressFacts?: { readonly [K in ObjectKind]?: readonly string[] };
  /** Objects that the source cannot express: that it lacks them, and all that belongs to them, says nothing. */
  readonly cannotExpressObjects?: readonly InexpressibleObjects[];
}

/** PostgreSQL's major version of a catalog, or null without a server. */
export function majorOf(catalog: Catalog): number | null {
  return catalog.server === null ? null : Math.floor(catalog.server.versionNumber / 10_000);
}
