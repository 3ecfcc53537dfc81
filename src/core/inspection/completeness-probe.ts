/**
 * The check on Lockstep's own eyes: how many rows users have made in each system catalog, counted without any kind's
 * query, against how many rows the kinds understood. What is left over is named next to every verdict.
 */

import type { NotCompared } from "../catalog/catalog.ts";
import type { RowOf, RowShape } from "../catalog/row-shape.ts";
import { atLeast, type ServerVersion } from "../catalog/server-version.ts";
import { inUserSchema, madeByUser } from "../kinds/user-objects.sql.ts";

/** The shape of {@link completenessProbeQuery}: one row per catalog that has rows of users. */
export const completenessProbeRow = { catalog: "text", count: "int" } as const satisfies RowShape;

/** A count of one catalog: alias of its rows is x. */
interface Count {
  readonly catalog: string;
  /** Column that holds the schema's oid. */
  readonly schema?: string;
  /** Column that holds the oid of the relation whose schema counts. */
  readonly relation?: string;
  readonly where?: string;
  readonly oid?: string;
  /** First and last major version. */
  readonly since?: number;
  readonly until?: number;
  /** The view to count where the catalog itself may not be read. */
  readonly from?: string;
}

// Rows that PostgreSQL makes beside another row and that no statement addresses are left out: row types' arrays,
// rules behind views, triggers behind foreign keys.
const counts: readonly Count[] = [
  { catalog: "pg_namespace", where: inUserSchema("x") },
  { catalog: "pg_class", schema: "relnamespace", where: "x.relkind <> 't'" },
  {
    catalog: "pg_type",
    schema: "typnamespace",
    where: `not exists (
        select from pg_catalog.pg_type e join pg_catalog.pg_class c on c.oid = e.typrelid and c.relkind <> 'c'
        where e.typarray = x.oid and e.oid = x.typelem)`,
  },
  { catalog: "pg_constraint", schema: "connamespace" },
  { catalog: "pg_proc", schema: "pronamespace" },
  { catalog: "pg_operator", schema: "oprnamespace" },
  { catalog: "pg_opclass", schema: "opcnamespace" },
  { catalog: "pg_opfamily", schema: "opfnamespace" },
  { catalog: "pg_amop" },
  { catalog: "pg_amproc" },
  { catalog: "pg_collation", schema: "collnamespace" },
  { catalog: "pg_conversion", schema: "connamespace" },
  // Not by their own schema: statistics of a temporary table may stand in any.
  { catalog: "pg_statistic_ext", relation: "stxrelid" },
  { catalog: "pg_ts_config", schema: "cfgnamespace" },
  { catalog: "pg_ts_dict", schema: "dictnamespace" },
  { catalog: "pg_ts_parser", schema: "prsnamespace" },
  { catalog: "pg_ts_template", schema: "tmplnamespace" },
  // Before 15 the copies of triggers on partitions are marked as internal too.
  { catalog: "pg_trigger", relation: "tgrelid", where: "not x.tgisinternal", since: 15 },
  { catalog: "pg_trigger", relation: "tgrelid", where: "(not x.tgisinternal or x.tgparentid <> 0)", until: 14 },
  { catalog: "pg_rewrite", relation: "ev_class", where: "x.rulename <> '_RETURN'" },
  { catalog: "pg_policy", relation: "polrelid" },
  { catalog: "pg_publication_rel", relation: "prrelid" },
  { catalog: "pg_publication_namespace", schema: "pnnspid", since: 15 },
  { catalog: "pg_publication" },
  {
    catalog: "pg_subscription",
    where: "x.subdbid = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())",
  },
  { catalog: "pg_extension" },
  { catalog: "pg_language" },
  { catalog: "pg_am" },
  { catalog: "pg_cast" },
  { catalog: "pg_transform" },
  { catalog: "pg_event_trigger" },
  { catalog: "pg_foreign_data_wrapper" },
  { catalog: "pg_foreign_server" },
  { catalog: "pg_user_mapping", from: "pg_user_mappings", oid: "umid" },
  { catalog: "pg_largeobject_metadata" },
  { catalog: "pg_tablespace" },
  // Subscriptions make their own, named by oid.
  { catalog: "pg_replication_origin", oid: "roident", where: "x.roname !~ '^pg_[0-9]+'" },
];

const uncovered: { readonly [catalog: string]: string } = {
  pg_largeobject_metadata: "large objects are data",
  pg_tablespace: "tablespaces belong to the server and its disks; the objects in them are compared",
  pg_replication_origin: "replication origins belong to the server and its neighbours",
};

/**
 * One query over all catalogs, in one scan each. Catalogs without rows of users are left out, and those that the role may not
 * read.
 */
export function completenessProbeQuery(version: ServerVersion, hidden: ReadonlySet<string> = new Set()): string {
  const branches = counts
    .filter(({ catalog, from = catalog }) => !hidden.has(from))
    .filter(({ since = 0, until = 99 }) => atLeast(version, since) && !atLeast(version, until + 1))
    .map(branch);
  return `${branches.join("\n    union all")}\n    order by catalog`;
}

function branch({ catalog, schema, relation, where, oid = "oid", from = catalog }: Count): string {
  const relations = relation === undefined ? "" : ` join pg_catalog.pg_class r on r.oid = x.${relation}`;
  const namespace = schema === undefined ? relation && "r.relnamespace" : `x.${schema}`;
  const schemas =
    namespace === undefined ? "" : ` join pg_catalog.pg_namespace n on n.oid = ${namespace} and ${inUserSchema("n")}`;
  // roident counts from 1: every origin is someone's
  const isOurs = oid === "roident" ? "true" : madeByUser(`x.${oid}`);
  return `
    select '${catalog}' as catalog, pg_catalog.count(*)::pg_catalog.int4 as count
    from pg_catalog.${from} x${relations}${schemas}
    where ${isOurs}${where === undefined ? "" : ` and ${where}`}
    having pg_catalog.count(*) > 0`;
}

/**
 * What nobody read, in the order of the counts. `claimed` holds the rows that some kind understood, `members` rows that
 * came with an extension and that no kind read: the extension's version stands for them.
 */
export function unclaimed(
  rows: readonly RowOf<typeof completenessProbeRow>[],
  claimed: ReadonlyMap<string, number>,
  members: ReadonlyMap<string, number>,
): readonly NotCompared[] {
  return rows.flatMap(({ catalog, count }) => {
    const left = count - (claimed.get(catalog) ?? 0) - (members.get(catalog) ?? 0);
    if (left <= 0) return [];
    return [{ what: `${left} ${left === 1 ? "row" : "rows"} of ${catalog}`, why: uncovered[catalog] ?? "no kind reads them" }];
  });
}
