/**
 * A digest of the system catalogs by (oid, xmin). Deparse functions read the current catalog and not the snapshot: when
 * the digest before the read and the one under a fresh snapshot after it agree, no DDL has come between.
 */

// The catalogs whose rows deparsed text is made of. pg_attribute rows are addressed by relation and number.
const digested: readonly (readonly [catalog: string, key: string])[] = [
  ["pg_namespace", "oid"],
  ["pg_class", "oid"],
  ["pg_attribute", "attrelid"],
  ["pg_attrdef", "oid"],
  ["pg_type", "oid"],
  ["pg_proc", "oid"],
  ["pg_constraint", "oid"],
  ["pg_index", "indexrelid"],
  ["pg_rewrite", "oid"],
  ["pg_trigger", "oid"],
  ["pg_operator", "oid"],
];

/** One row, one column `digest`: equal exactly while no row of these catalogs was written. */
export const catalogDigestQuery: string = `
    select pg_catalog.string_agg(part, ' ' order by part) as digest from (
${digested.map(([catalog, key]) => `      select pg_catalog.concat_ws(':', '${catalog}', count(*), sum(xmin::text::pg_catalog.int8), sum(${key}::pg_catalog.int8 # xmin::text::pg_catalog.int8)) as part from pg_catalog.${catalog} where ${key} >= 16384`).join("\n      union all\n")}
    ) as parts`;
