/**
 * Extensions. Name and version stand for everything that one brought, so its members are not compared. Unlike other
 * kinds those that came with the server count too: plpgsql can be dropped and updated like any other.
 */

import { objectId } from "../catalog/object-id.ts";
import { json } from "../catalog/row-shape.ts";
import { alter, defineKind } from "./define-kind.ts";
import { canMove, extensionAlterations, extensionDdl } from "./extension.ddl.ts";
import { madeByUser } from "./user-objects.sql.ts";

export type ExtensionFacts = {
  readonly version: string;
  /** Unquoted name of the schema that holds its objects. */
  readonly schema: string;
  readonly isRelocatable: boolean;
  /** Tables whose rows the extension has dumped, and which rows. */
  readonly configuration: readonly { readonly table: string; readonly condition: string }[];
};

/** An installed extension. */
export const extensionKind = defineKind<ExtensionFacts>()({
  kind: "extension",
  classId: "pg_extension",
  // What initdb installed belongs to whoever ran it: a fact about the server's setup, which SQL cannot change.
  query: () => `
    select e.oid, e.extname as name, n.nspname as schema,
           case when ${madeByUser("e.oid")} then pg_catalog.pg_get_userbyid(e.extowner) end as owner,
           e.extversion as version, e.extrelocatable as is_relocatable, k.configuration
    from pg_catalog.pg_extension e
    join pg_catalog.pg_namespace n on n.oid = e.extnamespace
    left join lateral (
      select pg_catalog.json_agg(pg_catalog.json_build_array(u.relation::pg_catalog.regclass::text, u.condition)) as configuration
      from rows from (pg_catalog.unnest(e.extconfig), pg_catalog.unnest(e.extcondition)) as u (relation, condition)
    ) k on e.extconfig is not null
    order by e.extname`,
  row: {
    oid: "int",
    name: "text",
    owner: "text?",
    schema: "text",
    version: "text",
    is_relocatable: "bool",
    configuration: json<readonly (readonly [string, string | null])[] | null>(),
  },
  read: (row) => {
    const configuration = (row.configuration ?? []).map(([table, condition]) => ({ table, condition: condition ?? "" }));
    return {
      id: objectId("extension", row.name),
      oid: row.oid,
      owner: row.owner,
      facts: {
        version: row.version,
        schema: row.schema,
        isRelocatable: row.is_relocatable,
        configuration: configuration.sort((a, b) => (a.table < b.table ? -1 : a.table > b.table ? 1 : 0)),
      },
    };
  },
  changes: {
    version: alter("update-extension", extensionAlterations.update),
    schema: { ...alter("alter-object", extensionAlterations.move), canAlter: canMove },
    // Both are written by the extension's own scripts, of which only those of another version can run.
    isRelocatable: alter("update-extension", extensionAlterations.update),
    configuration: alter("update-extension", extensionAlterations.update),
  },
  ddl: extensionDdl,
  add: () => "create-extension",
  remove: () => "drop-extension",
  renameBy: [],
  catalog: {
    "pg_extension.oid": "identity",
    "pg_extension.extname": "identity",
    "pg_extension.extowner": "owner",
    "pg_extension.extnamespace": ["schema"],
    "pg_extension.extrelocatable": ["isRelocatable"],
    "pg_extension.extversion": ["version"],
    "pg_extension.extconfig": ["configuration"],
    "pg_extension.extcondition": ["configuration"],
  },
});
