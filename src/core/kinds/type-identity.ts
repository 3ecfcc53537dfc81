/**
 * What every kind of type reads alike: who it is, whose, and the rows that PostgreSQL makes beside it. Array types and
 * multiranges are no objects, but dependencies and comments point at them.
 */

import { type ObjectId, objectId } from "../catalog/object-id.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import type { RowOf, RowShape } from "../catalog/row-shape.ts";
import type { CatalogAddress, Facts } from "../catalog/schema-object.ts";
import type { ReadContext, ReadObject } from "./define-kind.ts";
import { inUserSchema } from "./user-objects.sql.ts";

/** SQL: the columns of {@link typeRow}, from `pg_type` as t and {@link typeSchema}. */
export const typeColumns = `t.oid, n.nspname as schema, t.typname as name, pg_catalog.pg_get_userbyid(t.typowner) as owner,
           t.typarray as array_oid`;

/** SQL: joins the schema n of t where that can be part of a catalog. */
export const typeSchema = `join pg_catalog.pg_namespace n on n.oid = t.typnamespace and ${inUserSchema("n")}`;

/** The shape of {@link typeColumns}. */
export const typeRow = { oid: "int", schema: "text", name: "text", owner: "text", array_oid: "int" } as const satisfies RowShape;

/** What a row says of a type beside its facts. */
export type TypeIdentity = Omit<ReadObject<Facts>, "facts"> & Required<Pick<ReadObject<Facts>, "aliases">>;

/** The type of a row; its array type stands for it. */
export function typeIdentity(kind: ObjectKind, row: RowOf<typeof typeRow>, context: ReadContext): TypeIdentity {
  const id = objectId(kind, row.schema, row.name);
  return { id, oid: row.oid, parent: context.schema(row.schema), owner: row.owner, aliases: typeAliases(id, row.array_oid) };
}

/** The addresses of types that stand for an object: its array type, a range's multirange. Zero is no type. */
export function typeAliases(id: ObjectId, ...oids: readonly number[]): readonly (CatalogAddress & { readonly id: ObjectId })[] {
  return oids.filter((oid) => oid !== 0).map((oid) => ({ classId: "pg_type", oid, subId: 0, id }));
}
