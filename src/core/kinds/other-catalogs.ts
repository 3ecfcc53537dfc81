/**
 * The system catalogs that no kind stands on, and why. Together with the `catalog` of every kind this classifies each
 * column that a server has: a column that a new major adds fails the build instead of drifting unseen.
 */

import { type ColumnUse, ignored } from "./define-kind.ts";

/** A table (`pg_statistic`, all of its columns) or a column (`pg_class.relpages`) → what it is to Lockstep. */
export const otherCatalogs: { readonly [tableOrColumn: string]: ColumnUse<Record<never, never>> } = {
  pg_shdepend: "derived",
  pg_statistic: ignored("what ANALYZE learned from the rows"),
  pg_statistic_ext_data: ignored("what ANALYZE learned from the rows"),
  pg_largeobject: ignored("large objects are data"),
  pg_largeobject_metadata: ignored("large objects are data; the completeness probe names how many there are"),
  pg_tablespace: ignored("tablespaces belong to the server and its disks; the completeness probe names how many there are"),
  pg_replication_origin: ignored(
    "origins belong to the server and its neighbours; the completeness probe names how many there are",
  ),
};
