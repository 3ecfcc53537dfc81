/** ALTER TABLE … VALIDATE CONSTRAINT: reads every row while writes go on. */

import { textOf } from "../../../sql/sql-tree.ts";
import type { SchemaDraft } from "../../schema-draft.ts";
import type { ConstraintModel, RelationModel } from "../../schema-model.ts";
import type { Reading } from "../statement-reader.ts";
import type { Clause, ClauseReader } from "./clause.ts";
import { mayBeForeignKey } from "./constraint-named.ts";
import { checkForeignKey } from "./foreign-key-locks.ts";

/** Reads `AT_ValidateConstraint`. */
export const validateConstraint: ClauseReader = (clause, reading) => {
  const { fields, relation, alteration } = clause;
  const { draft, on } = reading;
  const part = textOf(fields.name) ?? "";
  const constraint = named(relation, part);
  if (constraint === undefined) {
    alteration.use("validate-constraint", relation, [], { part });
    if (!draft.isComplete && mayBeForeignKey(part))
      on.unknown(`which table the foreign key ${part} of ${relation.name} references`);
    return;
  }
  if (constraint.isValid) alteration.use("validate-constraint-again", relation, [], { part });
  else if (constraint.type === "f") validateForeignKey(constraint, clause, reading);
  else validateCheck(constraint, clause, draft);
};

function validateCheck(constraint: ConstraintModel, { relation, children, alteration }: Clause, draft: SchemaDraft): void {
  const below = constraint.noInherit ? [] : children;
  const find = (table: RelationModel) =>
    constraint.type === "n"
      ? table.constraints.find((one) => one.type === "n" && String(one.columns) === String(constraint.columns))
      : table.constraints.find((one) => one.type === "c" && one.name === constraint.name);
  alteration.use("validate-constraint", relation, below, {
    part: constraint.name,
    // a table below may have validated its own already
    costs: (table) => (find(table)?.isValid === false ? ["scan"] : []),
  });
  for (const table of [relation, ...below]) {
    const own = find(table)?.name ?? null;
    if (own !== null) draft.changeConstraint(table.name, own, { isValid: true });
  }
}

function validateForeignKey(constraint: ConstraintModel, { relation, children, alteration }: Clause, reading: Reading): void {
  const partitions = relation.relkind === "p" ? children : [];
  alteration.use("validate-foreign-key", relation, partitions, { part: constraint.name, costs: () => [] });
  const { referenced } = constraint;
  if (referenced !== null) {
    if (referenced !== relation.name) reading.on.lock(referenced, "ROW SHARE", `referenced by a foreign key of ${relation.name}`);
    checkForeignKey([relation, ...partitions], referenced, reading);
  }
  for (const table of [relation, ...partitions])
    reading.draft.changeConstraint(table.name, constraint.name ?? "", { isValid: true });
}

function named({ constraints }: RelationModel, name: string): ConstraintModel | undefined {
  return constraints.find((one) => one.name === name);
}
