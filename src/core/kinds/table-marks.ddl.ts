/** What a table remembers of one of its indexes, and forgets when the index is made again: CLUSTER ON and the replica identity. */

import { kindOf, nameOf, type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import { type Statement, statement } from "../recipes/statement.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { DdlContext } from "./kind-ddl.ts";

/** The statements that tell the table again; none for an index that the start does not have. */
export function marksOfIndex(index: ObjectId, table: ObjectId, { start, goal, isNew }: DdlContext): readonly Statement[] {
  const facts = goal.get(table)?.facts;
  if (facts === undefined || start.get(index) === undefined || isNew(table)) return [];
  const name = ownNameOf(index);
  const alter = `ALTER ${kindOf(table) === "materialized-view" ? "MATERIALIZED VIEW" : "TABLE"} ${nameOf(table)}`;
  const isNamed = (fact: unknown) => typeof fact === "string" && quoteIdentifier(fact) === name;
  return [
    ...(isNamed(facts.replicaIdentityIndex)
      ? [statement("set-replica-identity", `${alter} REPLICA IDENTITY USING INDEX ${name}`, { relation: table })]
      : []),
    ...(isNamed(facts.clusterOn) ? [statement("set-table-option", `${alter} CLUSTER ON ${name}`, { relation: table })] : []),
  ];
}
