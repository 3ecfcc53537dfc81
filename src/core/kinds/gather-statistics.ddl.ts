/**
 * ANALYZE after what only ANALYZE fills: the statistics of an index's expressions and extended statistics are empty until it has run,
 * and queries are planned without them.
 */

import { kindOf, nameOf, type ObjectId } from "../catalog/object-id.ts";
import { statement } from "../recipes/statement.ts";
import type { DdlContext, DdlStep } from "./kind-ddl.ts";

/** One ANALYZE for all that is new on a table in use, said by the last of them and run after all of them; else no step. */
export function gatherStatistics(id: ObjectId, table: ObjectId, context: DdlContext): readonly DdlStep[] {
  const isInUse = (kindOf(table) === "table" || kindOf(table) === "materialized-view") && !context.isNew(table);
  if (!isInUse) return [];
  const isPartitioned = (context.goal.get(table)?.facts.partitionKey ?? null) !== null;
  // the partitions' indexes have the rows
  const indexes = isPartitioned ? [] : context.goal.partsOf(table, "index").filter(({ facts }) => facts.expressions !== null);
  const empty = [...indexes, ...context.goal.partsOf(table, "statistics")].map((object) => object.id).filter(context.isNew);
  if (empty.at(-1) !== id) return [];
  const analyze = statement("gather-statistics", `ANALYZE ${nameOf(table)}`, { relation: table });
  return [{ statements: [analyze], needs: empty.slice(0, -1), isLate: true }];
}
