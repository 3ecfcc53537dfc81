/** Which object stands behind a catalog row: OIDs are the only way in which one catalog row names another. */

import type { ObjectId } from "../catalog/object-id.ts";
import type { Facts } from "../catalog/schema-object.ts";
import type { ReadObject } from "../kinds/define-kind.ts";
import { firstUserOid } from "../kinds/user-objects.sql.ts";

// Room for a column number beside an oid in one number; tables have at most 1,600 columns.
const columnSlots = 4096;

/** Catalog addresses → ids and names, filled while rows are read. */
export class AddressBook {
  readonly #ids = new Map<string, Map<number, ObjectId>>();
  readonly #names = new Map<string, Map<number, string>>();

  /** Records where an object and its parts live. */
  register(classId: string | null, object: ReadObject<Facts>): void {
    if (classId !== null) this.#set(classId, object.oid, object.subId ?? 0, object.id, object.name);
    for (const alias of object.aliases ?? []) this.#set(alias.classId, alias.oid, alias.subId, alias.id, alias.name);
  }

  /** Records the name of a row that is no object. */
  setName(classId: string, oid: number, name: string): void {
    mapOf(this.#names, classId).set(oid * columnSlots, name);
  }

  /** The id at an address, or null when no kind has read it. */
  resolve(classId: string, oid: number, subId: number): ObjectId | null {
    return this.#ids.get(classId)?.get(oid * columnSlots + subId) ?? null;
  }

  /** The recorded name of a row; `?` when there is none, which only a torn read can cause. */
  name(classId: string, oid: number): string {
    return this.#names.get(classId)?.get(oid * columnSlots) ?? "?";
  }

  /** A column's unquoted name. */
  columnName(relation: number, attribute: number): string {
    return this.#names.get("pg_class")?.get(relation * columnSlots + attribute) ?? "?";
  }

  /** Catalog → number of user-made rows that were read as objects or as parts of objects. */
  claimed(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const [classId, ids] of this.#ids) {
      let count = 0;
      for (const key of ids.keys()) if (key % columnSlots === 0 && key >= firstUserOid * columnSlots) count++;
      counts.set(classId, count);
    }
    return counts;
  }

  #set(classId: string, oid: number, subId: number, id: ObjectId, name: string | undefined): void {
    const key = oid * columnSlots + subId;
    mapOf(this.#ids, classId).set(key, id);
    if (name !== undefined) mapOf(this.#names, classId).set(key, name);
  }
}

function mapOf<V>(maps: Map<string, Map<number, V>>, classId: string): Map<number, V> {
  const found = maps.get(classId);
  if (found !== undefined) return found;
  const made = new Map<number, V>();
  maps.set(classId, made);
  return made;
}
