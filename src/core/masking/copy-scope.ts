/**
 * Which tables a copy is about. What a table refers to comes along, as its rows could not stand alone; a table that is left out
 * is emptied in the target and filled with nothing.
 */

import { AppError } from "../app-error.ts";
import type { CopyReference, CopySchema } from "./copy-table.ts";
import { findTable } from "./subset-request.ts";

/** The tables by what becomes of them; each sorted. */
export interface CopyScope {
  readonly copied: readonly string[];
  /** Nobody asked for them, and rows that are copied refer to them. */
  readonly broughtAlong: readonly string[];
  /** Emptied in the target, and not filled. */
  readonly leftOut: readonly string[];
}

/**
 * The scope of a wish; no `only` means every table.
 * @throws AppError USAGE for names that are not there, COPY_REFUSED where a copied table needs one that is left out
 */
export function copyScope(
  { tables, references }: CopySchema,
  { only, exclude }: { readonly only: readonly string[]; readonly exclude: readonly string[] },
): CopyScope {
  const names = tables.map(({ name }) => name);
  const leftOut = new Set(exclude.flatMap((typed) => matching(typed, names)));
  const wanted = new Set(only.length === 0 ? names : only.flatMap((typed) => matching(typed, names)));
  for (const name of leftOut) wanted.delete(name);
  const along = new Set<string>();
  const queue = [...wanted];
  for (let table = queue.pop(); table !== undefined; table = queue.pop())
    for (const reference of references) {
      if (reference.from !== table || wanted.has(reference.to) || along.has(reference.to)) continue;
      if (leftOut.has(reference.to)) throw needsLeftOut(reference);
      along.add(reference.to);
      queue.push(reference.to);
    }
  return { copied: [...wanted, ...along].sort(), broughtAlong: [...along].sort(), leftOut: [...leftOut].sort() };
}

function matching(typed: string, names: readonly string[]): readonly string[] {
  if (!typed.includes("*")) return [findTable(typed, names)];
  const pattern = new RegExp(`^${typed.split("*").map(literally).join(".*")}$`);
  const found = names.filter((name) => pattern.test(name));
  if (found.length > 0) return found;
  throw new AppError({
    code: "USAGE",
    message: `No table is called ${typed}.`,
    hint: "Tables are named with their schema: audit.*",
  });
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function needsLeftOut({ from, to, name }: CopyReference): AppError {
  return new AppError({
    code: "COPY_REFUSED",
    message: `${from} refers to ${to} (${name}), which is to be left out. Nothing was done.`,
    hint: `Leave out both, or none: --exclude ${from}`,
  });
}
