/** ADD UNIQUE and PRIMARY KEY USING INDEX: the index is there, so only a primary key on nullable columns has to look at rows. */

import { type SqlFields, textOf } from "../../../sql/sql-tree.ts";
import type { RelationModel } from "../../schema-model.ts";
import type { Reading } from "../statement-reader.ts";
import { besideTable } from "./beside-table.ts";
import type { Clause } from "./clause.ts";
import { markNotNull, nullCosts } from "./not-null.ts";

/** Reads a `Constraint` with an index name. */
export function useIndex(constraint: SqlFields, { relation, children, alteration }: Clause, { draft, on }: Reading): void {
  const own = textOf(constraint.indexname) ?? "";
  const index = besideTable(relation, own);
  const name = textOf(constraint.conname) ?? own;
  const isPrimary = constraint.contype === "CONSTR_PRIMARY";
  const columns = (draft.known(index)?.index?.columns ?? []).flatMap((column) => column ?? []);
  const costs = (table: RelationModel) => (isPrimary ? columns.flatMap((column) => nullCosts(table, column, draft)) : []);
  const isNullable = [relation, ...children].some((table) => costs(table).length > 0);
  const isUnknown = isPrimary && columns.length === 0;
  alteration.use(
    isPrimary && isNullable ? "add-primary-key-using-index" : "add-key-using-index",
    relation,
    isNullable ? children : [],
    {
      part: name,
      because: isUnknown ? "rows are looked at if a column of the index may be null" : null,
      costs,
    },
  );
  // the index gets the constraint's name
  on.lock(index, name === own ? "ACCESS SHARE" : "SHARE UPDATE EXCLUSIVE", `index of ${relation.name}`);
  const renamed = besideTable(relation, name);
  if (renamed !== index && draft.known(index) !== null) draft.rename(index, renamed, "i");
  if (isPrimary)
    for (const table of isNullable ? [relation, ...children] : [relation])
      for (const column of columns) markNotNull(table, column, draft);
  draft.change(relation.name, relation.relkind, ({ constraints }) => ({
    constraints: [
      ...constraints,
      {
        name,
        type: isPrimary ? "p" : "u",
        columns,
        expression: null,
        isValid: true,
        isEnforced: true,
        noInherit: true,
        index: renamed,
        referenced: null,
        referencedColumns: [],
        isInherited: false,
      },
    ],
  }));
}
