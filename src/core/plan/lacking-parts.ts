/**
 * Which of what a scratch copy has to do without a failure on it may come from. Something is left out of most copies, settings and
 * roles at least, and as a rule it has nothing to do with what fails.
 */

import { containerOf, kindOf, nameOf, type ObjectId } from "../catalog/object-id.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";

/** Something that a copy lacks. */
export interface LackingPart {
  readonly id: string;
  /** Why it is left out. */
  readonly why: string;
}

/** Messages of the server that name what an extension may bring; its members have no names here. */
const broughtByExtensions =
  /\b(?:type|function|procedure|aggregate|operator|operator class|access method|schema|extension|text search \w+|language|foreign-data wrapper|collation) .+ (?:does not exist|is not available|is not unique)/i;

/** Kinds that a statement names where it needs them. */
const named: ReadonlySet<ObjectKind> = new Set<ObjectKind>([
  ...(["role", "schema", "extension", "language", "access-method", "collation", "enum", "domain", "composite-type"] as const),
  ...([
    "range",
    "base-type",
    "sequence",
    "table",
    "foreign-table",
    "view",
    "materialized-view",
    "function",
    "procedure",
  ] as const),
  ...(["aggregate", "foreign-data-wrapper", "server", "publication", "subscription", "event-trigger"] as const),
]);

/** Those that the server's message names; else that the statement does; else extensions, where what is missing may be a part of one. */
export function lackingParts(
  leftOut: readonly LackingPart[],
  failure: { readonly message: string; readonly sql: string },
): readonly LackingPart[] {
  const isNamed = ({ id }: LackingPart, text: string, more: readonly ObjectKind[] = []) => {
    const kind = kindOf(id as ObjectId); // they were ids before they were reported
    return (named.has(kind) || more.includes(kind)) && holdsName(text, ownName(nameOf(id as ObjectId)));
  };
  const inMessage = leftOut.filter((part) => isNamed(part, failure.message, ["column", "index", "constraint"]));
  if (inMessage.length > 0) return inMessage;
  const inStatement = leftOut.filter((part) => isNamed(part, failure.sql));
  if (inStatement.length > 0 || !broughtByExtensions.test(failure.message)) return inStatement;
  return leftOut.filter(({ id }) => id.startsWith("extension:"));
}

/** `public."My f"(integer)` → `My f`. */
function ownName(name: string): string {
  const plain = name.replace(/\(.*\)$/s, "");
  const container = containerOf(plain);
  const own = container === "" ? plain : plain.slice(container.length + 1);
  return own.startsWith('"') ? own.slice(1, -1).replaceAll('""', '"') : own;
}

function holdsName(text: string, name: string): boolean {
  const escaped = name.toLowerCase().replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{N}_$])${escaped}(?![\\p{L}\\p{N}_$])`, "u").test(text.toLowerCase());
}
