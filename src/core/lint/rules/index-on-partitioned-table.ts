/** CREATE INDEX on a partitioned table in use, which builds on every partition in one statement. */

import { nameOf } from "../../catalog/object-id.ts";
import { indexPartitions } from "../../recipes/index-partitions.ts";
import { indexNames } from "../../sql/default-names.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { type BuiltIndex, builtIndexesIn } from "../built-indexes.ts";
import { afterName, afterWords } from "../clause-texts.ts";
import { fixOf, knownBefore, tableId } from "../fix-by-recipe.ts";
import type { JudgedMigration } from "../judged-migration.ts";
import { withLocks } from "../locks-in-words.ts";
import { ownName } from "../own-name.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

const before =
  "create table events (id bigint, at date) partition by range (at);\ncreate table events_2026 partition of events for values from ('2026-01-01') to ('2027-01-01');";

/** The rule. */
export const indexOnPartitionedTable: Rule = {
  id: "index-on-partitioned-table",
  summary: "CREATE INDEX on a partitioned table that is in use",
  why: "It builds on one partition after the other in one transaction: SHARE on the parent and on every partition until the last one is done, so writes to all of them wait. Postgres has no CONCURRENTLY here.",
  advice: "CREATE INDEX ON ONLY the parent, CREATE INDEX CONCURRENTLY on each partition, ALTER INDEX … ATTACH PARTITION.",
  level: "medium",
  group: "safety",
  docs: ["ddl-partitioning", "sql-createindex"],
  aliases: ["migrationpilot:MP093"],
  bad: [{ before, sql: "create index events_id on events (id);" }],
  good: [
    { before, sql: "create index events_id on only events (id);" },
    {
      before,
      sql: "-- lockstep: transaction = none\ncreate index concurrently events_2026_id on events_2026 (id);",
    },
    { sql: "create table events (id bigint, at date) partition by range (at);\ncreate index events_id on events (id);" },
  ],
  looksAt: ["IndexStmt"],
  *check(migration) {
    for (const index of builtIndexesIn(migration)) {
      const { statement, table, isOnly, fields } = index;
      if (isOnly || knownBefore(migration, table)?.partitionKey == null) continue;
      const fix = fixFor(index, migration);
      const what =
        fields.concurrent === true ? "CONCURRENTLY is refused on the partitioned" : "the index is built on every partition of";
      yield at(statement, withLocks(`${what} ${table}`, statement), {
        ...(fields.concurrent === true ? { level: "high" } : {}),
        ...(fix === null ? {} : { fix }),
      });
    }
  },
};

function fixFor({ statement, table, fields }: BuiltIndex, { after }: JudgedMigration): string | null {
  const rest = afterWords(statement.sql, "on");
  const parent = after.model.relations.get(table);
  if (statement.node !== "IndexStmt" || rest === null || parent === undefined) return null;
  const name = indexNames(ownName(table), fields)[0] ?? "index";
  const children = (of: string) => [...after.model.relations.values()].filter(({ parents }) => parents.includes(of));
  return fixOf([
    indexPartitions({
      isUnique: fields.unique === true,
      name: quoteIdentifier(name),
      definition: afterName(rest),
      table: tableId(table),
      partitionsOf: (id) =>
        children(nameOf(id)).map((child) => ({
          table: tableId(child.name),
          isPartitioned: child.partitionKey !== null,
        })),
    }),
  ]);
}
