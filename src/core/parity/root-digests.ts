/**
 * A schema in short: one digest for each object that stands by itself, with all of its parts. Small enough for a file of evidence, and it
 * tells what has changed since, though not how.
 */

import { createHash } from "node:crypto";
import type { Catalog } from "../catalog/catalog.ts";
import type { ObjectId } from "../catalog/object-id.ts";

/** Id → eight hex digits, sorted by id. */
export type RootDigests = Readonly<Record<string, string>>;

/** Digests the catalog. */
export function rootDigests({ objects }: Catalog): RootDigests {
  const roots = new Map<ObjectId, string[]>();
  for (const { id, owner, facts } of objects.values()) {
    const root = rootOf(id, objects);
    const lines = roots.get(root) ?? [];
    roots.set(root, lines);
    lines.push(`${id}\t${owner ?? ""}\t${JSON.stringify(facts)}`);
  }
  return Object.fromEntries(
    [...roots]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([id, lines]) => [id, createHash("sha256").update(lines.sort().join("\n"), "utf8").digest("hex").slice(0, 8)]),
  );
}

/** The object that it is in the end a part of: a column's table; a schema holds objects and has no parts. */
export function rootOf(id: ObjectId, objects: Catalog["objects"]): ObjectId {
  let root = id;
  for (let parent = objects.get(root)?.parent ?? null; parent !== null; parent = objects.get(root)?.parent ?? null) {
    if (parent.startsWith("schema:") || !objects.has(parent)) return root;
    root = parent;
  }
  return root;
}

/** What is not the same in both. */
export function changedRoots(
  before: RootDigests,
  now: RootDigests,
): readonly { readonly id: string; readonly change: "came" | "went" | "changed" }[] {
  const ids = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return ids.flatMap((id) => {
    const [then, since] = [before[id], now[id]];
    if (then === since) return [];
    return [
      { id, change: then === undefined ? ("came" as const) : since === undefined ? ("went" as const) : ("changed" as const) },
    ];
  });
}
