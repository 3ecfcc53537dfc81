/**
 * A digest of the system catalogs by (oid, xmin). Deparse functions read the current catalog and not the snapshot: when
 * the digest before the read and the one under a fresh snapshot after it agree, no DDL has come between.
 */

// What other sessions keep in temporary tables comes and goes all day long and is no schema.
const notTemporary = (relation: string) => `and ${relation} not in (select oid from temporary)`;
const notInTemporarySchema = (schema: string) => `and ${schema} not in (select oid from temporary_schemas)`;

// The catalogs whose rows deparsed text is made of. pg_attribute rows are addressed by relation and number.
const digested: readonly (readonly [catalog: string, key: string, filter?: string])[] = [
  ["pg_namespace", "oid", notInTemporarySchema("oid")],
  ["pg_class", "oid", "and relpersistence <> 't'"],
  ["pg_attribute", "attrelid", notTemporary("attrelid")],
  ["pg_attrdef", "oid", notTemporary("adrelid")],
  ["pg_type", "oid", notInTemporarySchema("typnamespace")],
  ["pg_proc", "oid", notInTemporarySchema("pronamespace")],
  ["pg_constraint", "oid", notInTemporarySchema("connamespace")],
  ["pg_index", "indexrelid", notTemporary("indexrelid")],
  ["pg_rewrite", "oid", notTemporary("ev_class")],
  ["pg_trigger", "oid", notTemporary("tgrelid")],
  ["pg_operator", "oid"],
  ["pg_ts_dict", "oid"],
  ["pg_statistic_ext", "oid", notTemporary("stxrelid")],
  ["pg_enum", "oid"],
  ["pg_collation", "oid"],
  ["pg_opclass", "oid"],
  ["pg_ts_config", "oid"],
];

// Ages count from a moving point, so the sum is taken against the age of the first ordinary xid: what is left is the sum of
// the xmins. Rows only ever get newer ones, so with an equal count an equal sum means that no row was written. (Casting xid
// to a number by way of text would cost three times as much.)

const branch = ([catalog, key, filter = ""]: (typeof digested)[number]) =>
  `      select pg_catalog.concat_ws(':', '${catalog}', count(*), count(*) * pg_catalog.age('3'::pg_catalog.xid) - sum(pg_catalog.age(xmin))) as part from pg_catalog.${catalog} where ${key} >= 16384 ${filter}`;

/**
 * One row, one column `digest`: equal exactly while no row of these catalogs was written. Roles count by their names. Catalogs
 * that the role may not read are left out.
 */
export function catalogDigestQuery(hidden: ReadonlySet<string> = new Set()): string {
  const branches = digested.filter(([catalog]) => !hidden.has(catalog)).map(branch);
  const roles =
    "      select 'roles:' || pg_catalog.md5(pg_catalog.string_agg(oid || ' ' || rolname, ',' order by oid)) from pg_catalog.pg_roles";
  return `
    with temporary as materialized (select oid from pg_catalog.pg_class where relpersistence = 't'),
         temporary_schemas as materialized (select oid from pg_catalog.pg_namespace where nspname ~ '^pg_(toast_)?temp_')
    select pg_catalog.string_agg(part, ' ' order by part) as digest from (
${[...branches, ...(hidden.has("pg_roles") ? [] : [roles])].join("\n      union all\n")}
    ) as parts`;
}
