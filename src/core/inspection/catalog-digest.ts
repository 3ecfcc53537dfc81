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

// Ages count from a moving point, so the sum is taken against the age of the first ordinary xid: what is left is the sum of
// the xmins. Rows only ever get newer ones, so with an equal count an equal sum means that no row was written. (Casting xid
// to a number by way of text would cost three times as much.)

/** One row, one column `digest`: equal exactly while no row of these catalogs was written. */
export const catalogDigestQuery: string = `
    select pg_catalog.string_agg(part, ' ' order by part) as digest from (
${digested.map(([catalog, key]) => `      select pg_catalog.concat_ws(':', '${catalog}', count(*), count(*) * pg_catalog.age('3'::pg_catalog.xid) - sum(pg_catalog.age(xmin))) as part from pg_catalog.${catalog} where ${key} >= 16384`).join("\n      union all\n")}
    ) as parts`;
