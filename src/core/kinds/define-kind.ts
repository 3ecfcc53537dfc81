/**
 * The one declaration that an object kind is: how to read it from the catalogs, what is true of it, and what a
 * difference in each fact takes. Engines are generic over this; none of them names a kind.
 */

import type { NotCompared } from "../catalog/catalog.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import type { RowOf, RowShape } from "../catalog/row-shape.ts";
import type { CatalogAddress, Facts, FactValue } from "../catalog/schema-object.ts";
import type { ServerVersion } from "../catalog/server-version.ts";
import type { FactComparison } from "../diff/fact-comparison.ts";
import type { StatementForm } from "../risk/statement-form.ts";
import type { Alter, AlterFacts, DdlContext, KindDdl } from "./kind-ddl.ts";

/** What a difference in one fact takes. */
export interface FactMeaning<F extends Facts = Facts> {
  /** alter: in place · replace: drop and create. */
  readonly how: "alter" | "replace";
  readonly form: StatementForm;
  /** The statements of a change in place. */
  readonly by?: AlterFacts<F>;
  /** Where some changes of the fact cannot be made in place: true for those that can. Without it: all can. */
  readonly canAlter?: (change: Alter<F>, context: DdlContext) => boolean;
  /** True where objects that hold column types must be out of the way (and are made again afterwards). */
  readonly changesColumnType?: true;
  /** Where the values decide: the form that leads from `current` to `wanted`. */
  readonly formFor?: (wanted: FactValue, current: FactValue) => StatementForm;
  readonly compare: FactComparison;
}

/** A meaning that needs no statement of its own. */
type BareMeaning = Omit<FactMeaning, "by" | "canAlter">;

/** What one row says: an object and where it lives. */
export interface ReadObject<F extends Facts> {
  readonly id: ObjectId;
  /** `oid` of the row in the kind's own catalog; 0 where rows have none. */
  readonly oid: number;
  /** Column number within it, for objects that live inside another one's row. */
  readonly subId?: number;
  readonly parent?: ObjectId | null;
  readonly owner?: string | null;
  readonly position?: number;
  readonly facts: F;
  /** The row only repeats what another object says: it counts as read, can be commented on, and is no object. */
  readonly isRestated?: boolean;
  /** The unquoted last part of the name, where other kinds refer to the object by it (columns). */
  readonly name?: string;
  /** Other catalog rows that mean this object or a part of it (a constraint's index), for comments and dependencies. */
  readonly aliases?: readonly (CatalogAddress & { readonly id: ObjectId; readonly name?: string })[];
}

/** What one row says of a kind whose rows hold everything that one parent has of it. */
export interface ReadPack<F extends Facts> {
  readonly parent: ObjectId;
  /** `oid` of the parent's row in the kind's own catalog. */
  readonly oid: number;
  /** Column numbers of the objects, ascending. */
  readonly numbers: readonly number[];
  /** Their unquoted names, in the same order; asked at most once. */
  readonly names: () => readonly string[];
  /** Equal exactly where names and facts are; numbers have no part in it. */
  readonly text: string;
  /** The facts of each, in the same order. */
  readonly facts: () => readonly F[];
}

/** What a reader may ask about rows of kinds that were read before its own. */
export interface ReadContext {
  readonly version: ServerVersion;
  /** The id of the object at a catalog address, or null when no kind has read it (a system object). */
  resolve(classId: string, oid: number, subId: number): ObjectId | null;
  /** The id of a schema that is part of the catalog, or null (pg_catalog). */
  schema(name: string): ObjectId | null;
  /** The qualified name of an operator class or another row that is named but not part of the catalog. */
  name(classId: string, oid: number): string;
  /** The column's unquoted name. */
  columnName(relation: number, attribute: number): string;
  /** A role's name as it compares: `$owner` for the database's owner, otherwise as the configuration maps it. */
  role(name: string): string;
  /** True when the object came with an extension: the extension's version stands for it. */
  isExtensionMember(id: ObjectId): boolean;
  /** Says that something cannot be told, and why. */
  notCompared(gap: NotCompared): void;
}

/** What a catalog column is to Lockstep; the completeness test knows no other answer. */
export type ColumnUse<F extends Facts> =
  | readonly (keyof F & string)[]
  | "identity"
  | "parent"
  | "owner"
  | "privileges"
  | "derived"
  | { readonly ignored: string };

/** One kind of database object. */
export interface Kind<S extends RowShape, F extends Facts> {
  readonly kind: ObjectKind;
  /** The catalog whose `oid` (and column number) addresses the objects, e.g. `pg_class`; null where rows have no oid. */
  readonly classId: string | null;
  /** SQL text for a server version: pg_catalog-qualified, lower case, explicit columns, ordered; one row per object or pack. */
  readonly query: (version: ServerVersion) => string;
  readonly row: S;
  /** Null skips the row. A kind with tens of thousands of objects reads packs. */
  readonly read: (row: RowOf<S>, context: ReadContext) => ReadObject<F> | ReadPack<F> | null;
  /** Objects of this kind contain others that are independent of where they came from: a schema made by an extension. */
  readonly holdsOthers?: true;
  /** Its objects belong to the server, or reach out of the database: a scratch database has none, and runs no statement about them. */
  readonly isBeyondDatabase?: true;
  /** Facts of other kinds name its objects: without them those facts would differ where nothing does, so nothing is compared. */
  readonly isEssential?: true;
  /** Every fact and what a difference in it takes. */
  readonly changes: { readonly [K in keyof F]: FactMeaning<F> };
  /** How its objects are written as SQL. */
  readonly ddl: KindDdl<F>;
  /** What creating and dropping an object with these facts takes. */
  readonly add: (facts: F) => StatementForm;
  readonly remove: (facts: F) => StatementForm;
  /** The facts that decide whether a removed and an added object may be one that was renamed; none: never. */
  readonly renameBy: readonly (keyof F & string)[];
  /** Catalog columns, as `pg_index.indisunique`, and what each becomes. */
  readonly catalog: { readonly [column: `${string}.${string}`]: ColumnUse<F> };
}

/** A kind whose row and fact types are forgotten: what the engines see. */
export type AnyKind = Kind<RowShape, Facts>;

/** Declares a kind; the types of rows and facts check each other. */
export function defineKind<F extends Facts>() {
  return <const S extends RowShape>(kind: Kind<S, F>): AnyKind => kind as unknown as AnyKind; // the engines pass each kind only its own rows and facts
}

/** A difference that ALTER closes in place, `by` statements of the kind. */
export function alter<F extends Facts>(
  form: StatementForm,
  by: AlterFacts<F>,
  compare: FactComparison = "value",
): FactMeaning<F> {
  return { how: "alter", form, by, compare };
}

/** A difference that only dropping and creating again closes. */
export function replace(form: StatementForm, compare: FactComparison = "value"): BareMeaning {
  return { how: "replace", form, compare };
}

/** A catalog column that is no fact, and why. */
export function ignored(reason: string): { readonly ignored: string } {
  return { ignored: reason };
}
