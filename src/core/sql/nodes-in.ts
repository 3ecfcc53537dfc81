/** Every node of some type in a parse tree. A node is an object whose only key is its type's name; lists and fields are walked alike. */

import { oncePer } from "../once-per.ts";
import { isFields, type SqlFields, type SqlTree } from "./sql-tree.ts";

/** The fields of every node of that type inside a tree, outermost first. */
export function nodesIn(tree: SqlTree | undefined, type: string): readonly SqlFields[] {
  if (Array.isArray(tree)) return tree.flatMap((element) => nodesIn(element, type));
  return isFields(tree) ? (nodesByType(tree).get(type) ?? []) : [];
}

/** The same trees are asked for many types: one walk answers all. */
const nodesByType = oncePer((tree: SqlFields): ReadonlyMap<string, readonly SqlFields[]> => {
  const found = new Map<string, SqlFields[]>();
  const visit = (part: SqlTree | undefined): void => {
    if (Array.isArray(part)) for (const element of part) visit(element);
    if (!isFields(part)) return;
    for (const [name, value] of Object.entries(part)) {
      if (isFields(value)) {
        const same = found.get(name);
        if (same === undefined) found.set(name, [value]);
        else same.push(value);
      }
      visit(value);
    }
  };
  visit(tree);
  return found;
});
