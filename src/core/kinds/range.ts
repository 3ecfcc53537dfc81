/** Range types, each with its multirange, which PostgreSQL makes beside it and which cannot stand alone. */

import { nameOf, objectId } from "../catalog/object-id.ts";
import { alter, defineKind, replace } from "./define-kind.ts";
import { rangeAlterations, rangeDdl } from "./range.ddl.ts";
import { typeCatalog } from "./type-catalog.ts";
import { typeAliases, typeColumns, typeIdentity, typeRow, typeSchema } from "./type-identity.ts";
import { madeByUser } from "./user-objects.sql.ts";

/** What a range type is. */
export type RangeFacts = {
  readonly subtype: string;
  readonly operatorClass: string;
  /** Null where the subtype has none. */
  readonly collation: string | null;
  /** `schema.name(argument types)`. */
  readonly canonical: string | null;
  readonly subtypeDiff: string | null;
  /** Qualified name of the multirange. */
  readonly multirange: string;
};

/** A range type. */
export const rangeKind = defineKind<RangeFacts>()({
  kind: "range",
  classId: "pg_type",
  query: () => `
    select ${typeColumns}, pg_catalog.format_type(r.rngsubtype, null) as subtype, r.rngsubopc as operator_class,
           nullif(r.rngcollation, 0)::pg_catalog.regcollation::text as collation,
           nullif(r.rngcanonical::pg_catalog.oid, 0)::pg_catalog.regprocedure::text as canonical,
           nullif(r.rngsubdiff::pg_catalog.oid, 0)::pg_catalog.regprocedure::text as subtype_diff,
           m.oid as multirange_oid, mn.nspname as multirange_schema, m.typname as multirange_name, m.typarray as multirange_array_oid
    from pg_catalog.pg_range r
    join pg_catalog.pg_type t on t.oid = r.rngtypid
    ${typeSchema}
    join pg_catalog.pg_type m on m.oid = r.rngmultitypid
    join pg_catalog.pg_namespace mn on mn.oid = m.typnamespace
    where ${madeByUser("r.rngtypid")}
    order by n.nspname, t.typname`,
  row: {
    ...typeRow,
    subtype: "text",
    operator_class: "int",
    collation: "text?",
    canonical: "text?",
    subtype_diff: "text?",
    multirange_oid: "int",
    multirange_schema: "text",
    multirange_name: "text",
    multirange_array_oid: "int",
  },
  read: (row, context) => {
    const identity = typeIdentity("range", row, context);
    // Not the range's own id: both may carry a comment, and before 18 rights of their own.
    const multirange = objectId("range", row.multirange_schema, row.multirange_name);
    return {
      ...identity,
      aliases: [...identity.aliases, ...typeAliases(multirange, row.multirange_oid, row.multirange_array_oid)],
      facts: {
        subtype: row.subtype,
        operatorClass: context.name("pg_opclass", row.operator_class),
        collation: row.collation,
        canonical: row.canonical,
        subtypeDiff: row.subtype_diff,
        multirange: nameOf(multirange),
      },
    };
  },
  changes: {
    subtype: replace("replace-object"),
    operatorClass: replace("replace-object"),
    collation: replace("replace-object"),
    canonical: replace("replace-object"),
    subtypeDiff: replace("replace-object"),
    multirange: alter("alter-type", rangeAlterations.alterMultirange),
  },
  ddl: rangeDdl,
  add: () => "create-type",
  remove: () => "drop-type",
  renameBy: ["subtype", "operatorClass", "collation", "canonical", "subtypeDiff"],
  catalog: {
    ...typeCatalog,
    "pg_range.rngtypid": "identity",
    "pg_range.rngsubtype": ["subtype"],
    "pg_range.rngmultitypid": ["multirange"],
    "pg_range.rngcollation": ["collation"],
    "pg_range.rngsubopc": ["operatorClass"],
    "pg_range.rngcanonical": ["canonical"],
    "pg_range.rngsubdiff": ["subtypeDiff"],
  },
});
