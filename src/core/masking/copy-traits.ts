/** Columns as masks and the classifier see them, and which of them hold the same values. */

import { type ColumnTraits, columnName } from "./column-traits.ts";
import { type CopySchema, travelling } from "./copy-table.ts";
import type { Join } from "./same-values.ts";

/** Traits of every column that travels, in the order of tables and columns. */
export function traitsOf({ tables, references }: CopySchema): readonly ColumnTraits[] {
  const plain = new Map(tables.map(({ name, plainName }) => [name, plainName]));
  const targets = new Map<string, ColumnTraits["foreignKeyTo"]>();
  for (const { from, columns, to, toColumns } of references)
    for (const [i, column] of columns.entries()) {
      const name = columnName({ table: plain.get(from) ?? from, column });
      const target = { table: plain.get(to) ?? to, column: toColumns[i] ?? column };
      // of several references any one will do: all of them are joins as well
      if (!targets.has(name) && columnName(target) !== name) targets.set(name, target);
    }
  return tables.flatMap((table) =>
    travelling(table).map((column): ColumnTraits => {
      const { name, baseType, category, isUnique, isKey, isNullable, maxLength, enumLabels, checks, isIdentity, isArray } =
        column;
      const foreignKeyTo = targets.get(columnName({ table: table.plainName, column: name })) ?? null;
      const facts = { isUnique, isKey, isNullable, maxLength, enumLabels, checks, isGenerated: false, isIdentity, isArray };
      return { table: table.plainName, column: name, type: baseType, typeCategory: category, foreignKeyTo, ...facts };
    }),
  );
}

/** Every pair of columns that some reference ties together. */
export function joinsOf({ tables, references }: CopySchema): readonly Join[] {
  const plain = new Map(tables.map(({ name, plainName }) => [name, plainName]));
  return references.flatMap(({ from, columns, to, toColumns }) =>
    columns.map((column, i): Join => {
      const other = { table: plain.get(to) ?? to, column: toColumns[i] ?? column };
      return [columnName({ table: plain.get(from) ?? from, column }), columnName(other)];
    }),
  );
}
