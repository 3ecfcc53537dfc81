/** The two catalogs of a plan as kinds may ask about them. */

import type { Catalog } from "../catalog/catalog.ts";
import { kindOf, nameOf, type ObjectId } from "../catalog/object-id.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import { looseObjects, objectsOfKinds, packedParts } from "../catalog/packed-objects.ts";
import type { SchemaObject } from "../catalog/schema-object.ts";
import type { ServerVersion } from "../catalog/server-version.ts";
import type { AnyKind } from "../kinds/define-kind.ts";
import type { CatalogView, DdlContext } from "../kinds/kind-ddl.ts";
import { kinds } from "../kinds/registry.ts";
import { quoteIdentifier } from "../sql/quote.ts";

const kindsByName = new Map<ObjectKind, AnyKind>(kinds.map((kind) => [kind.kind, kind]));

/** The declaration of a kind. */
export function kindNamed(name: ObjectKind): AnyKind {
  const kind = kindsByName.get(name);
  if (kind === undefined) throw new Error(`no kind is called ${name}`);
  return kind;
}

/** A catalog by parents. */
export function catalogView(catalog: Catalog): CatalogView {
  let loose: Map<string, SchemaObject[]> | null = null;
  const byParent = new Map<string, readonly SchemaObject[]>();
  const byKind = new Map<ObjectKind, readonly SchemaObject[]>();
  return {
    get: (id) => catalog.objects.get(id),
    partsOf: (parent, kind) => {
      const key = `${kind} ${parent}`;
      let known = byParent.get(key);
      if (known === undefined) {
        loose ??= partsByKey(catalog);
        const packed = packedParts(catalog.objects, parent).filter((part) => part.kind === kind);
        known = [...packed, ...(loose.get(key) ?? [])].sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1));
        byParent.set(key, known);
      }
      return known;
    },
    allOfKind: (kind) => {
      const known =
        byKind.get(kind) ?? [...objectsOfKinds(catalog.objects, new Set([kind]))].sort((a, b) => (a.id < b.id ? -1 : 1));
      byKind.set(kind, known);
      return known;
    },
  };
}

function partsByKey({ objects }: Catalog): Map<string, SchemaObject[]> {
  const found = new Map<string, SchemaObject[]>();
  for (const object of looseObjects(objects)) {
    const key = `${object.kind} ${object.parent}`;
    const parts = found.get(key);
    if (parts === undefined) found.set(key, [object]);
    else parts.push(object);
  }
  return found;
}

/** What the kinds of a plan from `start` to `goal` may ask. `version` is that of the server that will run it. */
export function ddlContext(
  start: Catalog,
  goal: Catalog,
  version: ServerVersion,
  isNew: (id: ObjectId | null) => boolean,
  owner: string | null,
): DdlContext {
  const views = { start: catalogView(start), goal: catalogView(goal) };
  return {
    version,
    ...views,
    isNew,
    role: (name) => {
      if (name === "public") return "PUBLIC";
      return name === "$owner" ? (owner === null ? "CURRENT_USER" : quoteIdentifier(owner)) : quoteIdentifier(name);
    },
    noun: (id, guard = "") => nounOf(id, views.goal.get(id) ?? views.start.get(id), guard),
  };
}

/** An object as COMMENT ON names it; what is no object of a catalog (a column of a view) by what its id says. */
function nounOf(id: ObjectId, object: SchemaObject | undefined, guard: string): string {
  const kind = kindOf(id);
  const ddl = object === undefined ? undefined : kindNamed(kind).ddl;
  if (object !== undefined && ddl !== undefined) return ddl.noun(object, guard);
  return `${kind.replaceAll("-", " ").toUpperCase()} ${guard}${nameOf(id)}`;
}
