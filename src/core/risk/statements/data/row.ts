/** A row that a statement writes: what the text says of each column's value. */

import type { SqlTree } from "../../../sql/sql-tree.ts";
import { nodeOf } from "../../../sql/sql-tree.ts";
import type { RelationModel } from "../../schema-model.ts";
import type { Condition } from "./condition.ts";
import { type Literal, literalOf } from "./literal.ts";

/** By unquoted column: the expression, `default`, or `unknown` for what a query delivers. A column that is not there gets its default. */
export type Row = ReadonlyMap<string, SqlTree | "default" | "unknown">;

/** True where the column gets its default. */
export function takesDefault(row: Row, column: string): boolean {
  const value = row.get(column);
  return value === undefined || value === "default" || nodeOf(value, "SetToDefault") !== null;
}

/** The constant that a column gets; undefined where it has to be computed. */
export function valueIn(row: Row, relation: RelationModel, column: string): Literal | undefined {
  const value = row.get(column);
  if (!takesDefault(row, column)) return value === "unknown" || value === "default" ? undefined : literalOf(value);
  const model = relation.columns.find(({ name }) => name === column);
  return model !== undefined && model.default === null && !model.isIdentity && model.generated === null ? null : undefined;
}

/** What is known of the row, as conditions on its columns. */
export function conditionsOfRow(row: Row, relation: RelationModel): readonly Condition[] {
  return relation.columns.map(({ name }) => ({ column: name, operator: "in", values: [valueIn(row, relation, name)] }));
}
