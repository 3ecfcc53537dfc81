/**
 * Names as a migration's SQL can tell them. `ALTER TABLE x` may mean a view and `DROP FUNCTION f` any signature, so causes
 * are matched in name spaces (Postgres' own: relations share one) instead of by exact kind.
 */

import { kindOf, nameOf, type ObjectId } from "../catalog/object-id.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import { qualifiedName } from "../sql/quote.ts";

/** `relation:public.users`, `column:public.users.email`, `routine:app.add`, `schema:app`. */
export type CauseAddress = `${string}:${string}`;

/** Kinds that share a name space; every other kind is a space of its own. */
const spaces: Partial<Record<ObjectKind, string>> = {
  table: "relation",
  "foreign-table": "relation",
  view: "relation",
  "materialized-view": "relation",
  index: "relation",
  sequence: "relation",
  enum: "type",
  domain: "type",
  "composite-type": "type",
  range: "type",
  "base-type": "type",
  function: "routine",
  procedure: "routine",
  aggregate: "routine",
};

/** How names in a space are built: alone, below a schema, or below a relation (or domain) of a schema. */
const depths: Readonly<Record<string, 1 | 2 | 3>> = {
  relation: 2,
  type: 2,
  routine: 2,
  collation: 2,
  conversion: 2,
  statistics: 2,
  "text-search-parser": 2,
  "text-search-template": 2,
  "text-search-dictionary": 2,
  "text-search-configuration": 2,
  column: 3,
  constraint: 3,
  trigger: 3,
  policy: 3,
  rule: 3,
};

/** The address of a name as SQL writes it: a missing schema is the default one. */
export function addressOf(space: string, names: readonly string[], defaultSchema: string): CauseAddress {
  const missing = names.length < (depths[space] ?? 1);
  return `${space}:${qualifiedName(...(missing ? [defaultSchema, ...names] : names))}`;
}

/** The address of an object of a catalog. */
export function addressOfId(id: ObjectId): CauseAddress {
  const kind = kindOf(id);
  // a membership's id joins its two roles with a colon
  const name = kind === "role-membership" ? nameOf(id).replace(":", ".") : nameOf(id);
  const space = spaces[kind] ?? kind;
  return `${space}:${space === "routine" ? withoutSignature(name) : name}`;
}

/** What an object belongs to, nearest first: a column's relation and schema, a comment's target and what that belongs to. */
export function ancestorsOf(id: ObjectId): readonly CauseAddress[] {
  const kind = kindOf(id);
  if (kind === "comment" || kind === "security-label" || kind === "privilege") {
    const target = nameOf(id) as ObjectId; // attached ids carry their target's id
    // a privilege ends in the role's name
    const bare = kind === "privilege" ? (target.replace(/:(?:\$?\w+|"(?:[^"]|"")*")$/, "") as ObjectId) : target;
    return bare.includes(":") ? [addressOfId(bare), ...ancestorsOf(bare)] : [];
  }
  const name = nameOf(id).replace(/\(.*$/s, "");
  const parts = splitName(name);
  const above: CauseAddress[] = [];
  if (parts.length >= 3) {
    const owner = parts.slice(0, 2).join(".");
    above.push(`relation:${owner}`, `type:${owner}`);
  }
  if (parts.length >= 2 && parts[0] !== undefined) above.push(`schema:${parts[0]}`);
  return above;
}

/** The parts of a qualified name, quoted as they are. */
function splitName(name: string): readonly string[] {
  return name.match(/"(?:[^"]|"")*"|[^."]+/g) ?? [];
}

function withoutSignature(name: string): string {
  return /^((?:"(?:[^"]|"")*"|[^("])*)/.exec(name)?.[1] ?? name;
}
