/** CREATE TABLE … PARTITION OF a table in use. */

import { statement as step } from "../../recipes/statement.ts";
import { boundText } from "../../risk/statements/partition/bound.ts";
import { fieldsOf } from "../../sql/sql-tree.ts";
import { boundCondition } from "../bound-condition.ts";
import { withDefaultChecked } from "../default-partition-check.ts";
import { fixOf, knownBefore, tableId } from "../fix-by-recipe.ts";
import type { JudgedMigration, JudgedStatement } from "../judged-migration.ts";
import { costsRows, withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { at, usesOnExisting } from "../uses.ts";

const before =
  "create table events (id bigint, at date not null) partition by range (at);\ncreate table events_rest partition of events default;";

/** The rule. */
export const partitionOfExistingParent: Rule = {
  id: "partition-of-existing-parent",
  summary: "CREATE TABLE … PARTITION OF a table that is in use",
  why: "ACCESS EXCLUSIVE on the parent: every query on any partition through it waits. A DEFAULT partition is under ACCESS EXCLUSIVE too, and is read for rows that belong to the new one.",
  advice: "CREATE TABLE by itself, then ATTACH PARTITION, which lets queries on the parent go on.",
  level: "low",
  group: "safety",
  docs: ["sql-createtable", "ddl-partitioning"],
  aliases: [],
  bad: [
    { sql: "create table events_2027 partition of events for values from ('2027-01-01') to ('2028-01-01');" },
    { before, sql: "create table events_2027 partition of events for values from ('2027-01-01') to ('2028-01-01');" },
  ],
  good: [
    {
      sql: "create table events (id bigint primary key) partition by range (id);\ncreate table events_1 partition of events for values from (0) to (100);",
    },
  ],
  looksAt: ["create-partition"],
  *check(migration) {
    for (const { statement, use } of usesOnExisting(migration, "create-partition")) {
      if (use.relation === null || use.part === null) continue;
      const fix = fixFor(statement, use.relation, use.part, migration);
      yield at(statement, withLocks(`${use.part} is made as a partition of ${use.relation}`, statement), {
        ...(costsRows(statement) ? { level: "medium" as const } : {}),
        ...(fix === null ? {} : { fix }),
      });
    }
  },
};

function fixFor({ node, fields }: JudgedStatement, parent: string, partition: string, migration: JudgedMigration): string | null {
  const bound = fieldsOf(fields.partbound);
  const text = boundText(bound);
  // what else the statement says would have to be said again
  if (node !== "CreateStmt" || fields.tableElts !== undefined || fields.partspec !== undefined || text.includes("(expression)"))
    return null;
  const [own, above] = [tableId(partition), tableId(parent)];
  const make = step(
    "create-table",
    `CREATE TABLE ${partition} (LIKE ${parent} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED)`,
    {
      relation: own,
    },
  );
  const attach = step("attach-partition", `ALTER TABLE ${parent} ATTACH PARTITION ${partition} ${text}`, { relation: above });
  const fallback = migration.after.childrenOf(parent).find((one) => one.partitionBound === "DEFAULT" && one.name !== partition);
  const known = knownBefore(migration, parent);
  const condition = known === null ? null : boundCondition(known, bound);
  if (fallback === undefined || condition === null) return fixOf([[make, attach]]);
  return fixOf(withDefaultChecked(fallback.name, partition, condition, [[make, attach]]));
}
