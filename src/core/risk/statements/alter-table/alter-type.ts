/**
 * ALTER TABLE … ALTER COLUMN TYPE. The old type decides whether rows are written anew; even where they are not, indexes may be built
 * again, checks look at every row, and the other side of every foreign key on the column is locked.
 */

import { qualifiedName } from "../../../sql/quote.ts";
import { fieldsOf, namesOf, nodeOf, type SqlFields, type SqlTree, textOf } from "../../../sql/sql-tree.ts";
import { mentions } from "../../expression.ts";
import type { Cost } from "../../forms/form.ts";
import type { SchemaDraft } from "../../schema-draft.ts";
import type { ColumnModel, RelationModel } from "../../schema-model.ts";
import type { StatementForm } from "../../statement-form.ts";
import { type Conversion, conversionOf, indexFamily } from "../../type-conversion.ts";
import { typeText } from "../../type-text.ts";
import { readQuery } from "../data/query.ts";
import { queryIn } from "../data/query-readers.ts";
import { hasRows } from "./alteration.ts";
import type { ClauseReader } from "./clause.ts";
import { isRebuilt, usesColumn } from "./index-columns.ts";
import { relockForeignKeys } from "./type-foreign-keys.ts";

/** Reads `AT_AlterColumnType`. */
export const alterColumnType: ClauseReader = (clause, reading) => {
  const { fields, relation, children, alteration } = clause;
  const { draft, on } = reading;
  const part = textOf(fields.name) ?? "";
  const change = typeChangeOf(fields, relation, draft);
  const { before, after, conversion } = change;
  const costs = (table: RelationModel) => costsOn(table, change, draft);
  const form: StatementForm =
    conversion === "keeps" || relation.relkind === "f" ? "alter-column-type-in-place" : "alter-column-type";
  const affected = [relation, ...children];
  alteration.use(form, relation, children, { part, because: wordsFor(change, affected.flatMap(costs)), costs });
  // what computes the new values may do anything
  if (conversion === "rewrites" && affected.some(hasRows)) readQuery(usingOf(fields), queryIn(reading, "run"));
  for (const table of affected) {
    for (const index of draft.indexesOf(table.name))
      if (usesColumn(index, part)) on.lock(index.name, "ACCESS EXCLUSIVE", `index of ${table.name}`);
    if (before.isIdentity)
      for (const sequence of draft.sequencesOf(table.name, part))
        on.lock(sequence.name, "SHARE ROW EXCLUSIVE", `sequence of ${table.name}`);
  }
  // keys of partitions are their parents'
  const staysComparable =
    conversion === "keeps" &&
    !alteration.rewritesForType &&
    before.type !== null &&
    after.type !== null &&
    indexFamily(before.type, draft) === indexFamily(after.type, draft);
  relockForeignKeys(relation, part, staysComparable, clause, reading);
  for (const table of affected) draft.changeColumn(table.name, part, { type: after.type, collation: after.collation });
};

function usingOf(fields: SqlFields): SqlTree {
  return fieldsOf(nodeOf(fields.def, "ColumnDef") ?? undefined).raw_default ?? null;
}

/** True when the clause is a type change that writes the rows anew. */
export function rewritesForType(fields: SqlFields, relation: RelationModel, draft: SchemaDraft): boolean {
  return fields.subtype === "AT_AlterColumnType" && typeChangeOf(fields, relation, draft).conversion === "rewrites";
}

interface TypeChange {
  readonly before: ColumnModel;
  readonly after: ColumnModel;
  readonly conversion: Conversion;
}

function typeChangeOf(fields: SqlFields, relation: RelationModel, draft: SchemaDraft): TypeChange {
  const name = textOf(fields.name) ?? "";
  const definition = fieldsOf(nodeOf(fields.def, "ColumnDef") ?? undefined);
  const before = relation.columns.find((column) => column.name === name) ?? unknownColumn(name);
  const collation = namesOf(fieldsOf(definition.collClause).collname) ?? [];
  const own = collation.length > 1 && collation[0] === "pg_catalog" ? collation.slice(1) : collation;
  const after: ColumnModel = {
    ...before,
    type: typeText(fieldsOf(definition.typeName), draft),
    // without COLLATE the column gets its new type's own
    collation: own.length === 0 ? null : qualifiedName(...own),
  };
  const conversion = before.generated === "virtual" ? "keeps" : conversionOf(before, after.type, usingOf(fields), draft);
  return { before, after, conversion };
}

function unknownColumn(name: string): ColumnModel {
  return {
    name,
    type: null,
    collation: null,
    notNull: false,
    default: null,
    generated: null,
    expression: null,
    isIdentity: false,
  };
}

function costsOn(table: RelationModel, { before, after, conversion }: TypeChange, draft: SchemaDraft): readonly Cost[] {
  if (!hasRows(table)) return [];
  if (conversion === "rewrites") return ["rewrite"];
  const costs: Cost[] = [];
  const isChecked = (one: RelationModel["constraints"][number]) =>
    one.type === "c" && one.isValid && one.isEnforced && mentions(one.expression, before.name);
  if (table.constraints.some(isChecked)) costs.push("scan");
  const rebuilt = draft
    .indexesOf(table.name)
    .some((index) => usesColumn(index, before.name) && isRebuilt(index, before, after, draft));
  if (rebuilt) costs.push("index-build");
  return costs;
}

function wordsFor({ before, after, conversion }: TypeChange, costs: readonly Cost[]): string {
  const types = `${before.type ?? "the old type, which is not known here,"} → ${after.type ?? "the new type"}`;
  switch (conversion) {
    case "rewrites":
      return `${types} changes every value`;
    case "unknown":
      return `whether ${types} changes the values cannot be told from here`;
    case "keeps": {
      const words = [
        ...(costs.includes("scan") ? ["checks are verified again"] : []),
        ...(costs.includes("index-build") ? ["an index is built again"] : []),
      ];
      return words.length === 0 ? `${types} keeps the values` : `${types} keeps the values, but ${words.join(" and ")}`;
    }
  }
}
