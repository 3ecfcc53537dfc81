/** Takes apart what `attachedId` put together: names joined by colons, quoted where SQL would quote them. */

import { containerOf, kindOf, nameOf, type ObjectId, objectId, ownNameOf } from "../catalog/object-id.ts";
import { unquoteIdentifier } from "../sql/quote.ts";
import type { CatalogView, DdlContext } from "./kind-ddl.ts";

/** `app:"a:b":x` → its parts; colons inside of quotes are no borders. */
export function colonParts(text: string): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') isQuoted = !isQuoted;
    else if (text[at] === ":" && !isQuoted) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

/** What something is attached to and the role at its end: `privilege:table:public.users:app` → `table:public.users` and `app`. */
export function targetAndRole(id: ObjectId): { readonly target: ObjectId; readonly role: string } {
  const [, ...parts] = colonParts(id);
  return { target: parts.slice(0, -1).join(":") as ObjectId, role: parts.at(-1) ?? "" }; // as attachedId joined them
}

/** A role's name in an id (quoted, `$owner` or `public`) → SQL. */
export function roleSql(role: string, context: DdlContext): string {
  return context.role(unquoteIdentifier(role));
}

/** The ids of roles by their names in ids, as far as they are objects at all. */
export function roleIds(...roles: readonly string[]): readonly ObjectId[] {
  return roles.flatMap((role) => (role.startsWith("$") || role === "public" ? [] : [objectId("role", unquoteIdentifier(role))]));
}

/** The ids that the relation of a column can have; none for other targets. */
export function relationsOf(target: ObjectId): readonly ObjectId[] {
  if (kindOf(target) !== "column") return [];
  const name = containerOf(nameOf(target));
  const kinds = ["table", "view", "materialized-view", "foreign-table", "composite-type"];
  return kinds.map((kind) => `${kind}:${name}` as ObjectId); // the name is quoted already
}

/**
 * What carries a target that is no object of its own, and brings it and takes it along: for a view's column the view, for the index
 * of a constraint the constraint. Null for an object.
 */
export function carrierIn(catalog: CatalogView, target: ObjectId): ObjectId | null {
  if (catalog.get(target) !== undefined) return null;
  const kind = kindOf(target);
  if (kind === "column") return relationsOf(target).find((id) => catalog.get(id) !== undefined) ?? null;
  if (kind !== "index") return null;
  const name = ownNameOf(target);
  const schema = containerOf(nameOf(target));
  const isOfIndex = (id: ObjectId) => ownNameOf(id) === name && containerOf(containerOf(nameOf(id))) === schema;
  return catalog.allOfKind("constraint").find(({ id }) => isOfIndex(id))?.id ?? null;
}
