/**
 * Indexes that no constraint owns. Keys are read as structure, not with pg_get_indexdef: that would read the current
 * catalog instead of the snapshot, take a lock on each table, and cost more than all the rest of an inspection.
 */

import { objectId } from "../catalog/object-id.ts";
import { json } from "../catalog/row-shape.ts";
import { atLeast } from "../catalog/server-version.ts";
import { alter, defineKind, ignored, replace } from "./define-kind.ts";
import { canAttach, indexAlterations, indexDdl } from "./index.ddl.ts";
import {
  type AttributeSettings,
  attributeSettings,
  type IndexKeys,
  indexCatalog,
  indexKeys,
  keyStatistics,
} from "./index-keys.ts";
import { optionsFact } from "./reloptions.ts";
import { inUserSchema, madeByUser } from "./user-objects.sql.ts";

/** What an index is. */
export type IndexFacts = IndexKeys & {
  readonly table: string;
  readonly isUnique: boolean;
  /** PostgreSQL 15+; false before. */
  readonly nullsNotDistinct: boolean;
  readonly isValid: boolean;
  readonly options: { readonly [option: string]: string };
  readonly tablespace: string | null;
  /** `SET STATISTICS` of expression keys: key number → target. */
  readonly statistics: { readonly [key: string]: number };
  /** The partitioned index that this one is attached to. */
  readonly attachedTo: string | null;
};

/** An index that can be created, dropped and renamed on its own. */
export const indexKind = defineKind<IndexFacts>()({
  kind: "index",
  classId: "pg_class",
  query: (version) => `
    select i.indexrelid as oid, n.nspname as schema, c.relname as name, i.indrelid as table_oid,
           i.indisunique as is_unique, ${atLeast(version, 15) ? "i.indnullsnotdistinct" : "false"} as nulls_not_distinct,
           i.indisvalid as is_valid, am.amname as method, i.indnkeyatts as key_count,
           pg_catalog.to_json(i.indkey::pg_catalog.int2[]) as attributes,
           pg_catalog.to_json(i.indclass::pg_catalog.oid[]::pg_catalog.int8[]) as operator_classes,
           pg_catalog.to_json(i.indcollation::pg_catalog.oid[]::pg_catalog.regcollation[]) as collations,
           pg_catalog.to_json(i.indoption::pg_catalog.int2[]) as flags,
           pg_catalog.pg_get_expr(i.indexprs, i.indrelid) as expressions,
           pg_catalog.pg_get_expr(i.indpred, i.indrelid) as predicate,
           c.reloptions as options, ts.spcname as tablespace, pn.nspname as parent_schema, p.relname as parent_name,
           ${attributeSettings(version)} as attribute_settings
    from pg_catalog.pg_index i
    join pg_catalog.pg_class c on c.oid = i.indexrelid
    join pg_catalog.pg_class t on t.oid = i.indrelid and t.relkind in ('r', 'p', 'm')
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace and ${inUserSchema("n")}
    join pg_catalog.pg_am am on am.oid = c.relam
    left join pg_catalog.pg_tablespace ts on ts.oid = c.reltablespace
    left join pg_catalog.pg_inherits h on h.inhrelid = i.indexrelid
    left join pg_catalog.pg_class p on p.oid = h.inhparent
    left join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
    where ${madeByUser("i.indexrelid")}
      and i.indexrelid not in (select k.conindid from pg_catalog.pg_constraint k where k.contype in ('p', 'u', 'x'))
    order by n.nspname, c.relname`,
  row: {
    oid: "int",
    schema: "text",
    name: "text",
    table_oid: "int",
    is_unique: "bool",
    nulls_not_distinct: "bool",
    is_valid: "bool",
    method: "text",
    key_count: "int",
    attributes: json<readonly number[]>(),
    operator_classes: json<readonly number[]>(),
    collations: json<readonly string[]>(),
    flags: json<readonly number[]>(),
    expressions: "text?",
    predicate: "text?",
    options: "text[]?",
    tablespace: "text?",
    parent_schema: "text?",
    parent_name: "text?",
    attribute_settings: json<AttributeSettings | null>(),
  },
  read: (row, context) => {
    const table = context.resolve("pg_class", row.table_oid, 0);
    if (table === null) return null;
    return {
      id: objectId("index", row.schema, row.name),
      oid: row.oid,
      parent: table,
      facts: {
        table: table,
        isUnique: row.is_unique,
        nullsNotDistinct: row.nulls_not_distinct,
        isValid: row.is_valid,
        ...indexKeys(row, context),
        options: optionsFact(row.options),
        tablespace: row.tablespace,
        statistics: keyStatistics(row.attribute_settings),
        attachedTo:
          row.parent_schema === null || row.parent_name === null ? null : objectId("index", row.parent_schema, row.parent_name),
      },
    };
  },
  changes: {
    table: replace("create-index"),
    isUnique: replace("create-index"),
    nullsNotDistinct: replace("create-index"),
    isValid: replace("create-index"),
    method: replace("create-index"),
    columns: replace("create-index"),
    include: replace("create-index"),
    expressions: replace("create-index", "expression"),
    predicate: replace("create-index", "expression"),
    operatorClasses: replace("create-index"),
    operatorClassOptions: replace("create-index"),
    collations: replace("create-index"),
    order: replace("create-index"),
    options: alter("alter-index", indexAlterations.alterOptions),
    tablespace: alter("rewrite-table", indexAlterations.alterTablespace),
    statistics: alter("alter-index", indexAlterations.alterStatistics),
    attachedTo: { ...alter("alter-index", indexAlterations.alterAttachment), canAlter: canAttach },
  },
  ddl: indexDdl,
  add: () => "create-index",
  remove: () => "drop-index",
  renameBy: ["table", "isUnique", "method", "columns", "include", "expressions", "predicate", "operatorClasses", "order"],
  catalog: {
    ...indexCatalog,
    "pg_class.relam": ["method"],
    "pg_class.reloptions": ["options"],
    "pg_class.reltablespace": ["tablespace"],
    "pg_attribute.attstattarget": ["statistics"],
    "pg_attribute.attoptions": ["operatorClassOptions"],
    "pg_index.indexrelid": "identity",
    "pg_index.indrelid": ["table"],
    "pg_index.indisunique": ["isUnique"],
    "pg_index.indnullsnotdistinct": ["nullsNotDistinct"],
    "pg_index.indisprimary": "derived",
    "pg_index.indisexclusion": "derived",
    "pg_index.indimmediate": "derived",
    "pg_index.indisvalid": ["isValid"],
    "pg_index.indcheckxmin": ignored("a hint for one snapshot after a build"),
    "pg_index.indisready": ignored("a step of a running concurrent build; such an index is not valid"),
    "pg_index.indislive": ignored("a step of a running concurrent drop; such an index is not valid"),
    "pg_inherits.inhrelid": "identity",
    "pg_inherits.inhparent": ["attachedTo"],
  },
});
