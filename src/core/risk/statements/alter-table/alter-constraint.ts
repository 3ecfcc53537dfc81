/** ALTER TABLE … ALTER CONSTRAINT: deferrable or not, and since 18 enforced or not, inherited or not. */

import { nodeOf, textOf } from "../../../sql/sql-tree.ts";
import type { RelationModel } from "../../schema-model.ts";
import type { ClauseReader } from "./clause.ts";
import { checkForeignKey, lockReferenced, releaseReferenced } from "./foreign-key-locks.ts";

/** Reads `AT_AlterConstraint`. */
export const alterConstraint: ClauseReader = ({ fields, relation, children, alteration }, reading) => {
  const change = nodeOf(fields.def, "ATAlterConstraint") ?? {};
  const part = textOf(change.conname) ?? "";
  const constraint = relation.constraints.find(({ name }) => name === part);
  const partitions = relation.relkind === "p" ? children : [];
  const tables: readonly RelationModel[] = [relation, ...partitions];
  if (change.alterInheritability === true) {
    // a constraint that is passed on from now on is made below as well
    alteration.use("alter-constraint", relation, change.noinherit === true ? [] : children, { part });
    reading.draft.changeConstraint(relation.name, part, { noInherit: change.noinherit === true });
    return;
  }
  const isEnforced = change.is_enforced === true;
  if (change.alterEnforceability !== true || constraint?.isEnforced === isEnforced) {
    alteration.use("alter-constraint", relation, partitions, { part });
    return;
  }
  alteration.use(isEnforced ? "enforce-foreign-key" : "unenforce-foreign-key", relation, partitions, { part, costs: () => [] });
  if (constraint === undefined || constraint.referenced === null) {
    if (!reading.draft.isComplete) reading.on.unknown(`which table the foreign key ${part} of ${relation.name} references`);
  } else if (isEnforced) {
    lockReferenced(relation, constraint.referenced, "SHARE ROW EXCLUSIVE", reading);
    checkForeignKey(tables, constraint.referenced, reading);
  } else releaseReferenced(relation, constraint, true, reading);
  for (const table of tables) reading.draft.changeConstraint(table.name, part, { isEnforced, isValid: isEnforced });
};
