/**
 * The `ignore` list of the configuration: object ids with `*` for anything, dots included. What a pattern hides is
 * counted and named elsewhere; this file also tells which patterns hide nothing, because a misspelt one
 * looks exactly like one that works.
 */

import type { ObjectId } from "../catalog/object-id.ts";
import { objectKinds } from "../catalog/object-kind.ts";
import { didYouMean } from "../did-you-mean.ts";

/** A pattern that does nothing, and what was probably meant. */
export interface IgnoreWarning {
  readonly pattern: string;
  /** malformed: no `kind:` · unknown-kind: no kind of that name · unused: no object matches. */
  readonly problem: "malformed" | "unknown-kind" | "unused";
  /** A pattern that would have matched, or null. */
  readonly suggestion: string | null;
  /** One sentence for people. */
  readonly message: string;
}

/** What a list of patterns hides. */
export interface IgnoreResult {
  /** Ignored object → the first pattern in the list that covers it. */
  readonly ignored: ReadonlyMap<ObjectId, string>;
  /** In the order of the list. */
  readonly warnings: readonly IgnoreWarning[];
}

interface Pattern {
  readonly text: string;
  readonly problem: IgnoreWarning["problem"] | null;
  readonly expression: RegExp;
}

/**
 * Applies patterns such as `table:public.spatial_ref_sys`, `extension:*` or `*:audit.*` to objects, usually those of
 * both sides of a comparison. A pattern that matches an object also covers what belongs to it: a table's columns,
 * their comments and privileges.
 */
export function applyIgnorePatterns(
  patterns: readonly string[],
  objects: Iterable<{ readonly id: ObjectId; readonly parent: ObjectId | null }>,
): IgnoreResult {
  const parents = new Map<ObjectId, ObjectId | null>();
  for (const object of objects) parents.set(object.id, object.parent);
  const parsed = patterns.map(parsePattern);
  const cache = new Map<string, readonly Pattern[]>();
  const ignored = new Map<ObjectId, string>();
  const used = new Set<Pattern>();
  for (const id of parents.keys()) {
    const covering = new Set(lineage(id, parents).flatMap((ancestor) => matching(ancestor, parsed, cache)));
    for (const pattern of covering) used.add(pattern);
    const first = parsed.find((pattern) => covering.has(pattern));
    if (first !== undefined) ignored.set(id, first.text);
  }
  const unused = parsed.filter((pattern) => pattern.problem !== null || !used.has(pattern));
  const ids = unused.length === 0 ? [] : [...parents.keys()];
  return { ignored, warnings: unused.map((pattern) => warningFor(pattern, ids)) };
}

/** An object, what it belongs to, and so on upwards; for `comment:table:public.users` also what it points at. */
function lineage(id: ObjectId, parents: ReadonlyMap<ObjectId, ObjectId | null>): readonly string[] {
  const chain: string[] = [];
  const waiting: string[] = [id];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (chain.includes(next)) continue;
    chain.push(next);
    const parent = parents.get(next as ObjectId); // a lookup: text that is no id finds nothing
    if (parent !== null && parent !== undefined) waiting.push(parent);
    const target = attachedTarget(next);
    if (target !== null) waiting.push(target);
  }
  return chain;
}

/** The id inside an id: `comment:table:public.users` → `table:public.users`; a privilege's grantee is cut off. */
function attachedTarget(id: string): string | null {
  const match = /^[a-z-]+:([a-z-]+:(?:"(?:[^"]|"")*"|[^":])+)/.exec(id);
  return match?.[1] ?? null;
}

function matching(id: string, patterns: readonly Pattern[], cache: Map<string, readonly Pattern[]>): readonly Pattern[] {
  const known = cache.get(id);
  if (known !== undefined) return known;
  const found = patterns.filter((pattern) => pattern.problem === null && pattern.expression.test(id));
  cache.set(id, found);
  return found;
}

function parsePattern(text: string): Pattern {
  // Ids carry no space after the comma of an argument list; people write one.
  const normal = text.trim().replaceAll(/,\s+(?=[^"]*\))/g, ",");
  const colon = normal.indexOf(":");
  const kind = globExpression(normal.slice(0, Math.max(colon, 0)));
  const problem = colon <= 0 ? "malformed" : objectKinds.some((name) => kind.test(name)) ? null : "unknown-kind";
  return { text, problem, expression: globExpression(normal) };
}

function globExpression(glob: string): RegExp {
  const source = glob.split(/\*+/).map((part) => part.replaceAll(/[\\^$.+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${source.join(".*")}$`, "s");
}

function warningFor(pattern: Pattern, ids: readonly ObjectId[]): IgnoreWarning {
  const { text } = pattern;
  const problem = pattern.problem ?? "unused";
  const suggestion = suggestionFor(text.trim(), problem, ids);
  const what = {
    malformed: `ignore: "${text}" has no kind; patterns look like table:public.name, extension:* or *:audit.*`,
    "unknown-kind": `ignore: "${text}" names no kind of object`,
    unused: `ignore: "${text}" matches nothing`,
  }[problem];
  return { pattern: text, problem, suggestion, message: suggestion === null ? what : `${what}; did you mean "${suggestion}"?` };
}

function suggestionFor(text: string, problem: IgnoreWarning["problem"], ids: readonly ObjectId[]): string | null {
  switch (problem) {
    case "malformed":
      return ids.find((id) => id.slice(id.indexOf(":") + 1) === text) ?? null;
    case "unknown-kind": {
      const colon = text.indexOf(":");
      const kind = didYouMean(text.slice(0, colon), objectKinds);
      return kind === null ? null : `${kind}${text.slice(colon)}`;
    }
    case "unused": {
      if (text.includes("*")) return null; // a glob that finds nothing today may be there for tomorrow
      const name = text.slice(text.indexOf(":") + 1);
      const otherKind = ids.find((id) => id.slice(id.indexOf(":") + 1) === name);
      return otherKind ?? didYouMean(text, ids);
    }
  }
}
