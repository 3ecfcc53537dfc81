/** Clauses of ALTER TABLE on the table as a whole that change no row: options, triggers, rules, row security, owner. */

import { listOf, nodeOf, textOf } from "../../../sql/sql-tree.ts";
import type { Reading } from "../statement-reader.ts";
import { besideTable } from "./beside-table.ts";
import type { Clause, ClauseReader } from "./clause.ts";

// The options that readers notice (lockmode in src/backend/access/common/reloptions.c); those of views all are.
const lockedOptions: ReadonlySet<string> = new Set(["user_catalog_table"]);

/** Reads `AT_SetRelOptions`, `AT_ResetRelOptions` and `AT_ReplaceRelOptions`. */
export const setOptions: ClauseReader = ({ fields, relation, alteration }) => {
  const names = listOf(nodeOf(fields.def, "List")?.items).map((one) => textOf(nodeOf(one, "DefElem")?.defname) ?? "");
  const isLocked = relation.relkind === "v" || names.some((name) => lockedOptions.has(name));
  alteration.use(isLocked ? "set-table-option-locked" : "set-table-option", relation, [], { part: names.join(", ") });
};

/** Reads `AT_ClusterOn`. */
export const clusterOn: ClauseReader = ({ fields, relation, alteration }, { on }) => {
  alteration.use("mark-clustered", relation, [], { part: textOf(fields.name) });
  on.lock(besideTable(relation, textOf(fields.name) ?? ""), "SHARE UPDATE EXCLUSIVE", `index of ${relation.name}`);
};

/** Reads `AT_ReplicaIdentity`. */
export const setReplicaIdentity: ClauseReader = ({ fields, relation, alteration }, { on }) => {
  const name = textOf(nodeOf(fields.def, "ReplicaIdentityStmt")?.name);
  alteration.use("set-replica-identity", relation, [], { part: name });
  if (name !== null) on.lock(besideTable(relation, name), "SHARE", `index of ${relation.name}`);
};

/** Reads `AT_ChangeOwner`: what belongs to the table changes hands with it. */
export const changeOwner: ClauseReader = ({ relation, alteration }, { draft, on }) => {
  alteration.use("change-owner", relation, []);
  for (const index of draft.indexesOf(relation.name)) on.lock(index.name, "ACCESS EXCLUSIVE", `index of ${relation.name}`);
  for (const sequence of draft.sequencesOf(relation.name))
    on.lock(sequence.name, "ACCESS EXCLUSIVE", `sequence of ${relation.name}`);
};

/** Reads ENABLE and DISABLE TRIGGER: partitions have their copies of row triggers. */
export const switchTrigger: ClauseReader = (clause, { draft }) => {
  const { fields, relation, children, alteration } = clause;
  const goesDown = relation.relkind === "p" && hasRowTrigger(clause, draft);
  alteration.use("switch-trigger", relation, goesDown ? children : [], { part: textOf(fields.name) });
};

function hasRowTrigger({ fields, relation }: Clause, draft: Reading["draft"]): boolean {
  const subtype = textOf(fields.subtype) ?? "";
  const rowTriggers = relation.triggers.filter(({ isRow }) => isRow !== false);
  if (subtype.endsWith("TrigUser")) return rowTriggers.length > 0;
  if (!subtype.endsWith("TrigAll")) return rowTriggers.some(({ name }) => name === textOf(fields.name));
  // until 14 those of foreign keys were left to each partition
  const hasKeys =
    draft.major >= 15 && (relation.constraints.some(({ type }) => type === "f") || draft.referencing(relation.name).length > 0);
  return hasKeys || rowTriggers.length > 0;
}
