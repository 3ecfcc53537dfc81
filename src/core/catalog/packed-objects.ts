/**
 * The objects of a catalog, where those that come many to a parent (columns) stay packed until somebody asks for one. A pack's
 * text is equal exactly where its objects are, so that comparing two large schemas makes objects only for tables that differ.
 * To everyone else this is a map.
 */

import { containerOf, kindOf, nameOf, type ObjectId } from "./object-id.ts";
import type { ObjectKind } from "./object-kind.ts";
import type { SchemaObject } from "./schema-object.ts";

/** All objects of one kind that one parent has. */
export interface ObjectPack {
  readonly kind: ObjectKind;
  readonly parent: ObjectId;
  readonly count: number;
  /** Equal texts mean equal objects but for `position`, whose order is the same. */
  readonly text: string;
  /** Called once at most. */
  readonly unpack: () => readonly SchemaObject[];
}

/** Filled by whoever reads a database, then only read. */
export class PackedObjects implements ReadonlyMap<ObjectId, SchemaObject> {
  /** In order; undefined stands for the pack of that key. */
  readonly #objects = new Map<string, SchemaObject | undefined>();
  readonly #packs = new Map<string, ObjectPack>();
  readonly #unpacked = new Map<ObjectPack, ReadonlyMap<ObjectId, SchemaObject>>();
  /** `column:`: what the ids of packed objects start with. */
  readonly #packedKinds = new Set<string>();
  #entries = 0;
  #size = 0;

  /** Adds an object, or replaces the one of that id; true when there was one. */
  set(object: SchemaObject): boolean {
    this.#objects.set(object.id, object);
    const isNew = this.#objects.size > this.#entries;
    this.#entries = this.#objects.size;
    if (isNew) this.#size++;
    return !isNew;
  }

  /** Adds all objects of a kind that a parent has. */
  setPack(pack: ObjectPack): void {
    const key = packKey(pack.kind, nameOf(pack.parent));
    this.#objects.set(key, undefined);
    this.#entries = this.#objects.size;
    this.#packs.set(key, pack);
    this.#packedKinds.add(`${pack.kind}:`);
    this.#size += pack.count;
  }

  get size(): number {
    return this.#size;
  }

  get(id: ObjectId): SchemaObject | undefined {
    const object = this.#objects.get(id);
    if (object !== undefined || !this.#mayBePacked(id)) return object;
    const pack = this.#packs.get(packKey(kindOf(id), containerOf(nameOf(id))));
    return pack === undefined ? undefined : this.#unpack(pack).get(id);
  }

  has(id: ObjectId): boolean {
    return this.get(id) !== undefined;
  }

  *values(): MapIterator<SchemaObject> {
    yield* this.select(() => true);
  }

  *keys(): MapIterator<ObjectId> {
    for (const { id } of this.values()) yield id;
  }

  *entries(): MapIterator<[ObjectId, SchemaObject]> {
    for (const object of this.values()) yield [object.id, object];
  }

  [Symbol.iterator](): MapIterator<[ObjectId, SchemaObject]> {
    return this.entries();
  }

  forEach(
    callback: (object: SchemaObject, id: ObjectId, map: ReadonlyMap<ObjectId, SchemaObject>) => void,
    thisArg?: unknown,
  ): void {
    for (const [id, object] of this.entries()) callback.call(thisArg, object, id, this);
  }

  /** All objects in order, but for packs that are not wanted. */
  *select(isWanted: (pack: ObjectPack) => boolean): Iterable<SchemaObject> {
    for (const [key, object] of this.#objects) {
      if (object !== undefined) yield object;
      else {
        const pack = this.#packs.get(key);
        if (pack !== undefined && isWanted(pack)) yield* this.#unpack(pack).values();
      }
    }
  }

  /** True when the other has the very same pack. */
  hasEqual(pack: ObjectPack): boolean {
    const other = this.#packs.get(packKey(pack.kind, nameOf(pack.parent)));
    return other !== undefined && other.parent === pack.parent && other.text === pack.text;
  }

  /** The same without some objects; packs that lose none stay packed. */
  without(ids: { readonly has: (id: ObjectId) => boolean; readonly keys: () => Iterable<ObjectId> }): PackedObjects {
    const opened = new Set<string>();
    for (const id of ids.keys()) if (this.#mayBePacked(id)) opened.add(packKey(kindOf(id), containerOf(nameOf(id))));
    const rest = new PackedObjects();
    for (const [key, object] of this.#objects) {
      const pack = this.#packs.get(key);
      if (object !== undefined) {
        if (!ids.has(object.id)) rest.set(object);
      } else if (pack !== undefined && !opened.has(key)) rest.setPack(pack);
      else if (pack !== undefined) for (const part of this.#unpack(pack).values()) if (!ids.has(part.id)) rest.set(part);
    }
    return rest;
  }

  /** What is packed of one parent, unpacked. */
  packedParts(parent: ObjectId): readonly SchemaObject[] {
    const parts: SchemaObject[] = [];
    for (const start of this.#packedKinds) {
      const pack = this.#packs.get(`${start.slice(0, -1)} ${nameOf(parent)}`);
      if (pack?.parent === parent) parts.push(...this.#unpack(pack).values());
    }
    return parts;
  }

  #mayBePacked(id: ObjectId): boolean {
    for (const start of this.#packedKinds) if (id.startsWith(start)) return true;
    return false;
  }

  #unpack(pack: ObjectPack): ReadonlyMap<ObjectId, SchemaObject> {
    let objects = this.#unpacked.get(pack);
    if (objects === undefined) {
      objects = new Map(pack.unpack().map((object) => [object.id, object]));
      this.#unpacked.set(pack, objects);
    }
    return objects;
  }
}

type Objects = ReadonlyMap<ObjectId, SchemaObject>;

/**
 * The objects of one side but for packs that are equal on both: position aside, what is left out does not differ. Objects of
 * `kept` kinds are all there.
 */
export function objectsApart(objects: Objects, others: Objects, kept: ReadonlySet<ObjectKind>): Iterable<SchemaObject> {
  if (!(objects instanceof PackedObjects && others instanceof PackedObjects)) return objects.values();
  return objects.select((pack) => kept.has(pack.kind) || !others.hasEqual(pack));
}

/** Objects of these kinds, without unpacking others. */
export function* objectsOfKinds(objects: Objects, kinds: ReadonlySet<ObjectKind>): Iterable<SchemaObject> {
  const candidates = objects instanceof PackedObjects ? objects.select(({ kind }) => kinds.has(kind)) : objects.values();
  for (const object of candidates) if (kinds.has(object.kind)) yield object;
}

/** The objects that are part of one of these, without unpacking others. */
export function* partsOf(objects: Objects, parents: ReadonlySet<ObjectId>): Iterable<SchemaObject> {
  const candidates = objects instanceof PackedObjects ? objects.select(({ parent }) => parents.has(parent)) : objects.values();
  for (const object of candidates) if (object.parent !== null && parents.has(object.parent)) yield object;
}

/** What is packed of one parent, without unpacking others. */
export function packedParts(objects: Objects, parent: ObjectId): readonly SchemaObject[] {
  return objects instanceof PackedObjects ? objects.packedParts(parent) : [];
}

/** A catalog's objects but for some, still packed where they were. */
export function objectsWithout(objects: Objects, ids: ReadonlyMap<ObjectId, unknown>): Objects {
  if (objects instanceof PackedObjects) return objects.without(ids);
  return new Map([...objects].filter(([id]) => !ids.has(id)));
}

/** The objects that are not packed. Whoever has an owner is among them: parts of others have none. */
export function looseObjects(objects: Objects): Iterable<SchemaObject> {
  return objects instanceof PackedObjects ? objects.select(() => false) : objects.values();
}

// A space cannot stand in an unquoted name, so no object has this id.
function packKey(kind: ObjectKind, parent: string): string {
  return `${kind} ${parent}`;
}
