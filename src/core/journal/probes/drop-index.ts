/**
 * DROP INDEX CONCURRENTLY makes the index INVALID first and takes it away at its end. Running it again over such an index does the rest.
 */

import { qualifiedName, quoteLiteral } from "../../sql/quote.ts";
import { listOf, namesOf, nodeOf } from "../../sql/sql-tree.ts";
import { judgeDropped, type SeenRow } from "./coming-and-going.ts";
import { defineProbe } from "./probe.ts";

/** Reads `DropStmt`. */
export const dropIndexProbe = defineProbe<SeenRow>("drop-index", ["DropStmt"], (fields) => {
  if (fields.concurrent !== true || fields.removeType !== "OBJECT_INDEX") return null;
  // CONCURRENTLY takes one index
  const [object] = listOf(fields.objects);
  const names = namesOf(nodeOf(object, "List")?.items) ?? [];
  const regclass = `pg_catalog.to_regclass(${quoteLiteral(qualifiedName(...names))})`;
  return {
    query: `
select pg_catalog.jsonb_build_object('oid', c.oid::pg_catalog.int8)::pg_catalog.text as seen
from pg_catalog.pg_class c where c.oid = ${regclass}`,
    judge: (before, now) => judgeDropped(before, now, fields.missing_ok === true),
    waitsFor: { relation: qualifiedName(...names) },
  };
});
