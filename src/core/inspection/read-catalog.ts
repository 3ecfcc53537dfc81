/**
 * Rows of all kinds → a catalog. One pass in registry order: rows that came with an extension are left out with
 * everything below them, OIDs become names, owners become what they compare as, and every row that was understood
 * is counted, so that the completeness probe can name what was not.
 */

import type { Catalog, Dependency, NotCompared, ServerFacts } from "../catalog/catalog.ts";
import { kindOf, type ObjectId, objectId, parentedId } from "../catalog/object-id.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import { PackedObjects } from "../catalog/packed-objects.ts";
import type { RowOf, RowShape } from "../catalog/row-shape.ts";
import type { Facts, SchemaObject } from "../catalog/schema-object.ts";
import { atLeast, type ServerVersion } from "../catalog/server-version.ts";
import type { AnyKind, ReadContext, ReadObject, ReadPack } from "../kinds/define-kind.ts";
import { kinds } from "../kinds/registry.ts";
import { firstUserOid } from "../kinds/user-objects.sql.ts";
import { AddressBook } from "./address-book.ts";
import type { dependencyRow } from "./dependency-query.ts";

/** What must be known before the first object is read. */
export interface CatalogPremises {
  readonly server: ServerFacts;
  readonly version: ServerVersion;
  /** Rows that came with an extension: `pg_depend` entries of type e. */
  readonly members: readonly { readonly class_id: string; readonly oid: number }[];
  /** Rows that objects name without being objects themselves: operator classes. */
  readonly names: readonly { readonly class_id: string; readonly oid: number; readonly name: string }[];
  /** The environment's role names → the names that they compare as. */
  readonly roles: ReadonlyMap<string, string>;
}

/** A catalog, and how many user-made rows of each system catalog it accounts for. */
export interface ReadCatalog {
  readonly catalog: Catalog;
  readonly claimed: ReadonlyMap<string, number>;
  /** Rows of extensions that no kind has read, by system catalog. */
  readonly unreadMembers: ReadonlyMap<string, number>;
}

// pg_depend.deptype; those of partitions are P and S.
const dependencyTypes: { readonly [code: string]: Dependency["type"] } = {
  n: "normal",
  a: "auto",
  i: "internal",
  P: "partition",
  S: "partition",
  x: "extension",
};

const holders: ReadonlySet<ObjectKind> = new Set(kinds.flatMap((kind) => (kind.holdsOthers ? [kind.kind] : [])));

/** Takes rows as they arrive, kinds in registry order; the same rows give the same catalog. */
export class CatalogReader {
  readonly #premises: CatalogPremises;
  readonly #book = new AddressBook();
  readonly #memberRows = new Map<string, Set<number>>();
  readonly #members = new Set<ObjectId>();
  readonly #objects = new PackedObjects();
  readonly #dependencies: Dependency[] = [];
  /** What is no object of its own (a constraint's index, a view's column) → the object that it belongs to. */
  readonly #wholes = new Map<ObjectId, ObjectId>();
  readonly #notCompared: NotCompared[] = [];
  readonly #context: ReadContext;

  constructor(premises: CatalogPremises) {
    this.#premises = premises;
    for (const { class_id, oid, name } of premises.names) this.#book.setName(class_id, oid, name);
    for (const { class_id, oid } of premises.members)
      this.#memberRows.set(class_id, (this.#memberRows.get(class_id) ?? new Set()).add(oid));
    this.#context = {
      version: premises.version,
      resolve: (classId, oid, subId) => this.#book.resolve(classId, oid, subId),
      schema: (name) => {
        const id = objectId("schema", name);
        return this.#objects.has(id) ? id : null;
      },
      name: (classId, oid) => this.#book.name(classId, oid),
      columnName: (relation, attribute) => this.#book.columnName(relation, attribute),
      role: (name) => this.#role(name),
      isExtensionMember: (id) => this.#members.has(id),
      notCompared: (gap) => this.#notCompared.push(gap),
    };
  }

  /** Reads one row of a kind. */
  add(kind: AnyKind, row: RowOf<RowShape>): void {
    const object = kind.read(row, this.#context);
    if (object === null) return;
    if ("numbers" in object) {
      this.#addPack(kind, object);
      return;
    }
    this.#book.register(kind.classId, object);
    for (const alias of object.aliases ?? []) if (alias.id !== object.id) this.#wholes.set(alias.id, object.id);
    if (this.#isMember(kind, object)) {
      this.#members.add(object.id);
      for (const { id } of object.aliases ?? []) this.#members.add(id);
    } else if (object.isRestated !== true) {
      // Rights of two roles that compare as one: `$owner` in both spellings, or roles that are mapped to the same name.
      if (this.#objects.set(this.#schemaObject(kind, object)))
        this.#notCompared.push({ what: object.id, why: "two roles compare under one name here" });
    }
  }

  #addPack(kind: AnyKind, pack: ReadPack<Facts>): void {
    if (kind.classId === null) throw new Error(`packs of ${kind.kind} have no catalog`);
    this.#book.registerPack(kind.classId, kind.kind, pack);
    const { parent, numbers, text } = pack;
    if (this.#members.has(parent)) {
      for (const name of pack.names()) this.#members.add(parentedId(kind.kind, parent, name));
      return;
    }
    const unpack = () => {
      const facts = pack.facts();
      return pack.names().flatMap((name, i): SchemaObject[] => {
        const own = facts[i];
        if (own === undefined) throw new Error(`a pack of ${parent} has fewer facts than names`);
        const id = parentedId(kind.kind, parent, name);
        return [{ id, kind: kind.kind, parent, owner: null, facts: own, position: numbers[i] ?? 0 }];
      });
    };
    this.#objects.setPack({ kind: kind.kind, parent, count: numbers.length, text, unpack });
  }

  /** Reads a dependency; every object was read before. What lies outside of the catalog, or within one object, is none. */
  addDependency(row: RowOf<typeof dependencyRow>): void {
    const from = this.#whole(this.#book.resolve(row.from_class, row.from_oid, row.from_sub));
    const to = this.#whole(this.#book.resolve(row.to_class, row.to_oid, row.to_sub));
    if (from === null || to === null || from === to) return;
    this.#dependencies.push({ from, to, type: dependencyTypes[row.type] ?? "normal" });
  }

  /** What was read. */
  finish(): ReadCatalog {
    const { server, version } = this.#premises;
    return {
      catalog: {
        server,
        objects: this.#objects,
        dependencies: this.#dependencies,
        notCompared: this.#notCompared,
        ...inexpressible(version),
      },
      claimed: this.#book.claimed(),
      unreadMembers: this.#unreadMembers(),
    };
  }

  #whole(id: ObjectId | null): ObjectId | null {
    return id === null ? null : (this.#wholes.get(id) ?? id);
  }

  #isMember(kind: AnyKind, { oid, subId = 0, parent = null }: ReadObject<Facts>): boolean {
    if (subId === 0 && kind.classId !== null && this.#memberRows.get(kind.classId)?.has(oid) === true) return true;
    return parent !== null && this.#members.has(parent) && !holders.has(kindOf(parent));
  }

  #schemaObject(kind: AnyKind, object: ReadObject<Facts>): SchemaObject {
    return {
      id: object.id,
      kind: kind.kind,
      parent: object.parent ?? null,
      owner: object.owner == null ? null : this.#role(object.owner),
      facts: object.facts,
      position: object.position ?? 0,
    };
  }

  // pg_database_owner stands for whoever owns the database (14+), so both spellings compare as one.
  #role(name: string): string {
    if (name === this.#premises.server.owner || name === "pg_database_owner") return "$owner";
    return this.#premises.roles.get(name) ?? name;
  }

  #unreadMembers(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { class_id, oid } of this.#premises.members)
      if (oid >= firstUserOid && this.#book.resolve(class_id, oid, 0) === null)
        counts.set(class_id, (counts.get(class_id) ?? 0) + 1);
    return counts;
  }
}

// Before 18 a NOT NULL constraint has no row, so it can have neither a name nor a property. Before 15 all sequences are
// permanent; since then those of an unlogged table's columns are unlogged from the same SQL.
function inexpressible(version: ServerVersion): Pick<Catalog, "cannotExpress" | "cannotExpressFacts"> {
  return {
    cannotExpress: atLeast(version, 18) ? [] : ["not-null"],
    ...(atLeast(version, 15) ? {} : { cannotExpressFacts: { sequence: ["persistence"] } }),
  };
}
