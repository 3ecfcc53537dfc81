/**
 * Rows of all kinds → a catalog. One pass in registry order: rows that came with an extension are left out with
 * everything below them, OIDs become names, owners become what they compare as, and every row that was understood
 * is counted, so that the completeness probe can name what was not.
 */

import type { Catalog, NotCompared, ServerFacts } from "../catalog/catalog.ts";
import { kindOf, type ObjectId, objectId } from "../catalog/object-id.ts";
import type { RowOf, RowShape } from "../catalog/row-shape.ts";
import type { Facts, SchemaObject } from "../catalog/schema-object.ts";
import type { ServerVersion } from "../catalog/server-version.ts";
import type { AnyKind, ReadContext, ReadObject } from "../kinds/define-kind.ts";
import { firstUserOid } from "../kinds/user-objects.sql.ts";
import { AddressBook } from "./address-book.ts";

/** What an inspection brought home. */
export interface CatalogRows {
  readonly server: ServerFacts;
  readonly version: ServerVersion;
  /** One entry per kind, in registry order. */
  readonly kinds: readonly { readonly kind: AnyKind; readonly rows: readonly RowOf<RowShape>[] }[];
  /** Rows that came with an extension: `pg_depend` entries of type e. */
  readonly members: readonly { readonly class_id: string; readonly oid: number }[];
  /** Rows that objects name without being objects themselves: operator classes, index names. */
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

/** Builds a catalog from rows. Pure: the same rows give the same catalog. */
export function readCatalog(input: CatalogRows): ReadCatalog {
  const book = new AddressBook();
  for (const name of input.names) book.setName(name.class_id, name.oid, name.name);
  const memberRows = new Set(input.members.map((member) => `${member.class_id}/${member.oid}`));
  const members = new Set<ObjectId>();
  const objects = new Map<ObjectId, SchemaObject>();
  const notCompared: NotCompared[] = [];
  // pg_database_owner stands for whoever owns the database (14+), so both spellings compare as one.
  const role = (name: string) =>
    name === input.server.owner || name === "pg_database_owner" ? "$owner" : (input.roles.get(name) ?? name);
  const context: ReadContext = {
    version: input.version,
    resolve: (classId, oid, subId) => book.resolve(classId, oid, subId),
    schema: (name) => {
      const id = objectId("schema", name);
      return objects.has(id) ? id : null;
    },
    name: (classId, oid) => book.name(classId, oid),
    columnName: (relation, attribute) => book.columnName(relation, attribute),
    role,
    isExtensionMember: (id) => members.has(id),
    notCompared: (gap) => notCompared.push(gap),
  };
  const holders = new Set<string>(input.kinds.flatMap(({ kind }) => (kind.holdsOthers ? [kind.kind] : [])));
  const belongsToMember = (parent: ObjectId | null | undefined) =>
    parent != null && members.has(parent) && !holders.has(kindOf(parent));
  for (const { kind, rows } of input.kinds) {
    for (const row of rows) {
      const object = kind.read(row, context);
      if (object === null) continue;
      book.register(kind.classId, object);
      const isMember = kind.classId !== null && (object.subId ?? 0) === 0 && memberRows.has(`${kind.classId}/${object.oid}`);
      if (isMember || belongsToMember(object.parent))
        for (const id of [object.id, ...(object.aliases ?? []).map((alias) => alias.id)]) members.add(id);
      else if (object.isRestated !== true) objects.set(object.id, schemaObject(kind, object, role));
    }
  }
  return {
    catalog: { server: input.server, objects, dependencies: [], notCompared, cannotExpress: inexpressible(input.version) },
    claimed: book.claimed(),
    unreadMembers: unreadMembers(input, book),
  };
}

function schemaObject(kind: AnyKind, object: ReadObject<Facts>, role: (name: string) => string): SchemaObject {
  return {
    id: object.id,
    kind: kind.kind,
    parent: object.parent ?? null,
    owner: object.owner == null ? null : role(object.owner),
    facts: object.facts,
    position: object.position ?? 0,
  };
}

function unreadMembers(input: CatalogRows, book: AddressBook): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { class_id, oid } of input.members)
    if (oid >= firstUserOid && book.resolve(class_id, oid, 0) === null) counts.set(class_id, (counts.get(class_id) ?? 0) + 1);
  return counts;
}

// Before 18 a NOT NULL constraint has no row, so it can have neither a name nor a property.
function inexpressible(version: ServerVersion): Catalog["cannotExpress"] {
  return version < 180_000 ? ["not-null"] : [];
}
