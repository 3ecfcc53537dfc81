/**
 * An order of tables in which whatever is referred to comes first, with those that refer to each other in a circle side by side. Tarjan's
 * algorithm gives both at once: its components come out with the referenced ones first.
 */

import type { CopyReference } from "./copy-table.ts";

/** Groups of tables, referenced ones first; a group of several is a circle. Within a group, and where nothing decides, by name. */
export function referenceOrder(
  tables: readonly string[],
  references: readonly Pick<CopyReference, "from" | "to">[],
): readonly (readonly string[])[] {
  const targets = new Map<string, string[]>([...tables].sort().map((table) => [table, []]));
  for (const { from, to } of references) if (targets.has(to)) targets.get(from)?.push(to);
  const search = new Search(targets);
  for (const table of targets.keys()) search.visit(table);
  return search.groups;
}

// With a stack of its own: a chain of references may be longer than what the engine lets functions call each other.
class Search {
  readonly groups: string[][] = [];
  readonly #targets: ReadonlyMap<string, readonly string[]>;
  readonly #index = new Map<string, number>();
  readonly #low = new Map<string, number>();
  readonly #open: string[] = [];
  readonly #isOpen = new Set<string>();

  constructor(targets: ReadonlyMap<string, readonly string[]>) {
    this.#targets = targets;
  }

  visit(start: string): void {
    if (this.#index.has(start)) return;
    const path: { readonly table: string; readonly rest: string[] }[] = [this.#enter(start)];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.rest.pop();
      if (next === undefined) {
        path.pop();
        this.#leave(top.table, path.at(-1)?.table ?? null);
      } else if (!this.#index.has(next)) path.push(this.#enter(next));
      else if (this.#isOpen.has(next)) this.#lower(top.table, this.#index.get(next) ?? 0);
    }
  }

  #enter(table: string): { readonly table: string; readonly rest: string[] } {
    this.#low.set(table, this.#index.size);
    this.#index.set(table, this.#index.size);
    this.#open.push(table);
    this.#isOpen.add(table);
    return { table, rest: [...new Set(this.#targets.get(table))].sort().reverse() };
  }

  #leave(table: string, parent: string | null): void {
    const low = this.#low.get(table) ?? 0;
    if (parent !== null) this.#lower(parent, low);
    if (low !== this.#index.get(table)) return;
    const group = this.#open.splice(this.#open.lastIndexOf(table));
    for (const member of group) this.#isOpen.delete(member);
    this.groups.push(group.sort());
  }

  #lower(table: string, to: number): void {
    this.#low.set(table, Math.min(this.#low.get(table) ?? to, to));
  }
}
