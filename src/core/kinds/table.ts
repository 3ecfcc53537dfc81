/** Ordinary and partitioned tables and partitions: everything that `CREATE TABLE` says apart from columns and constraints. */

import { objectId } from "../catalog/object-id.ts";
import { json } from "../catalog/row-shape.ts";
import { atLeast } from "../catalog/server-version.ts";
import { alter, defineKind, ignored, replace } from "./define-kind.ts";
import { type InheritanceParent, parentIds, parentList } from "./inheritance-parents.ts";
import { optionsFact } from "./reloptions.ts";
import { canSetAccessMethod, tableAlterations, tableDdl } from "./table.ddl.ts";
import { inUserSchema, madeByUser } from "./user-objects.sql.ts";

/** What a table is. */
export type TableFacts = {
  readonly persistence: "permanent" | "unlogged";
  /** Null for a partitioned table without one of its own (before 17: always). */
  readonly accessMethod: string | null;
  readonly tablespace: string | null;
  readonly options: { readonly [option: string]: string };
  readonly toastOptions: { readonly [option: string]: string };
  readonly replicaIdentity: "default" | "nothing" | "full" | "index";
  /** The index that REPLICA IDENTITY USING INDEX names. */
  readonly replicaIdentityIndex: string | null;
  /** The index that CLUSTER ON names. */
  readonly clusterOn: string | null;
  readonly rowSecurity: boolean;
  readonly forceRowSecurity: boolean;
  /** Parents in order, except a partition's one parent. */
  readonly inherits: readonly string[];
  /** The composite type of a typed table. */
  readonly ofType: string | null;
  /** `LIST (region)`, null when not partitioned. */
  readonly partitionKey: string | null;
  readonly partitionOf: string | null;
  readonly partitionBound: string | null;
  /** A concurrent detach that has not finished (14+). */
  readonly detachPending: boolean;
};

const replicaIdentities = { d: "default", n: "nothing", f: "full", i: "index" } as const;

/** A table or partition. */
export const tableKind = defineKind<TableFacts>()({
  kind: "table",
  classId: "pg_class",
  isEssential: true,
  query: (version) => `
    select c.oid, n.nspname as schema, c.relname as name, pg_catalog.pg_get_userbyid(c.relowner) as owner,
           c.relkind as kind, c.relpersistence = 'u' as unlogged, am.amname as access_method, ts.spcname as tablespace,
           c.reloptions as options, tc.reloptions as toast_options,
           c.relreplident as replica_identity, rx.relname as replica_index, cx.relname as cluster_index,
           c.relrowsecurity as row_security, c.relforcerowsecurity as force_row_security, c.relispartition as is_partition,
           h.parents, coalesce(h.detach_pending, false) as detach_pending,
           case when c.reloftype <> 0 then pg_catalog.format_type(c.reloftype, null) end as of_type,
           case when c.relkind = 'p' then pg_catalog.pg_get_partkeydef(c.oid) end as partition_key,
           pg_catalog.pg_get_expr(c.relpartbound, c.oid) as partition_bound, c.reltype as row_type
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace and ${inUserSchema("n")}
    left join pg_catalog.pg_am am on am.oid = c.relam
    left join pg_catalog.pg_tablespace ts on ts.oid = c.reltablespace
    left join pg_catalog.pg_class tc on tc.oid = c.reltoastrelid
    left join pg_catalog.pg_index ri on ri.indrelid = c.oid and ri.indisreplident
    left join pg_catalog.pg_index ci on ci.indrelid = c.oid and ci.indisclustered
    left join pg_catalog.pg_class rx on rx.oid = ri.indexrelid
    left join pg_catalog.pg_class cx on cx.oid = ci.indexrelid
    left join (
      select i.inhrelid, ${parentList} as parents,
             pg_catalog.bool_or(${atLeast(version, 14) ? "i.inhdetachpending" : "false"}) as detach_pending
      from pg_catalog.pg_inherits i
      join pg_catalog.pg_class p on p.oid = i.inhparent and p.relkind in ('r', 'p', 'f')
      join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
      group by i.inhrelid
    ) h on h.inhrelid = c.oid
    where c.relkind in ('r', 'p') and ${madeByUser("c.oid")}
    order by n.nspname, c.relname`,
  row: {
    oid: "int",
    schema: "text",
    name: "text",
    owner: "text",
    kind: "text",
    unlogged: "bool",
    access_method: "text?",
    tablespace: "text?",
    options: "text[]?",
    toast_options: "text[]?",
    replica_identity: "text",
    replica_index: "text?",
    cluster_index: "text?",
    row_security: "bool",
    force_row_security: "bool",
    is_partition: "bool",
    parents: json<readonly InheritanceParent[] | null>(),
    detach_pending: "bool",
    of_type: "text?",
    partition_key: "text?",
    partition_bound: "text?",
    row_type: "int",
  },
  read: (row, context) => {
    const id = objectId("table", row.schema, row.name);
    const parents = parentIds(row.parents);
    return {
      id,
      oid: row.oid,
      parent: context.schema(row.schema),
      owner: row.owner,
      aliases: [{ classId: "pg_type", oid: row.row_type, subId: 0, id }],
      facts: {
        persistence: row.unlogged ? "unlogged" : "permanent",
        accessMethod: row.access_method,
        tablespace: row.tablespace,
        options: optionsFact(row.options),
        toastOptions: optionsFact(row.toast_options),
        replicaIdentity: replicaIdentities[row.replica_identity as keyof typeof replicaIdentities] ?? "default", // pg_class.relreplident has these four
        replicaIdentityIndex: row.replica_index,
        clusterOn: row.cluster_index,
        rowSecurity: row.row_security,
        forceRowSecurity: row.force_row_security,
        inherits: row.is_partition ? [] : parents,
        ofType: row.of_type,
        partitionKey: row.partition_key,
        partitionOf: row.is_partition ? (parents[0] ?? null) : null,
        partitionBound: row.partition_bound,
        detachPending: row.detach_pending,
      },
    };
  },
  changes: {
    persistence: alter("rewrite-table", tableAlterations.alterPersistence),
    accessMethod: { ...alter("rewrite-table", tableAlterations.alterAccessMethod), canAlter: canSetAccessMethod },
    tablespace: alter("rewrite-table", tableAlterations.alterTablespace),
    options: alter("set-table-option", tableAlterations.alterOptions),
    toastOptions: alter("set-table-option", tableAlterations.alterOptions),
    replicaIdentity: alter("set-replica-identity", tableAlterations.alterReplicaIdentity),
    replicaIdentityIndex: alter("set-replica-identity", tableAlterations.alterReplicaIdentity),
    clusterOn: alter("set-table-option", tableAlterations.alterCluster),
    rowSecurity: alter("set-row-security", tableAlterations.alterRowSecurity),
    forceRowSecurity: alter("set-row-security", tableAlterations.alterRowSecurity),
    inherits: alter("change-inheritance", tableAlterations.alterInheritance),
    ofType: alter("alter-table", tableAlterations.alterType),
    partitionKey: replace("repartition-table", "expression"),
    partitionOf: alter("attach-partition", tableAlterations.alterPartition),
    partitionBound: alter("attach-partition", tableAlterations.alterPartition, "partition-bound"),
    detachPending: alter("detach-partition", tableAlterations.alterPartition),
  },
  ddl: tableDdl,
  add: (facts) => (facts.partitionOf === null ? "create-table" : "create-partition"),
  remove: () => "drop-table",
  renameBy: ["persistence", "inherits", "ofType", "partitionKey", "partitionOf", "partitionBound"],
  catalog: {
    "pg_class.oid": "identity",
    "pg_class.relname": "identity",
    "pg_class.relnamespace": "identity",
    "pg_class.reltype": "derived",
    "pg_class.reloftype": ["ofType"],
    "pg_class.relowner": "owner",
    "pg_class.relam": ["accessMethod"],
    "pg_class.relfilenode": ignored("the file on disk"),
    "pg_class.reltablespace": ["tablespace"],
    "pg_class.relpages": ignored("statistics"),
    "pg_class.reltuples": ignored("statistics"),
    "pg_class.relallvisible": ignored("statistics"),
    "pg_class.relallfrozen": ignored("statistics"),
    "pg_class.reltoastrelid": ["toastOptions"],
    "pg_class.relhasindex": "derived",
    "pg_class.relisshared": ignored("only system catalogs are shared"),
    "pg_class.relpersistence": ["persistence"],
    "pg_class.relkind": "identity",
    "pg_class.relnatts": "derived",
    "pg_class.relchecks": "derived",
    "pg_class.relhasrules": "derived",
    "pg_class.relhastriggers": "derived",
    "pg_class.relhassubclass": ignored("a hint that may stay set"),
    "pg_class.relrowsecurity": ["rowSecurity"],
    "pg_class.relforcerowsecurity": ["forceRowSecurity"],
    "pg_class.relispopulated": ignored("whether a materialized view holds data, see its kind"),
    "pg_class.relreplident": ["replicaIdentity"],
    "pg_class.relispartition": ["partitionOf"],
    "pg_class.relrewrite": ignored("a step of a running rewrite"),
    "pg_class.relfrozenxid": ignored("vacuum bookkeeping"),
    "pg_class.relminmxid": ignored("vacuum bookkeeping"),
    "pg_class.relacl": "privileges",
    "pg_class.reloptions": ["options", "toastOptions"],
    "pg_class.relpartbound": ["partitionBound"],
    "pg_inherits.inhrelid": "identity",
    "pg_inherits.inhparent": ["inherits", "partitionOf"],
    "pg_inherits.inhseqno": ["inherits"],
    "pg_inherits.inhdetachpending": ["detachPending"],
    "pg_index.indisreplident": ["replicaIdentityIndex"],
    "pg_index.indisclustered": ["clusterOn"],
    "pg_partitioned_table.partrelid": "identity",
    "pg_partitioned_table.partstrat": ["partitionKey"],
    "pg_partitioned_table.partnatts": ["partitionKey"],
    "pg_partitioned_table.partdefid": "derived",
    "pg_partitioned_table.partattrs": ["partitionKey"],
    "pg_partitioned_table.partclass": ["partitionKey"],
    "pg_partitioned_table.partcollation": ["partitionKey"],
    "pg_partitioned_table.partexprs": ["partitionKey"],
  },
});
