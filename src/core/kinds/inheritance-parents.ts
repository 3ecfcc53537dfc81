/**
 * The parents of a table or foreign table. Either may inherit from either, and from one that is read after it, so that the
 * query itself says which kind a parent is.
 */

import { objectId } from "../catalog/object-id.ts";

/** A parent as {@link parentList} writes it. */
export type InheritanceParent = readonly [kind: "table" | "foreign-table", schema: string, name: string];

/** SQL: the parents as a JSON list, in order, aggregated over `pg_inherits` as i, the parent p and its schema pn. */
export const parentList = `pg_catalog.json_agg(pg_catalog.json_build_array(
               case p.relkind when 'f' then 'foreign-table' else 'table' end, pn.nspname, p.relname) order by i.inhseqno)`;

/** The parents' ids, in order. */
export function parentIds(parents: readonly InheritanceParent[] | null): readonly string[] {
  return (parents ?? []).map(([kind, schema, name]) => objectId(kind, schema, name));
}
