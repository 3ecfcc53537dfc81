/**
 * How much of each table a copy takes: all of it, the rows that belong together, or only those that somebody else needs. The rules are
 * few, so that a person can foretell them: chosen tables bring their children, small ones come whole, everything brings what it refers to.
 */

import type { CopyReference } from "./copy-table.ts";
import { referenceOrder } from "./subset-order.ts";

/** Which rows of a table the rest follows from. */
export interface SubsetRoot {
  readonly table: string;
  /** A condition in SQL; null: a share of the rows, by `percent`. */
  readonly where: string | null;
}

/** What is taken of a table. */
export type TableShare =
  | { readonly kind: "whole"; readonly why: "everything" | "small" }
  /** Those that the condition names, and what is reached from them. */
  | { readonly kind: "root"; readonly where: readonly (string | null)[] }
  /** Rows of which a chosen row is the parent. */
  | { readonly kind: "children" }
  /** Rows that others refer to, which may be none. */
  | { readonly kind: "needed" };

/** What a subset is made of. */
export interface SubsetWish {
  readonly tables: readonly string[];
  readonly references: readonly CopyReference[];
  /** Empty, and without `percent`: everything. */
  readonly roots: readonly SubsetRoot[];
  /** Of the tables that no other large table leads to, this share; null: only the roots. */
  readonly percent: number | null;
  /** Rows of a table; those that have more than anybody asked for may be given as that. */
  readonly rows: (table: string) => number;
  /** Tables up to so many rows come whole, unless they are children. */
  readonly wholeUnder: number;
  /** Whether chosen rows bring the rows that refer to them. */
  readonly follow: "children" | "none";
}

/** Table → its share. */
export function planSubset(wish: SubsetWish): ReadonlyMap<string, TableShare> {
  const { tables, roots, percent } = wish;
  if (roots.length === 0 && percent === null)
    return new Map(tables.map((table) => [table, { kind: "whole", why: "everything" }]));
  const chosen = percent === null ? roots : [...roots, ...entrances(wish, roots)];
  const children = descendants(
    chosen.map(({ table }) => table),
    wish,
  );
  return new Map(
    tables.map((table): [string, TableShare] => {
      const where = chosen.filter((root) => root.table === table).map((root) => root.where);
      if (where.length > 0) return [table, { kind: "root", where }];
      if (children.has(table)) return [table, { kind: "children" }];
      return [table, isLarge(table, wish) ? { kind: "needed" } : { kind: "whole", why: "small" }];
    }),
  );
}

function isLarge(table: string, { rows, wholeUnder }: SubsetWish): boolean {
  return rows(table) > wholeUnder;
}

/** Large tables from which all other large ones are reached; of a circle the first by name. None that a root reaches already. */
function entrances(wish: SubsetWish, roots: readonly SubsetRoot[]): readonly SubsetRoot[] {
  const large = wish.tables.filter((table) => isLarge(table, wish));
  const reached = new Set(roots.flatMap(({ table }) => [table, ...descendants([table], wish)]));
  const found: SubsetRoot[] = [];
  for (const group of referenceOrder(large, wish.references)) {
    if (group.some((table) => reached.has(table))) continue;
    const [table] = group;
    if (table === undefined) continue;
    found.push({ table, where: null });
    for (const one of [table, ...descendants([table], wish)]) reached.add(one);
  }
  return found;
}

/** Tables that refer to one of these, or to one that does. */
function descendants(starts: readonly string[], { references, follow }: SubsetWish): ReadonlySet<string> {
  const found = new Set<string>();
  if (follow === "none") return found;
  const queue = [...starts];
  for (let table = queue.pop(); table !== undefined; table = queue.pop())
    for (const { from, to } of references)
      if (to === table && !found.has(from)) {
        found.add(from);
        queue.push(from);
      }
  return found;
}
