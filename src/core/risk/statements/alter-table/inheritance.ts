/** INHERIT, NO INHERIT, OF and NOT OF: what a table takes its columns from. */

import { fieldsOf, nodeOf } from "../../../sql/sql-tree.ts";
import { typeText } from "../../type-text.ts";
import type { ClauseReader } from "./clause.ts";

/** Reads `AT_AddInherit`. */
export const addParent: ClauseReader = ({ fields, relation, alteration }, { draft, on }) => {
  const parent = draft.resolve(fieldsOf(nodeOf(fields.def, "RangeVar") ?? undefined));
  alteration.use("change-inheritance", relation, [], { part: parent });
  on.lock(parent, "SHARE UPDATE EXCLUSIVE");
  // it is made sure that the parent is not below the table
  for (const child of draft.descendantsOf(relation.name)) on.lock(child.name, "ACCESS SHARE", `inherits from ${relation.name}`);
  draft.change(relation.name, relation.relkind, ({ parents }) => ({ parents: [...parents, parent] }));
};

/** Reads `AT_DropInherit`. */
export const dropParent: ClauseReader = ({ fields, relation, alteration }, { draft, on }) => {
  const parent = draft.resolve(fieldsOf(nodeOf(fields.def, "RangeVar") ?? undefined));
  alteration.use("change-inheritance", relation, [], { part: parent });
  on.lock(parent, "ACCESS SHARE");
  draft.change(relation.name, relation.relkind, ({ parents, columns }) => ({
    parents: parents.filter((one) => one !== parent),
    columns: columns.map((column) => ({ ...column, isLocal: true })),
  }));
};

/** Reads `AT_AddOf`. */
export const addType: ClauseReader = ({ fields, relation, alteration }, { draft, on }) => {
  const type = typeText(fieldsOf(nodeOf(fields.def, "TypeName") ?? undefined), draft);
  alteration.use("change-inheritance", relation, [], { part: type });
  if (type !== null) on.lock(type, "ACCESS SHARE");
  draft.change(relation.name, relation.relkind, () => ({ ofType: type }));
};

/** Reads `AT_DropOf`. */
export const dropType: ClauseReader = ({ relation, alteration }, { draft }) => {
  alteration.use("change-inheritance", relation, []);
  draft.change(relation.name, relation.relkind, () => ({ ofType: null }));
};
