/**
 * What a kind says about writing SQL: how its objects are made, dropped and changed, and which other objects they come and go
 * with. The planner decides what happens and when; a kind only knows its own statements.
 */

import type { ObjectId } from "../catalog/object-id.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import type { Facts, SchemaObject } from "../catalog/schema-object.ts";
import type { ServerVersion } from "../catalog/server-version.ts";
import type { Statement } from "../recipes/statement.ts";

/** An object whose facts are those of its kind. */
export type ObjectOf<F extends Facts> = Omit<SchemaObject, "facts"> & { readonly facts: F };

/** One of the two catalogs of a plan. */
export interface CatalogView {
  readonly get: (id: ObjectId) => SchemaObject | undefined;
  /** Objects of a kind whose parent this is, by position, then by id. */
  readonly partsOf: (parent: ObjectId, kind: ObjectKind) => readonly SchemaObject[];
  /** Every object of a kind, by id. */
  readonly allOfKind: (kind: ObjectKind) => readonly SchemaObject[];
}

/** What a kind may ask while it writes SQL. */
export interface DdlContext {
  /** Of the server that will run the statements. */
  readonly version: ServerVersion;
  /** The schema before the plan. */
  readonly start: CatalogView;
  /** The schema after it. */
  readonly goal: CatalogView;
  /** True for what this plan makes (or makes again): it is empty and nobody else uses it, so that the plainest form is safe. */
  readonly isNew: (id: ObjectId | null) => boolean;
  /** A role's name as catalogs compare it → SQL: `$owner` becomes the database's owner, `public` becomes PUBLIC. */
  readonly role: (name: string) => string;
  /** An object as COMMENT ON, ALTER and DROP name it: `TABLE public.users`, `TRIGGER touch ON public.users`. */
  readonly noun: (id: ObjectId, guard?: string) => string;
}

/** Statements that belong together, and when they can run. */
export interface DdlStep {
  readonly statements: readonly Statement[];
  /**
   * What must be there in its final form. Without it: everything that the goal records for the object. Steps after an object's
   * first run after that one in any case.
   */
  readonly needs?: readonly ObjectId[];
  /** What must be there beside that: what no catalog records. */
  readonly alsoNeeds?: readonly ObjectId[];
  /** What others may need of this step that is no object of its own: that a partition has joined its parent. */
  readonly makes?: readonly ObjectId[];
  /** Objects that cannot be dropped before this step: columns that a parent still brings. */
  readonly releases?: readonly ObjectId[];
  /** After everything else that does not wait for it: slow builds, validation, statistics. */
  readonly isLate?: true;
}

/** An object that both sides have, with the names of the facts that differ (and `owner`). */
export interface Alter<F extends Facts> {
  readonly before: ObjectOf<F>;
  readonly after: ObjectOf<F>;
  readonly facts: ReadonlySet<string>;
}

/** Writes what changes one fact or several that one statement changes: a function is asked once, however many of its facts differ. */
export type AlterFacts<F extends Facts> = (change: Alter<F>, context: DdlContext) => readonly DdlStep[];

/** How objects of a kind are written. */
export interface KindDdl<F extends Facts> {
  /** As COMMENT ON, ALTER … OWNER TO and DROP name it; `guard` (`IF EXISTS ` with its space, for DROP) stands before the name. */
  readonly noun: (object: ObjectOf<F>, guard?: string) => string;
  /** The first step makes the object; later ones what can only be said once other objects are there. */
  readonly create: (object: ObjectOf<F>, context: DdlContext) => readonly DdlStep[];
  /** Without it: `DROP` and the noun. */
  readonly drop?: (object: ObjectOf<F>, context: DdlContext) => readonly Statement[];
  /** Why an object that both sides have is never dropped and made again: it holds rows. The plan is refused with this reason. */
  readonly cannotBeRemade?: string;
  /** A gentler way to make an object again than dropping and creating it; null where there is none. */
  readonly replace?: (change: Alter<F>, context: DdlContext) => readonly DdlStep[] | null;
  /**
   * True for a user of the object that {@link replace} brings over to the new object by itself (a column of the type, converted);
   * all others let go of it or are made again. What holds the types of such columns stands aside meanwhile.
   */
  readonly carries?: (object: ObjectOf<F>, user: SchemaObject, context: DdlContext) => boolean;
  /** The object that brings this one along when it is made: a table its columns. The other's statements then speak for both. */
  readonly comesWith?: (object: ObjectOf<F>, context: DdlContext) => ObjectId | null;
  /** The object, other than its parent, that takes this one along when it is dropped: a partitioned index those attached to it. */
  readonly goesWith?: (object: ObjectOf<F>, context: DdlContext) => ObjectId | null;
  /** True where the object must be dropped by itself, before the one that it is part of. */
  readonly dropsAlone?: (object: ObjectOf<F>, context: DdlContext) => boolean;
  /** True where Postgres refuses to change a column's type as long as this object uses the column. */
  readonly holdsColumnTypes?: (object: ObjectOf<F>) => boolean;
  /** True where the object compares columns with each other, which have to be of one type (a foreign key): it goes while that is swapped. */
  readonly joinsColumns?: (object: ObjectOf<F>) => boolean;
  /**
   * How the object lets go of another one that is dropped and made again, and takes it back; null: it must be made again too.
   * A column lets go of the function in its default, a table of nothing.
   */
  readonly detach?: (object: ObjectOf<F>, from: SchemaObject, context: DdlContext) => Detachment | null;
  /** Gives the object another name, in the same schema and under the same parent; `to` is its id in the goal. */
  readonly rename?: (object: ObjectOf<F>, to: ObjectId, context: DdlContext) => readonly Statement[];
  /** True for what others refer to in ways that no dependency tells, as owners and policies do to roles: made before all else. */
  readonly comesFirst?: true;
  /** True where Postgres has no `ALTER … OWNER TO`: whoever makes the object keeps it. */
  readonly hasFixedOwner?: true;
  /** Names that no other object may have at the same time, where kinds share a name space: `relation public.users`. */
  readonly claims?: (object: ObjectOf<F>) => readonly string[];
}

/** Statements before an object's dependency goes and after it has come back. */
export interface Detachment {
  readonly release: readonly Statement[];
  readonly restore: readonly DdlStep[];
}

/** Stands for the moment from which on a table is a partition of its parent. */
export function attachmentOf(table: ObjectId): ObjectId {
  return `attachment:${table}` as ObjectId; // no object has such an id: it names a step
}

/** Statements that run together, with everything there that the goal records for the object. */
export function step(...statements: readonly Statement[]): DdlStep {
  return { statements };
}

/** The same as the only step of a change. */
export function oneStep(...statements: readonly Statement[]): readonly DdlStep[] {
  return [{ statements }];
}
