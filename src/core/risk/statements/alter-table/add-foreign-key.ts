/** ALTER TABLE … ADD FOREIGN KEY: blocks writes on both tables, and on every partition of each. */

import { fieldsOf, namesOf, type SqlFields, textOf } from "../../../sql/sql-tree.ts";
import type { QualifiedName, RelationModel } from "../../schema-model.ts";
import type { StatementForm } from "../../statement-form.ts";
import { learnConstraint } from "../new-relation/learn-constraint.ts";
import type { Reading } from "../statement-reader.ts";
import type { Clause } from "./clause.ts";
import { checkForeignKey, lockReferenced } from "./foreign-key-locks.ts";

/** Reads a `Constraint` that is a foreign key. */
export function addForeignKey(constraint: SqlFields, { relation, children, alteration }: Clause, reading: Reading): void {
  const { draft, on } = reading;
  const part = textOf(constraint.conname);
  const referenced = draft.resolve(fieldsOf(constraint.pktable));
  const isEnforced = constraint.is_enforced === true;
  const form: StatementForm = !isEnforced
    ? "add-foreign-key-not-enforced"
    : constraint.skip_validation === true
      ? "add-foreign-key-not-valid"
      : "add-foreign-key";
  const partitions = relation.relkind === "p" ? children : [];
  alteration.use(form, relation, partitions, { part, costs: () => [] });
  lockReferenced(relation, referenced, "SHARE ROW EXCLUSIVE", reading);
  const columns = namesOf(constraint.fk_attrs) ?? [];
  const has = (table: RelationModel) => hasEqualKey(table, columns, referenced);
  // the equal key of a partition becomes a part of the new one: its triggers go
  if (partitions.some(has)) on.lock(referenced, "ACCESS EXCLUSIVE", `referenced by a foreign key of ${relation.name}`);
  const isByRow = constraint.fk_with_period === true;
  if (form === "add-foreign-key")
    checkForeignKey([relation, ...partitions.filter((one) => !has(one))], referenced, reading, { isByRow });
  learnConstraint(relation.name, constraint, null, draft);
  const made = draft.known(relation.name)?.constraints.at(-1);
  if (made === undefined) return;
  for (const partition of partitions)
    draft.change(partition.name, partition.relkind, ({ constraints }) => ({
      constraints: [
        ...constraints.filter((one) => !(has(partition) && isEqualKey(one, columns, referenced))),
        { ...made, isInherited: true },
      ],
    }));
}

function hasEqualKey({ constraints }: RelationModel, columns: readonly string[], referenced: QualifiedName): boolean {
  return constraints.some((one) => isEqualKey(one, columns, referenced));
}

function isEqualKey(one: RelationModel["constraints"][number], columns: readonly string[], referenced: QualifiedName): boolean {
  return one.type === "f" && !one.isInherited && one.referenced === referenced && String(one.columns) === String(columns);
}
