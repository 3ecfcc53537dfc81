/**
 * Columns that hold the same values: a foreign key and what it refers to, however long the chain. They must be masked alike, or no row of the
 * copy would find its partner.
 */

import { type ColumnTraits, columnName } from "./column-traits.ts";

/** Two columns by their names, `schema.table.column`: the first takes its values from the second, whether a foreign key says so or not. */
export type Join = readonly [string, string];

/**
 * For each column, the index of the one that decides for its group: one that takes its values from no other there; of several, one that
 * `masks`, then the first by name. A column whose partner is not there decides for itself.
 */
export function deciders(
  columns: readonly ColumnTraits[],
  joins: readonly Join[],
  masks: (index: number) => boolean = () => false,
): readonly number[] {
  const indexOf = new Map(columns.map((column, i) => [columnName(column), i]));
  const group = columns.map((_, i) => i);
  const find = (i: number): number => {
    let root = i;
    while (group[root] !== root) root = group[root] ?? root;
    group[i] = root;
    return root;
  };
  const taking = new Set<number>();
  for (const [from, to] of [...columns.flatMap(foreignJoin), ...joins]) {
    const one = indexOf.get(from);
    const other = indexOf.get(to);
    if (one === undefined || other === undefined || one === other) continue;
    taking.add(one);
    group[find(one)] = find(other);
  }
  const best = new Map<number, number>();
  const rank = (i: number): string => {
    const column = columns[i];
    return `${taking.has(i) ? 1 : 0}${masks(i) ? 0 : 1}${column === undefined ? "" : columnName(column)}`;
  };
  for (let i = 0; i < columns.length; i++) {
    const root = find(i);
    const known = best.get(root);
    if (known === undefined || rank(i) < rank(known)) best.set(root, i);
  }
  return columns.map((_, i) => best.get(find(i)) ?? i);
}

function foreignJoin(column: ColumnTraits): readonly Join[] {
  return column.foreignKeyTo === null ? [] : [[columnName(column), columnName(column.foreignKeyTo)]];
}
