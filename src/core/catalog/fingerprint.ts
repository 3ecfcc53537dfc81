/**
 * One short text that changes with any fact of a catalog: `v1:pg17:sha256…`. Versioned, because a later Lockstep sees more
 * facts: a fingerprint of another version means to prove again, not that something changed.
 */

import { createHash } from "node:crypto";
import { type Catalog, majorOf } from "./catalog.ts";

/** `v1:pg17:<64 hex digits>`; `pg0` where no server stands behind the catalog. */
export type Fingerprint = string & { readonly __brand: "Fingerprint" };

/** The fingerprint of everything in a catalog; the order of objects does not matter. Kinds write their facts in a fixed order. */
export function fingerprint(catalog: Catalog): Fingerprint {
  const hash = createHash("sha256");
  const ids = [...catalog.objects.keys()].sort();
  for (const id of ids) {
    const object = catalog.objects.get(id);
    if (object !== undefined) hash.update(`${id}\t${object.owner ?? ""}\t${JSON.stringify(object.facts)}\n`);
  }
  return `v1:pg${majorOf(catalog) ?? 0}:${hash.digest("hex")}` as Fingerprint; // the brand's only source
}

/** Of two that are not, only the version or the major is known to differ: they say nothing about the schemas. */
export function areComparable(one: string, other: string): boolean {
  return prefixOf(one) === prefixOf(other);
}

function prefixOf(fingerprint: string): string {
  return fingerprint.slice(0, fingerprint.lastIndexOf(":"));
}
