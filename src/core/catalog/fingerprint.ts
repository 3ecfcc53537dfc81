/**
 * One short text that changes with any fact of a catalog: `v1:pg17:sha256…`. Versioned, because a later Lockstep sees more
 * facts: a fingerprint of another version means to prove again, not that something changed.
 */

import { createHash } from "node:crypto";
import { type Catalog, majorOf } from "./catalog.ts";
import type { FactValue } from "./schema-object.ts";

/** `v1:pg17:<64 hex digits>`; `pg0` where no server stands behind the catalog. */
export type Fingerprint = string & { readonly __brand: "Fingerprint" };

/** The fingerprint of everything in a catalog; the order of objects and of keys does not matter. */
export function fingerprint(catalog: Catalog): Fingerprint {
  const hash = createHash("sha256");
  const ids = [...catalog.objects.keys()].sort();
  for (const id of ids) {
    const object = catalog.objects.get(id);
    if (object !== undefined) hash.update(`${id}\t${object.owner ?? ""}\t${canonicalJson(object.facts)}\n`);
  }
  return `v1:pg${majorOf(catalog) ?? 0}:${hash.digest("hex")}` as Fingerprint; // the brand's only source
}

function canonicalJson(value: FactValue): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const record = value as { readonly [key: string]: FactValue }; // neither null nor an array
  return `{${Object.keys(record)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(record[key] ?? null)}`)
    .join(",")}}`;
}
