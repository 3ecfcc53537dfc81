/** DELETE: rows go, and with them what points at them. */

import type { SqlFields } from "../../../sql/sql-tree.ts";
import { checkReferencing } from "./foreign-keys.ts";
import { type Query, readQuery } from "./query.ts";
import { lockRows } from "./rows-found.ts";
import { withQueries } from "./select.ts";
import { runTriggers } from "./triggers.ts";

/** Reads the fields of `DeleteStmt`. */
export function readDelete(fields: SqlFields, outer: Query): void {
  const query = withQueries(fields, outer);
  const { relation, withClause, ...rest } = fields;
  const table = lockRows(fields, "delete-rows", "delete-many-rows", query);
  readQuery(rest, query);
  if (table === null || query.depth !== "run") return;
  for (const one of [table, ...query.reading.draft.descendantsOf(table.name)]) runTriggers(one, "delete", query);
  checkReferencing(table, null, query);
}
