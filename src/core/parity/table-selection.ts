/** Which tables a list of ids and patterns names: `table:public.currencies`, `table:ref.*`. */

import type { Catalog } from "../catalog/catalog.ts";
import { nameOf } from "../catalog/object-id.ts";
import { applyIgnorePatterns } from "./ignore-pattern.ts";

/** Qualified names, sorted; a plain id that neither catalog has is kept, so that its absence is told. */
export function parseTableSelection(patterns: readonly string[], catalogs: readonly Catalog[]): readonly string[] {
  const tables = catalogs.flatMap(({ objects }) => [...objects.values()].filter(({ kind }) => kind === "table"));
  const selected = applyIgnorePatterns(patterns, tables).ignored;
  const plain = patterns.filter((pattern) => pattern.startsWith("table:") && !pattern.includes("*"));
  return [...new Set([...[...selected.keys()].map(nameOf), ...plain.map((id) => id.slice("table:".length))])].sort();
}
