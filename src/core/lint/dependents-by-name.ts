/** What depends on an object in the schema that a migration meets, for messages of rules. */

import { containerOf } from "../catalog/object-id.ts";
import type { SchemaModel } from "../risk/schema-model.ts";

/** Names of everything that depends on what has this name or is part of it, however far; its own parts left out. */
export function namesThatDependOn(name: string, { dependents }: SchemaModel): readonly string[] {
  const isOwn = (id: string) => nameIn(id) === name || containerOf(nameIn(id)) === name;
  const open = [...dependents.keys()].filter(isOwn);
  const seen = new Set(open);
  for (let id = open.pop(); id !== undefined; id = open.pop())
    for (const next of dependents.get(id) ?? [])
      if (!seen.has(next)) {
        seen.add(next);
        open.push(next);
      }
  return [...new Set([...seen].filter((id) => !isOwn(id)).map(nameIn))].sort();
}

/** `view:public.active_users` → `public.active_users`. */
function nameIn(id: string): string {
  return id.slice(id.indexOf(":") + 1);
}
