/** What the tables that a migration is about look like at a moment: a person's word is about the schema that they saw. */

import type { RootDigests } from "../parity/root-digests.ts";
import { touchedTables } from "./touched-tables.ts";

/** Object id → digest; null where there is no such object. */
export type TouchedRoots = Readonly<Record<string, string | null>>;

const kinds = ["table", "view", "materialized-view", "foreign-table"];

/** Of a migration's text; `digests` are of the schema now. Needs `loadParser()`. */
export function touchedRoots(text: string, digests: RootDigests): TouchedRoots {
  return Object.fromEntries(
    touchedTables(text).map((name) => {
      const qualified = /^"(?:[^"]|"")*"\.|^[^".]+\./.test(name) ? name : `public.${name}`;
      const id = kinds.map((kind) => `${kind}:${qualified}`).find((one) => digests[one] !== undefined) ?? `table:${qualified}`;
      return [id, digests[id] ?? null];
    }),
  );
}
