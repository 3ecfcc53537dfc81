/** TRUNCATE of a table that was there before. */

import { listOf, nodeOf } from "../../sql/sql-tree.ts";
import { withInner } from "../inner-statements.ts";
import { isExisting, relationOf } from "../names-in-tree.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const truncate: Rule = {
  id: "truncate",
  summary: "TRUNCATE of an existing table",
  why: "ACCESS EXCLUSIVE on the table, and all of its rows are gone; ON DELETE triggers do not run.",
  advice: "DELETE in batches where the table is in use; a backup before it in any case.",
  level: "high",
  group: "safety",
  docs: ["sql-truncate"],
  aliases: ["pgfence:truncate"],
  bad: [{ sql: "truncate users;" }],
  good: [{ sql: "create table users (plan text);\ntruncate users;" }],
  looksAt: ["TruncateStmt"],
  *check(outer) {
    const migration = withInner(outer);
    for (const statement of migration.statements) {
      if (statement.node !== "TruncateStmt") continue;
      const relations = listOf(statement.fields.relations)
        .flatMap((one) => [nodeOf(one, "RangeVar")])
        .filter((rangeVar) => rangeVar !== null)
        .map((rangeVar) => relationOf(migration, rangeVar))
        .filter((relation) => isExisting(statement, relation));
      if (relations.length > 0) yield at(statement, `every row of ${relations.join(", ")} is removed`);
    }
  },
};
