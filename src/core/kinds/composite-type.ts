/**
 * Composite types made by CREATE TYPE … AS. Attributes are one ordered fact, not objects: nothing but a comment can
 * be attached to one, and for that their addresses are registered.
 */

import { parentedId } from "../catalog/object-id.ts";
import { json } from "../catalog/row-shape.ts";
import { compositeTypeAlterations, compositeTypeDdl, keepsOrder } from "./composite-type.ddl.ts";
import { alter, defineKind } from "./define-kind.ts";
import { typeCatalog } from "./type-catalog.ts";
import { typeColumns, typeIdentity, typeRow, typeSchema } from "./type-identity.ts";
import { madeByUser } from "./user-objects.sql.ts";

/** An attribute; `collation` only where it differs from the type's own. */
export type Attribute = { readonly name: string; readonly type: string; readonly collation: string | null };

/** What a composite type is. */
export type CompositeTypeFacts = {
  /** In order. */
  readonly attributes: readonly Attribute[];
};

/** A stand-alone composite type; a table's row type is part of the table. */
export const compositeTypeKind = defineKind<CompositeTypeFacts>()({
  kind: "composite-type",
  classId: "pg_type",
  query: () => `
    select ${typeColumns}, t.typrelid as relation_oid,
           pg_catalog.json_agg(
             pg_catalog.json_build_array(
               a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
               case when a.attcollation <> at.typcollation then a.attcollation::pg_catalog.regcollation::text end
             ) order by a.attnum
           ) filter (where a.attnum is not null) as attributes
    from pg_catalog.pg_type t
    ${typeSchema}
    join pg_catalog.pg_class c on c.oid = t.typrelid and c.relkind = 'c'
    left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_catalog.pg_type at on at.oid = a.atttypid
    where t.typtype = 'c' and ${madeByUser("t.oid")}
    group by t.oid, n.nspname, t.typname, t.typowner, t.typarray, t.typrelid
    order by n.nspname, t.typname`,
  row: {
    ...typeRow,
    relation_oid: "int",
    attributes: json<readonly (readonly [number, string, string, string | null])[] | null>(),
  },
  read: (row, context) => {
    const identity = typeIdentity("composite-type", row, context);
    const { id } = identity;
    const attributes = row.attributes ?? [];
    return {
      ...identity,
      aliases: [
        ...identity.aliases,
        { classId: "pg_class", oid: row.relation_oid, subId: 0, id },
        ...attributes.map(([number, name]) => ({
          classId: "pg_class",
          oid: row.relation_oid,
          subId: number,
          id: parentedId("column", id, name),
          name,
        })),
      ],
      facts: { attributes: attributes.map(([, name, type, collation]) => ({ name, type, collation })) },
    };
  },
  changes: { attributes: { ...alter("alter-type", compositeTypeAlterations.alterAttributes), canAlter: keepsOrder } },
  ddl: compositeTypeDdl,
  add: () => "create-type",
  remove: () => "drop-type",
  renameBy: ["attributes"],
  catalog: {
    ...typeCatalog,
    "pg_attribute.attname": ["attributes"],
    "pg_attribute.atttypid": ["attributes"],
    "pg_attribute.atttypmod": ["attributes"],
    "pg_attribute.attnum": ["attributes"],
    "pg_attribute.attcollation": ["attributes"],
  },
});
