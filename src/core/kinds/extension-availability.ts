/** Which extensions of a schema a server could install. */

import type { Catalog } from "../catalog/catalog.ts";
import { nameOf, type ObjectId } from "../catalog/object-id.ts";
import { objectsOfKinds } from "../catalog/packed-objects.ts";
import type { RowOf, RowShape } from "../catalog/row-shape.ts";
import { unquoteIdentifier } from "../sql/quote.ts";

/** What the server has to offer. */
export const availableExtensionsQuery = `
  select e.name, e.version
  from pg_catalog.pg_available_extension_versions e
  order by e.name, e.version`;

/** Its rows. */
export const availableExtensionsShape = { name: "text", version: "text" } satisfies RowShape;

type Available = RowOf<typeof availableExtensionsShape>;

/** Extensions of the catalog that the server cannot install in that version, and why in words that follow "not proven:". */
export function unavailableExtensions(catalog: Catalog, available: readonly Available[]): ReadonlyMap<ObjectId, string> {
  const versions = new Map<string, string[]>();
  for (const { name, version } of available) versions.set(name, [...(versions.get(name) ?? []), version]);
  const missing = new Map<ObjectId, string>();
  for (const { id, facts } of objectsOfKinds(catalog.objects, new Set(["extension"]))) {
    const name = unquoteIdentifier(nameOf(id));
    const offered = versions.get(name);
    if (offered !== undefined && (typeof facts.version !== "string" || offered.includes(facts.version))) continue;
    const what = offered === undefined ? `the extension ${name}` : `version ${facts.version} of the extension ${name}`;
    missing.set(id, `the scratch server lacks ${what}; set scratch.url to a server that has it`);
  }
  return missing;
}
