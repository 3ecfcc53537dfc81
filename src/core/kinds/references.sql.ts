/**
 * How facts name what an object refers to: routines and operators with their signature, because names alone are
 * overloaded. Under an empty search_path Postgres qualifies all but its own, the same on every server.
 */

/** The signature of the routine with this oid, `app.add(integer,integer)`; NULL for oid 0. */
export function routineName(oid: string): string {
  return `nullif(${oid}::pg_catalog.oid, 0)::pg_catalog.regprocedure::pg_catalog.text`;
}

/** The signature of the operator with this oid, `app.===(integer,integer)`; NULL for oid 0. */
export function operatorName(oid: string): string {
  return `nullif(${oid}::pg_catalog.oid, 0)::pg_catalog.regoperator::pg_catalog.text`;
}

/** The name of the type with this oid; NULL for oid 0. */
export function typeName(oid: string): string {
  return `pg_catalog.format_type(nullif(${oid}, 0), null)`;
}

/** The operator family with this oid, `app.numbers USING btree`; NULL for oid 0. */
export function familyName(oid: string): string {
  // a call costs less than planning three more joins does for the many databases that have no such row
  return `case when ${oid} <> 0 then (pg_catalog.pg_identify_object('pg_catalog.pg_opfamily'::pg_catalog.regclass, ${oid}, 0)).identity end`;
}
