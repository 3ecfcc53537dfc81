/** Whether rows of one database fit into another: the same columns of the same types in every table that is copied, and the same keys. */

import { type CopyReference, type CopySchema, type CopyTable, travelling } from "./copy-table.ts";

/** What does not fit, one line each, by table; empty when everything does. */
export function copyDifferences(source: CopySchema, target: CopySchema, tables: readonly string[]): readonly string[] {
  const sides = [source, target].map((side) => new Map(side.tables.map((table) => [table.name, table])));
  return tables.flatMap((name) => {
    const [ours, theirs] = sides.map((side) => side.get(name));
    if (ours === undefined) return [];
    if (theirs === undefined) return [`${name} is missing`];
    return [...columnDifferences(ours, theirs), ...keyDifferences(name, source, target)];
  });
}

function columnDifferences(source: CopyTable, target: CopyTable): readonly string[] {
  const theirs = new Map(target.columns.map((column) => [column.name, column]));
  const sent = travelling(source);
  const names = new Set(source.columns.map(({ name }) => name));
  return [
    ...sent.flatMap(({ name, type }) => {
      const other = theirs.get(name);
      if (other === undefined) return [`${source.name}.${name} is missing`];
      if (other.isGenerated) return [`${source.name}.${name} is computed there, and stored at the source`];
      return other.type === type ? [] : [`${source.name}.${name} is ${other.type}, at the source ${type}`];
    }),
    ...target.columns
      .filter((column) => !names.has(column.name) && !column.isNullable && !column.isGenerated)
      .map(({ name }) => `${source.name}.${name} is not known at the source, and takes no null`),
  ];
}

// a key of the target that the source does not have may refuse what comes
function keyDifferences(table: string, source: CopySchema, target: CopySchema): readonly string[] {
  const known = new Set(source.references.filter(({ from }) => from === table).map(spelling));
  return target.references
    .filter((reference) => reference.from === table && !known.has(spelling(reference)))
    .map(({ name, to }) => `${table} has a foreign key to ${to} there (${name}), and none at the source`);
}

function spelling({ columns, to, toColumns }: CopyReference): string {
  return JSON.stringify([columns, to, toColumns]);
}
