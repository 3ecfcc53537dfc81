/**
 * Identity of objects: `kind:qualified.name`, quoted where SQL would quote, functions with argument types.
 * Never an OID: ids must mean the same in two databases. The grammar is public (ids, `ignore`, `--ack`).
 */

import { qualifiedName, quoteIdentifier } from "../sql/quote.ts";
import type { ObjectKind } from "./object-kind.ts";

/** `column:public.users.email`, `function:app.add(integer,integer)`. */
export type ObjectId = string & { readonly __brand: "ObjectId" };

/** The id of an object from its unquoted name parts: `objectId("column", "public", "users", "email")`. */
export function objectId(kind: ObjectKind, ...name: readonly string[]): ObjectId {
  return `${kind}:${qualifiedName(...name)}` as ObjectId; // built from quoted parts
}

/** The id of a routine, operator or cast: the signature is part of the identity. */
export function signatureId(kind: ObjectKind, name: readonly string[], argumentTypes: string): ObjectId {
  return `${kind}:${qualifiedName(...name)}(${argumentTypes})` as ObjectId; // types come from format_type, already quoted
}

/** The id of a part of another object: `parentedId("column", "table:public.users", "email")`. */
export function parentedId(kind: ObjectKind, parent: ObjectId, name: string): ObjectId {
  return `${kind}:${nameOf(parent)}.${quoteIdentifier(name)}` as ObjectId; // the parent's name is quoted already
}

/** The id of something that points at another object: `comment:table:public.users`. */
export function attachedId(kind: ObjectKind, target: string, suffix?: string): ObjectId {
  if (suffix === undefined) return `${kind}:${target}` as ObjectId; // target is an id
  const role = suffix.startsWith("$") ? suffix : quoteIdentifier(suffix); // $owner is a placeholder, not a name
  return `${kind}:${target}:${role}` as ObjectId; // target is an id
}

/** The id of what has no plain name, an operator, cast or transform: `operator:app.===(integer,integer)`, `cast:(text AS app.colour)`. */
export function spelledId(kind: "operator" | "cast" | "transform", spelling: string): ObjectId {
  return `${kind}:${spelling}` as ObjectId; // the caller spells it from quoted parts, as SQL would
}

/** The kind before the first colon. */
export function kindOf(id: ObjectId): ObjectKind {
  return id.slice(0, id.indexOf(":")) as ObjectKind; // every ObjectId starts with one
}

/** The name after the first colon, as SQL would write it. */
export function nameOf(id: ObjectId): string {
  return id.slice(id.indexOf(":") + 1);
}

/** `public.users.email` → `public.users`, whatever the last name's quotes hold; empty for a single name. */
export function containerOf(name: string): string {
  let at = name.length - 1;
  if (name.endsWith('"')) {
    at--;
    while (at > 0 && (name[at] !== '"' || name[at - 1] === '"')) at -= name[at] === '"' ? 2 : 1;
    at--;
  } else at = name.lastIndexOf(".");
  return name.slice(0, Math.max(at, 0));
}

/** The last part of an id's name, quoted as SQL would: `column:public.users.email` → `email`. Not for signatures. */
export function ownNameOf(id: ObjectId): string {
  const name = nameOf(id);
  const container = containerOf(name);
  return container === "" ? name : name.slice(container.length + 1);
}
