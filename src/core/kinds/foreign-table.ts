/** Foreign tables; their columns and checks are objects of their own. */

import { objectId } from "../catalog/object-id.ts";
import { json } from "../catalog/row-shape.ts";
import { alter, defineKind, replace } from "./define-kind.ts";
import { foreignOptions, withoutSecrets } from "./foreign-options.ts";
import { foreignTableAlterations, foreignTableDdl } from "./foreign-table.ddl.ts";
import { type InheritanceParent, parentIds, parentList } from "./inheritance-parents.ts";
import { inUserSchema, madeByUser } from "./user-objects.sql.ts";

export type ForeignTableFacts = {
  readonly server: string;
  /** Null where a value is withheld. */
  readonly options: { readonly [option: string]: string | null };
  readonly inherits: readonly string[];
  readonly partitionOf: string | null;
  readonly partitionBound: string | null;
};

/** A foreign table. */
export const foreignTableKind = defineKind<ForeignTableFacts>()({
  kind: "foreign-table",
  classId: "pg_class",
  query: () => `
    select c.oid, n.nspname as schema, c.relname as name, pg_catalog.pg_get_userbyid(c.relowner) as owner,
           s.srvname as server, ${withoutSecrets("f.ftoptions")} as options, c.relispartition as is_partition,
           pg_catalog.pg_get_expr(c.relpartbound, c.oid) as partition_bound, h.parents, c.reltype as row_type
    from pg_catalog.pg_foreign_table f
    join pg_catalog.pg_class c on c.oid = f.ftrelid
    join pg_catalog.pg_foreign_server s on s.oid = f.ftserver
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace and ${inUserSchema("n")}
    left join (
      select i.inhrelid, ${parentList} as parents
      from pg_catalog.pg_inherits i
      join pg_catalog.pg_class p on p.oid = i.inhparent and p.relkind in ('r', 'p', 'f')
      join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
      group by i.inhrelid
    ) h on h.inhrelid = c.oid
    where ${madeByUser("c.oid")}
    order by n.nspname, c.relname`,
  row: {
    oid: "int",
    schema: "text",
    name: "text",
    owner: "text",
    server: "text",
    options: "text[]?",
    is_partition: "bool",
    partition_bound: "text?",
    parents: json<readonly InheritanceParent[] | null>(),
    row_type: "int",
  },
  read: (row, context) => {
    const id = objectId("foreign-table", row.schema, row.name);
    const parents = parentIds(row.parents);
    return {
      id,
      oid: row.oid,
      parent: context.schema(row.schema),
      owner: row.owner,
      aliases: [{ classId: "pg_type", oid: row.row_type, subId: 0, id }],
      facts: {
        server: row.server,
        options: foreignOptions(id, row.options, context),
        inherits: row.is_partition ? [] : parents,
        partitionOf: row.is_partition ? (parents[0] ?? null) : null,
        partitionBound: row.partition_bound,
      },
    };
  },
  changes: {
    server: replace("replace-object"),
    options: alter("alter-object", foreignTableAlterations.alterOptions),
    inherits: alter("change-inheritance", foreignTableAlterations.alterInheritance),
    partitionOf: alter("attach-partition", foreignTableAlterations.alterPartition),
    partitionBound: alter("attach-partition", foreignTableAlterations.alterPartition, "partition-bound"),
  },
  ddl: foreignTableDdl,
  add: () => "create-object",
  remove: () => "drop-object",
  renameBy: ["server", "options", "inherits", "partitionOf", "partitionBound"],
  catalog: {
    "pg_foreign_table.ftrelid": "identity",
    "pg_foreign_table.ftserver": ["server"],
    "pg_foreign_table.ftoptions": ["options"],
    "pg_inherits.inhparent": ["inherits", "partitionOf"],
    "pg_class.relpartbound": ["partitionBound"],
  },
});
