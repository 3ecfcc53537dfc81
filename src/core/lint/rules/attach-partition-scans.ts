/** ATTACH PARTITION that has to read rows. */

import { attachPartition } from "../../recipes/attach-partition.ts";
import { boundText } from "../../risk/statements/partition/bound.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { fieldsOf, nodeOf } from "../../sql/sql-tree.ts";
import { type AlterClause, alterClausesIn, useOf } from "../alter-clauses.ts";
import { boundCondition } from "../bound-condition.ts";
import { withDefaultChecked } from "../default-partition-check.ts";
import { fixOf, knownBefore, tableId } from "../fix-by-recipe.ts";
import type { JudgedMigration } from "../judged-migration.ts";
import { costsRows, withLocks } from "../locks-in-words.ts";
import { relationOf } from "../names-in-tree.ts";
import type { Rule } from "../rule.ts";
import { keepsOthersWaiting } from "../slow-work.ts";
import { exclusiveLocks } from "../strong-locks.ts";
import { at } from "../uses.ts";

const before =
  "create table events (id bigint, at date not null) partition by range (at);\ncreate table events_rest partition of events default;\ncreate table events_2027 (id bigint, at date not null);\ncreate table events_2028 (id bigint, at date not null, check (at >= '2028-01-01' and at < '2029-01-01'));";

/** The rule. */
export const attachPartitionScans: Rule = {
  id: "attach-partition-scans",
  summary: "ATTACH PARTITION that reads the new partition or the DEFAULT partition",
  why: "SHARE UPDATE EXCLUSIVE on the parent lets queries go on, but the new partition and the DEFAULT partition are under ACCESS EXCLUSIVE while each is read for rows on the wrong side, unless a check proves that there are none.",
  advice:
    "A CHECK that says what the bound says on the partition (and its opposite on DEFAULT), NOT VALID and validated before; dropped when it has served.",
  level: "medium",
  group: "safety",
  docs: ["ddl-partitioning", "sql-altertable"],
  aliases: [],
  bad: [
    { sql: "alter table events attach partition events_2027 for values from ('2027-01-01') to ('2028-01-01');" },
    { before, sql: "alter table events attach partition events_2027 for values from ('2027-01-01') to ('2028-01-01');" },
    { before, sql: "alter table events attach partition events_2028 for values from ('2028-01-01') to ('2029-01-01');" },
  ],
  good: [
    {
      before: before.replace("create table events_rest partition of events default;\n", ""),
      sql: "alter table events attach partition events_2028 for values from ('2028-01-01') to ('2029-01-01');",
    },
    {
      sql: "create table events_2027 (id bigint primary key, at date not null);\nalter table events attach partition events_2027 for values from ('2027-01-01') to ('2028-01-01');",
    },
  ],
  looksAt: ["attach-partition", "attach-partition-proven"],
  *check(migration, context) {
    for (const clause of alterClausesIn(migration, "AT_AttachPartition")) {
      const { statement, table, fields } = clause;
      const partition = relationOf(migration, fieldsOf(nodeOf(fields.def, "PartitionCmd")?.name));
      const use = useOf(clause, partition, "attach-partition", "attach-partition-proven");
      if (use === null) continue;
      const steps = fixFor(clause, partition, migration);
      const fix = steps === null ? null : `${missingParts(clause, partition, migration)}${steps}`;
      const message = withLocks(`${partition} becomes a partition of ${table}`, statement);
      if (costsRows(statement)) yield at(statement, message, fix === null ? {} : { fix });
      // proven, and yet the DEFAULT partition is locked
      else if (
        exclusiveLocks(statement).some(({ because }) => because?.startsWith("DEFAULT") === true) &&
        keepsOthersWaiting(statement, migration, context)
      )
        yield at(statement, message, { level: "low", fix: "With lock_timeout: nothing is read." });
    }
  },
};

/** What ATTACH would make on the way, and read rows for: better there before. */
function missingParts({ statement, table }: AlterClause, partition: string, migration: JudgedMigration): string {
  const buildsIndex = statement.effects.costs.some(({ relation, cost }) => relation === partition && cost === "index-build");
  const keysOf = (name: string) =>
    knownBefore(migration, name)?.constraints.flatMap((one) => (one.type === "f" ? `${one.columns} ${one.referenced}` : [])) ??
    [];
  const own = new Set(keysOf(partition));
  const lacks = [...(buildsIndex ? ["indexes"] : []), ...(keysOf(table).some((key) => !own.has(key)) ? ["foreign keys"] : [])];
  return lacks.length === 0 ? "" : `-- before it: the ${lacks.join(" and ")} of ${table} that ${partition} lacks\n`;
}

function fixFor({ table, fields }: AlterClause, partition: string, migration: JudgedMigration): string | null {
  const parent = knownBefore(migration, table);
  const own = knownBefore(migration, partition);
  const bound = fieldsOf(nodeOf(fields.def, "PartitionCmd")?.bound);
  const condition = parent === null ? null : boundCondition(parent, bound);
  if (parent === null || own === null || condition === null) return null;
  const fallback = migration.after
    .childrenOf(table)
    .find(({ partitionBound, name }) => partitionBound === "DEFAULT" && name !== partition);
  const groups = attachPartition({
    partition: tableId(partition),
    parent: tableId(table),
    bound: boundText(bound),
    hasRows: true,
    condition,
    rowsFrom: null,
    defaultPartition: fallback === undefined ? null : tableId(fallback.name),
    defaultRowsFrom: null,
    hasConstraint: (name) => own.constraints.some((one) => one.name !== null && quoteIdentifier(one.name) === name),
  });
  if (fallback === undefined) return fixOf(groups);
  return fixOf(withDefaultChecked(fallback.name, partition, condition, groups));
}
