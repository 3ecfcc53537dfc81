/** REFRESH MATERIALIZED VIEW: under a full lock, or CONCURRENTLY, when readers go on and the rows that differ are replaced. */

import { fieldsOf } from "../../sql/sql-tree.ts";
import { lockRelation } from "./data/lock-relation.ts";
import { queryIn } from "./data/query-readers.ts";
import type { StatementReader } from "./statement-reader.ts";

/** Reads `RefreshMatViewStmt`. */
export const refreshView: StatementReader = (fields, reading) => {
  const { draft, on } = reading;
  const view = draft.relation(draft.resolve(fieldsOf(fields.relation)), "m");
  if (view === null) return;
  const isEmptied = fields.skipData === true;
  const form =
    fields.concurrent === true ? "refresh-concurrently" : isEmptied ? "empty-materialized-view" : "refresh-materialized-view";
  on.use(form, view);
  if (isEmptied) return;
  const query = queryIn(reading, "run");
  for (const name of view.reads) {
    const read = draft.relation(name, "r");
    const because = `read by ${view.name}`;
    if (read !== null) lockRelation(read, { mode: "ACCESS SHARE", inherits: true, conditions: [], because, scans: true }, query);
  }
};
