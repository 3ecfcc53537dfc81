/** A catalog seen from its objects: what belongs to what, what depends on what, what reads what. */

import type { Catalog } from "../catalog/catalog.ts";
import { containerOf, kindOf, nameOf, type ObjectId } from "../catalog/object-id.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import type { SchemaObject } from "../catalog/schema-object.ts";
import type { QualifiedName } from "../risk/schema-model.ts";

/** The objects of a catalog by kind and by parent. */
export class CatalogParts {
  readonly catalog: Catalog;
  readonly dependents = new Map<string, string[]>();
  readonly #reads = new Map<ObjectId, Set<QualifiedName>>();
  readonly #byParent = new Map<ObjectId, SchemaObject[]>();
  readonly #byKind = new Map<ObjectKind, SchemaObject[]>();

  constructor(catalog: Catalog) {
    this.catalog = catalog;
    for (const object of catalog.objects.values()) {
      append(this.#byKind, object.kind, object);
      if (object.parent !== null) append(this.#byParent, object.parent, object);
    }
    for (const { from, to, type } of catalog.dependencies) {
      append(this.dependents, to, from);
      if (type !== "normal") continue;
      const relation = relationOfId(to);
      if (relation === null) continue;
      const reads = this.#reads.get(from) ?? new Set();
      this.#reads.set(from, reads.add(relation));
    }
  }

  /** Objects of these kinds, in the catalog's order. */
  all(...kinds: readonly ObjectKind[]): readonly SchemaObject[] {
    return kinds.flatMap((kind) => this.#byKind.get(kind) ?? []);
  }

  /** Objects of one kind that belong to another object; `F`: the facts of that kind. */
  of<F>(parent: ObjectId, kind: ObjectKind): readonly { readonly id: ObjectId; readonly position: number; readonly facts: F }[] {
    const own = (this.#byParent.get(parent) ?? []).filter((object) => object.kind === kind);
    // the kind decides which facts an object has
    return own.sort((one, other) => one.position - other.position) as unknown as readonly {
      readonly id: ObjectId;
      readonly position: number;
      readonly facts: F;
    }[];
  }

  /** Relations that the query of a view reads. */
  reads(view: ObjectId): readonly QualifiedName[] {
    return [...(this.#reads.get(view) ?? [])].filter((name) => name !== nameOf(view));
  }
}

function append<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

const relationKinds: ReadonlySet<ObjectKind> = new Set(["table", "foreign-table", "view", "materialized-view", "sequence"]);

function relationOfId(id: ObjectId): QualifiedName | null {
  const kind = kindOf(id);
  if (relationKinds.has(kind)) return nameOf(id);
  return kind === "column" ? containerOf(nameOf(id)) : null;
}
