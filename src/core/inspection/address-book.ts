/** Which object stands behind a catalog row: OIDs are the only way in which one catalog row names another. */

import { AppError } from "../app-error.ts";
import { type ObjectId, parentedId } from "../catalog/object-id.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import type { Facts } from "../catalog/schema-object.ts";
import type { ReadObject, ReadPack } from "../kinds/define-kind.ts";
import { firstUserOid } from "../kinds/user-objects.sql.ts";

/** One catalog's rows: oid → id, and for those that have columns, oid → ids and names by column number. */
class CatalogAddresses {
  readonly ids = new Map<number, ObjectId>();
  readonly names = new Map<number, string>();
  readonly columns = new Map<number, ColumnAddresses>();
}

/** A row's columns by number. Those of packs are named when the first of them is asked for. */
interface ColumnAddresses {
  readonly ids: (ObjectId | undefined)[];
  readonly names: (string | undefined)[];
  pack: { readonly kind: ObjectKind; readonly pack: ReadPack<Facts> } | null;
}

/** Catalog addresses → ids and names, filled while rows are read. */
export class AddressBook {
  readonly #catalogs = new Map<string, CatalogAddresses>();

  /** Records where an object and its parts live. */
  register(classId: string | null, object: ReadObject<Facts>): void {
    if (classId !== null) this.#set(classId, object.oid, object.subId ?? 0, object.id, object.name);
    for (const alias of object.aliases ?? []) this.#set(alias.classId, alias.oid, alias.subId, alias.id, alias.name);
  }

  /** Records where the objects of a pack live. */
  registerPack(classId: string, kind: ObjectKind, pack: ReadPack<Facts>): void {
    const { columns } = this.#catalog(classId);
    columns.set(pack.oid, { ids: [], names: [], pack: { kind, pack } });
  }

  /** Records the name of a row that is no object. */
  setName(classId: string, oid: number, name: string): void {
    this.#catalog(classId).names.set(oid, name);
  }

  /** The id at an address, or null when no kind has read it. */
  resolve(classId: string, oid: number, subId: number): ObjectId | null {
    const catalog = this.#catalogs.get(classId);
    if (subId === 0) return catalog?.ids.get(oid) ?? null;
    return this.#columns(catalog, oid)?.ids[subId] ?? null;
  }

  /** The recorded name of a row. @throws AppError INTERNAL when there is none: two facts must never be equal by ignorance */
  name(classId: string, oid: number): string {
    return this.#catalogs.get(classId)?.names.get(oid) ?? unknown(`${classId} ${oid}`);
  }

  /** A column's unquoted name. @throws AppError INTERNAL when no kind has read it */
  columnName(relation: number, attribute: number): string {
    return (
      this.#columns(this.#catalogs.get("pg_class"), relation)?.names[attribute] ??
      unknown(`column ${attribute} of pg_class ${relation}`)
    );
  }

  /** Catalog → number of user-made rows that were read as objects or as parts of objects. */
  claimed(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const [classId, { ids }] of this.#catalogs) {
      let count = 0;
      for (const oid of ids.keys()) if (oid >= firstUserOid) count++;
      counts.set(classId, count);
    }
    return counts;
  }

  #set(classId: string, oid: number, subId: number, id: ObjectId, name: string | undefined): void {
    const catalog = this.#catalog(classId);
    if (subId === 0) {
      catalog.ids.set(oid, id);
      if (name !== undefined) catalog.names.set(oid, name);
      return;
    }
    let columns = catalog.columns.get(oid);
    if (columns === undefined) {
      columns = { ids: [], names: [], pack: null };
      catalog.columns.set(oid, columns);
    }
    columns.ids[subId] = id;
    columns.names[subId] = name;
  }

  #columns(catalog: CatalogAddresses | undefined, oid: number): ColumnAddresses | undefined {
    const columns = catalog?.columns.get(oid);
    if (columns?.pack == null) return columns;
    const { kind, pack } = columns.pack;
    columns.pack = null;
    for (const [i, name] of pack.names().entries()) {
      const number = pack.numbers[i] ?? 0;
      columns.names[number] = name;
      columns.ids[number] = parentedId(kind, pack.parent, name);
    }
    return columns;
  }

  #catalog(classId: string): CatalogAddresses {
    const found = this.#catalogs.get(classId);
    if (found !== undefined) return found;
    const made = new CatalogAddresses();
    this.#catalogs.set(classId, made);
    return made;
  }
}

function unknown(what: string): never {
  throw new AppError({ code: "INTERNAL", message: `The catalog refers to ${what}, which was not read.` });
}
