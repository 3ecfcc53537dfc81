/** The words and signs of one difference, shared by every format that lists differences. */

import { kindOf, nameOf, type ObjectId } from "../catalog/object-id.ts";
import type { ParityChange } from "../parity/parity-report.ts";
import type { ChangeNode } from "./change-tree.ts";
import { countOf, nounOf } from "./count-words.ts";
import { nameUnder } from "./name-parts.ts";
import { printable } from "./printable.ts";

/** The sign of a change; it says the same as its colour. */
export const changeSigns = { add: "+", remove: "-", alter: "~", rename: ">" } as const satisfies Record<
  ParityChange["change"],
  string
>;

/** `column`, and for a constraint what it is: `foreign key`. */
export function kindWords(node: Pick<ChangeNode, "kind" | "change">): string {
  const detail = node.change?.detail ?? "";
  return node.kind === "constraint" ? (constraintType.exec(detail)?.[0] ?? "constraint") : nounOf(node.kind);
}

/** How an object is called under its parent, or by itself: `email`, `public.users`, `on column email`. */
export function nameWords(id: ObjectId, parent: ObjectId | null): string {
  const name = nameOf(id);
  if (!attached.has(kindOf(id))) return printable(parent === null ? name : nameUnder(name, nameOf(parent)));
  const target = name as ObjectId; // what is attached is named by its target's id
  if (parent !== null && name === parent) return "";
  if (parent !== null && name.startsWith(`${parent}:`)) return printable(name.slice(parent.length + 1));
  const place = parent === null ? nameOf(target) : nameUnder(nameOf(target), nameOf(parent));
  return printable(`on ${nounOf(kindOf(target))} ${place}`);
}

/** What came or went along: `12 columns, 3 indexes, 2 foreign keys`. */
export function foldedWords(folded: readonly ParityChange[]): string {
  const counts = new Map<string, number>();
  for (const change of folded) {
    const words = kindWords({ kind: change.kind, change });
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return [...counts].map(([noun, count]) => countOf(count, noun)).join(", ");
}

/** Why it is there, when that is known: `pending 20251017103000_add_email.sql`. */
export function causeWords(change: ParityChange): string {
  if (change.cause === "unexplained") return "";
  return [causeNames[change.cause], change.migration].filter((part) => part !== undefined).join(" ");
}

/** Causes as people write them. */
export const causeNames: Readonly<Record<ParityChange["cause"], string>> = {
  pending: "pending",
  "hot-fix": "hot-fix",
  "failed-migration": "failed migration",
  platform: "platform",
  unexplained: "unexplained",
};

const attached: ReadonlySet<string> = new Set(["comment", "privilege", "security-label"]);
const constraintType = /^(?:primary key|unique|foreign key|check|exclusion)/;
