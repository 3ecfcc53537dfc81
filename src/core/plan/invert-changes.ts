/** Changes read backwards: those that lead from the goal to the start. */

import type { Catalog } from "../catalog/catalog.ts";
import type { Change } from "../diff/change.ts";

/** The way back. `start` and `goal` are those of the way there. */
export function invertChanges(changes: readonly Change[], start: Catalog): readonly Change[] {
  return changes.map((change): Change => {
    switch (change.change) {
      case "add":
        return { ...change, change: "remove" };
      case "remove":
        return { ...change, change: "add" };
      default: {
        const facts = change.facts.map(({ fact, from, to }) => ({ fact, from: to, to: from }));
        const id = change.change === "rename" ? change.formerId : change.id;
        const parent = start.objects.get(id)?.parent ?? null;
        return change.change === "rename" ? { ...change, id, formerId: change.id, parent, facts } : { ...change, parent, facts };
      }
    }
  });
}
