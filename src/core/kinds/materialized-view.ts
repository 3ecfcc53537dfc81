/** Materialized views; their columns and indexes are objects of their own. */

import { objectId } from "../catalog/object-id.ts";
import { atLeast } from "../catalog/server-version.ts";
import { alter, defineKind, ignored, replace } from "./define-kind.ts";
import { materializedViewAlterations, materializedViewDdl } from "./materialized-view.ddl.ts";
import { optionsFact } from "./reloptions.ts";
import { inUserSchema, madeByUser } from "./user-objects.sql.ts";

/** What a materialized view is. */
export type MaterializedViewFacts = {
  readonly definition: string;
  readonly persistence: "permanent" | "unlogged";
  readonly accessMethod: string | null;
  readonly tablespace: string | null;
  readonly options: { readonly [option: string]: string };
  readonly toastOptions: { readonly [option: string]: string };
  readonly clusterOn: string | null;
};

/** A materialized view. */
export const materializedViewKind = defineKind<MaterializedViewFacts>()({
  kind: "materialized-view",
  classId: "pg_class",
  query: () => `
    select c.oid, n.nspname as schema, c.relname as name, pg_catalog.pg_get_userbyid(c.relowner) as owner,
           c.relpersistence = 'u' as unlogged, am.amname as access_method, ts.spcname as tablespace,
           c.reloptions as options, tc.reloptions as toast_options, cx.relname as cluster_index,
           pg_catalog.pg_get_viewdef(c.oid) as definition, c.reltype as row_type
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace and ${inUserSchema("n")}
    left join pg_catalog.pg_am am on am.oid = c.relam
    left join pg_catalog.pg_tablespace ts on ts.oid = c.reltablespace
    left join pg_catalog.pg_class tc on tc.oid = c.reltoastrelid
    left join pg_catalog.pg_index ci on ci.indrelid = c.oid and ci.indisclustered
    left join pg_catalog.pg_class cx on cx.oid = ci.indexrelid
    where c.relkind = 'm' and ${madeByUser("c.oid")}
    order by n.nspname, c.relname`,
  row: {
    oid: "int",
    schema: "text",
    name: "text",
    owner: "text",
    unlogged: "bool",
    access_method: "text?",
    tablespace: "text?",
    options: "text[]?",
    toast_options: "text[]?",
    cluster_index: "text?",
    definition: "text",
    row_type: "int",
  },
  read: (row, context) => {
    const id = objectId("materialized-view", row.schema, row.name);
    return {
      id,
      oid: row.oid,
      parent: context.schema(row.schema),
      owner: row.owner,
      aliases: [{ classId: "pg_type", oid: row.row_type, subId: 0, id }],
      facts: {
        definition: row.definition,
        persistence: row.unlogged ? "unlogged" : "permanent",
        accessMethod: row.access_method,
        tablespace: row.tablespace,
        options: optionsFact(row.options),
        toastOptions: optionsFact(row.toast_options),
        clusterOn: row.cluster_index,
      },
    };
  },
  changes: {
    definition: replace("replace-materialized-view", "query"),
    persistence: replace("replace-materialized-view"),
    accessMethod: {
      ...alter("rewrite-table", materializedViewAlterations.alterAccessMethod),
      canAlter: (_change, { version }) => atLeast(version, 15),
    },
    tablespace: alter("rewrite-table", materializedViewAlterations.alterTablespace),
    options: alter("set-table-option", materializedViewAlterations.alterOptions),
    toastOptions: alter("set-table-option", materializedViewAlterations.alterOptions),
    clusterOn: alter("set-table-option", materializedViewAlterations.alterCluster),
  },
  ddl: materializedViewDdl,
  add: () => "create-materialized-view",
  remove: () => "drop-view",
  renameBy: ["definition"],
  catalog: {
    "pg_class.relpersistence": ["persistence"],
    "pg_class.relam": ["accessMethod"],
    "pg_class.reltablespace": ["tablespace"],
    "pg_class.reloptions": ["options", "toastOptions"],
    "pg_class.relispopulated": ignored(
      "whether it holds data: REFRESH changes it, not DDL; a check of its own names those that hold none",
    ),
    "pg_index.indisclustered": ["clusterOn"],
    "pg_rewrite.ev_action": ["definition"],
    "pg_rewrite.ev_enabled": ignored("the server refuses ENABLE and DISABLE RULE on materialized views"),
  },
});
