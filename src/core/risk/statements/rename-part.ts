/** RENAME COLUMN and RENAME CONSTRAINT: they go down to partitions and inheriting tables, and through everything that mentions the name. */

import { quoteIdentifier } from "../../sql/quote.ts";
import { fieldsOf, isFields, listOf, namesOf, nodeOf, type SqlFields, type SqlTree, textOf } from "../../sql/sql-tree.ts";
import type { SchemaDraft } from "../schema-draft.ts";
import type { ConstraintModel, ExpressionModel, IndexModel, QualifiedName, RelationModel } from "../schema-model.ts";
import { treeOfExpression } from "./expression-tree.ts";
import type { Reading } from "./statement-reader.ts";

/** Reads a rename of a column of a table, view or foreign table. */
export function renameColumn(fields: SqlFields, { draft, on }: Reading): void {
  const rangeVar = fieldsOf(fields.relation);
  const relation = draft.relation(draft.resolve(rangeVar), "r");
  const [from, to] = [textOf(fields.subname) ?? "", textOf(fields.newname) ?? ""];
  on.use("rename", relation, { part: from });
  if (relation === null) return;
  const below = rangeVar.inh === true ? draft.descendantsOf(relation.name) : [];
  for (const child of below) on.use("rename", child, { part: from, via: `below ${relation.name}` });
  for (const { name } of [relation, ...below]) renameEverywhere(name, from, to, draft);
}

/** Reads a rename of a constraint; its index is renamed with it. */
export function renameConstraint(fields: SqlFields, { draft, on }: Reading): void {
  const rangeVar = fieldsOf(fields.relation);
  const relation = draft.relation(draft.resolve(rangeVar), "r");
  const [from, to] = [textOf(fields.subname) ?? "", textOf(fields.newname) ?? ""];
  on.use("rename", relation, { part: from });
  const constraint = relation?.constraints.find(({ name }) => name === from);
  if (relation === null || constraint === undefined) return;
  if (constraint.index !== null) {
    on.lock(constraint.index, "SHARE UPDATE EXCLUSIVE", `index of ${relation.name}`);
    draft.rename(constraint.index, `${constraint.index.slice(0, -quoteIdentifier(from).length)}${quoteIdentifier(to)}`, "i");
  }
  const goesDown = (constraint.type === "c" || constraint.type === "n") && !constraint.noInherit && rangeVar.inh === true;
  const below = goesDown ? draft.descendantsOf(relation.name) : [];
  for (const child of below) on.use("rename", child, { part: from, via: `below ${relation.name}` });
  for (const { name } of [relation, ...below]) draft.changeConstraint(name, from, { name: to });
}

function renameEverywhere(table: QualifiedName, from: string, to: string, draft: SchemaDraft): void {
  const renamed = (name: string) => (name === from ? to : name);
  draft.change(table, "r", ({ columns, constraints, statistics, partitionKey }) => ({
    partitionKey: partitionKey === null ? null : inKey(partitionKey, quoteIdentifier(from), quoteIdentifier(to)),
    columns: columns.map((one) => ({ ...one, name: renamed(one.name), expression: inExpression(one.expression, from, to) })),
    constraints: constraints.map((one) => ({
      ...one,
      columns: one.columns.map(renamed),
      expression: inExpression(one.expression, from, to),
    })),
    statistics: statistics.map((one) => ({ ...one, columns: one.columns.map(renamed) })),
  }));
  for (const index of draft.indexesOf(table))
    draft.change(index.name, index.relkind, (before) => ({ index: inIndex(before, from, to) }));
  for (const sequence of draft.sequencesOf(table, from))
    draft.change(sequence.name, "S", () => ({ ownedBy: { table, column: to } }));
  for (const other of draft.referencing(table))
    draft.change(other.name, other.relkind, ({ constraints }) => ({
      constraints: constraints.map(
        (one): ConstraintModel =>
          one.referenced === table ? { ...one, referencedColumns: one.referencedColumns.map(renamed) } : one,
      ),
    }));
}

// `RANGE (id, at)`
function inKey(key: string, from: string, to: string): string {
  const [, strategy, columns] = /^(\w+) \((.*)\)$/.exec(key) ?? [];
  if (strategy === undefined || columns === undefined) return key;
  const renamed = columns.split(", ").map((one) => (one === from ? to : one));
  return `${strategy} (${renamed.join(", ")})`;
}

function inIndex({ index }: RelationModel, from: string, to: string): IndexModel | null {
  if (index === null) return null;
  return {
    ...index,
    columns: index.columns.map((name) => (name === from ? to : name)),
    expressions: inExpression(index.expressions, from, to),
    predicate: inExpression(index.predicate, from, to),
  };
}

function inExpression(expression: ExpressionModel | null, from: string, to: string): ExpressionModel | null {
  return expression === null ? null : { tree: inTree(treeOfExpression(expression), from, to) };
}

function inTree(tree: SqlTree, from: string, to: string): SqlTree {
  if (Array.isArray(tree)) return tree.map((one: SqlTree) => inTree(one, from, to));
  if (!isFields(tree)) return tree;
  const reference = nodeOf(tree, "ColumnRef");
  if (reference !== null && namesOf(reference.fields)?.at(-1) === from)
    return { ColumnRef: { ...reference, fields: [...listOf(reference.fields).slice(0, -1), { String: { sval: to } }] } };
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, inTree(value, from, to)]));
}
