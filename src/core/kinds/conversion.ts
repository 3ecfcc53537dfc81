/** Conversions between encodings. PostgreSQL can only rename, move and re-own them: every fact takes a new one. */

import { objectId } from "../catalog/object-id.ts";
import { conversionDdl } from "./conversion.ddl.ts";
import { defineKind, replace } from "./define-kind.ts";
import { inUserSchema, madeByUser } from "./user-objects.sql.ts";

/** What a conversion is. */
export type ConversionFacts = {
  readonly sourceEncoding: string;
  readonly destinationEncoding: string;
  /** `schema.name(argument types)`. */
  readonly routine: string;
  readonly isDefault: boolean;
};

/** A conversion. */
export const conversionKind = defineKind<ConversionFacts>()({
  kind: "conversion",
  classId: "pg_conversion",
  query: () => `
    select c.oid, n.nspname as schema, c.conname as name, pg_catalog.pg_get_userbyid(c.conowner) as owner,
           pg_catalog.pg_encoding_to_char(c.conforencoding) as source_encoding,
           pg_catalog.pg_encoding_to_char(c.contoencoding) as destination_encoding,
           c.conproc::pg_catalog.oid::pg_catalog.regprocedure::text as routine, c.condefault as is_default
    from pg_catalog.pg_conversion c
    join pg_catalog.pg_namespace n on n.oid = c.connamespace and ${inUserSchema("n")}
    where ${madeByUser("c.oid")}
    order by n.nspname, c.conname`,
  row: {
    oid: "int",
    schema: "text",
    name: "text",
    owner: "text",
    source_encoding: "text",
    destination_encoding: "text",
    routine: "text",
    is_default: "bool",
  },
  read: (row, context) => ({
    id: objectId("conversion", row.schema, row.name),
    oid: row.oid,
    parent: context.schema(row.schema),
    owner: row.owner,
    facts: {
      sourceEncoding: row.source_encoding,
      destinationEncoding: row.destination_encoding,
      routine: row.routine,
      isDefault: row.is_default,
    },
  }),
  changes: {
    sourceEncoding: replace("replace-object"),
    destinationEncoding: replace("replace-object"),
    routine: replace("replace-object"),
    isDefault: replace("replace-object"),
  },
  ddl: conversionDdl,
  add: () => "create-object",
  remove: () => "drop-object",
  renameBy: ["sourceEncoding", "destinationEncoding", "routine", "isDefault"],
  catalog: {
    "pg_conversion.oid": "identity",
    "pg_conversion.conname": "identity",
    "pg_conversion.connamespace": "identity",
    "pg_conversion.conowner": "owner",
    "pg_conversion.conforencoding": ["sourceEncoding"],
    "pg_conversion.contoencoding": ["destinationEncoding"],
    "pg_conversion.conproc": ["routine"],
    "pg_conversion.condefault": ["isDefault"],
  },
});
