/** DETACH PARTITION without CONCURRENTLY. */

import { detachPartition } from "../../recipes/detach-partition.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { fixOf, knownBefore, tableId } from "../fix-by-recipe.ts";
import { withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { at, usesOnExisting } from "../uses.ts";

const before =
  "create table events (id bigint, at date not null) partition by range (at);\ncreate table events_2020 partition of events for values from ('2020-01-01') to ('2021-01-01');";
const withDefault = `${before}\ncreate table events_rest partition of events default;`;

/** The rule. */
export const detachWithoutConcurrently: Rule = {
  id: "detach-without-concurrently",
  summary: "DETACH PARTITION without CONCURRENTLY, or with it where it is refused",
  why: "ACCESS EXCLUSIVE on the parent, the partition and the DEFAULT partition, and on tables whose foreign keys reference the parent: every query on any partition through it waits.",
  advice:
    "DETACH PARTITION … CONCURRENTLY in a migration of its own with `-- lockstep: transaction = none`; with a DEFAULT partition it is refused, and lock_timeout is all there is.",
  level: "medium",
  group: "safety",
  docs: ["sql-altertable", "ddl-partitioning"],
  aliases: ["squawk:require-concurrent-partition-detach", "migrationpilot:MP046"],
  bad: [
    { sql: "alter table events detach partition events_2020;" },
    { before, sql: "alter table events detach partition events_2020;" },
    { before: withDefault, sql: "alter table events detach partition events_2020;" },
    {
      before: withDefault,
      sql: "-- lockstep: transaction = none\nalter table events detach partition events_2020 concurrently;",
    },
  ],
  good: [
    { sql: "-- lockstep: transaction = none\nalter table events detach partition events_2020 concurrently;" },
    { before, sql: "-- lockstep: transaction = none\nalter table events detach partition events_2020 concurrently;" },
    {
      sql: "create table events (id bigint primary key) partition by range (id);\ncreate table events_1 partition of events for values from (0) to (100);\nalter table events detach partition events_1;",
    },
  ],
  looksAt: ["detach-partition", "detach-partition-concurrently"],
  *check(migration) {
    for (const { statement, use } of usesOnExisting(migration, "detach-partition", "detach-partition-concurrently")) {
      const { relation: parent, part: partition } = use;
      if (parent === null || partition === null) continue;
      const { relations } = migration.after.model;
      const hasDefault = [...relations.values()].some((one) => one.partitionBound === "DEFAULT" && one.parents.includes(parent));
      const isConcurrent = use.form === "detach-partition-concurrently";
      if (isConcurrent && !hasDefault) continue;
      if (isConcurrent) {
        const message = `CONCURRENTLY is refused while ${parent} has a DEFAULT partition`;
        yield at(statement, message, { level: "high", fix: `ALTER TABLE ${parent} DETACH PARTITION ${partition};` });
        continue;
      }
      const known = knownBefore(migration, partition);
      const steps = detachPartition({
        partition: tableId(partition),
        parent: tableId(parent),
        partitionKey: relations.get(parent)?.partitionKey ?? "",
        isPlain: hasDefault,
        hasConstraint: (name) =>
          known?.constraints.some((one) => one.name !== null && quoteIdentifier(one.name) === name) === true,
      });
      // the check that it leaves has a name that only the catalog tells
      const fix = fixOf([known === null ? steps.slice(0, 1) : steps]);
      yield at(statement, withLocks(`${partition} leaves ${parent}`, statement), hasDefault ? {} : { fix });
    }
  },
};
