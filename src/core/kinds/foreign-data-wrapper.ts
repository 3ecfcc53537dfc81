/** Foreign-data wrappers that no extension brought. */

import { objectId } from "../catalog/object-id.ts";
import { alter, defineKind } from "./define-kind.ts";
import { foreignDataWrapperAlterations, foreignDataWrapperDdl } from "./foreign-data-wrapper.ddl.ts";
import { foreignOptions, withoutSecrets } from "./foreign-options.ts";
import { madeByUser } from "./user-objects.sql.ts";

export type ForeignDataWrapperFacts = {
  /** `schema.name(argument types)`; null: NO HANDLER. */
  readonly handler: string | null;
  readonly validator: string | null;
  /** Null where a value is withheld. */
  readonly options: { readonly [option: string]: string | null };
};

/** A foreign-data wrapper. */
export const foreignDataWrapperKind = defineKind<ForeignDataWrapperFacts>()({
  kind: "foreign-data-wrapper",
  classId: "pg_foreign_data_wrapper",
  query: () => `
    select w.oid, w.fdwname as name, pg_catalog.pg_get_userbyid(w.fdwowner) as owner,
           nullif(w.fdwhandler, 0)::pg_catalog.regprocedure::text as handler,
           nullif(w.fdwvalidator, 0)::pg_catalog.regprocedure::text as validator,
           ${withoutSecrets("w.fdwoptions")} as options
    from pg_catalog.pg_foreign_data_wrapper w
    where ${madeByUser("w.oid")}
    order by w.fdwname`,
  row: { oid: "int", name: "text", owner: "text", handler: "text?", validator: "text?", options: "text[]?" },
  read: (row, context) => {
    const id = objectId("foreign-data-wrapper", row.name);
    return {
      id,
      oid: row.oid,
      owner: row.owner,
      facts: { handler: row.handler, validator: row.validator, options: foreignOptions(id, row.options, context) },
    };
  },
  changes: {
    handler: alter("alter-object", foreignDataWrapperAlterations.alterAll),
    validator: alter("alter-object", foreignDataWrapperAlterations.alterAll),
    options: alter("alter-object", foreignDataWrapperAlterations.alterAll),
  },
  ddl: foreignDataWrapperDdl,
  add: () => "create-object",
  remove: () => "drop-object",
  renameBy: ["handler", "validator", "options"],
  catalog: {
    "pg_foreign_data_wrapper.oid": "identity",
    "pg_foreign_data_wrapper.fdwname": "identity",
    "pg_foreign_data_wrapper.fdwowner": "owner",
    "pg_foreign_data_wrapper.fdwhandler": ["handler"],
    "pg_foreign_data_wrapper.fdwvalidator": ["validator"],
    "pg_foreign_data_wrapper.fdwacl": "privileges",
    "pg_foreign_data_wrapper.fdwoptions": ["options"],
  },
});
