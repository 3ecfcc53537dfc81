/**
 * The relations of a schema that statements change: by name, by what they belong to, and as they were before the statement in hand.
 * Ways between relations are worked out when they are first asked for, and again only after one of them changed.
 */

import type { QualifiedName, RelationModel } from "./schema-model.ts";

/** How one relation can belong to another. */
export type RelationLink = "itsTable" | "parents" | "referenced" | "owner" | "reads";

/** Relations by name, in the order in which they were made. */
export class RelationStore {
  readonly #relations: Map<QualifiedName, RelationModel>;
  /** `itsTable` → `public.users` → names of its indexes; null: to be worked out. */
  #links: Links | null = null;
  /** Names that came and went since the last {@link mark}. */
  #came = new Set<QualifiedName>();
  #went = new Set<QualifiedName>();

  constructor(relations: Iterable<readonly [QualifiedName, RelationModel]>) {
    this.#relations = new Map(relations);
  }

  get(name: QualifiedName): RelationModel | undefined {
    return this.#relations.get(name);
  }

  has(name: QualifiedName): boolean {
    return this.#relations.has(name);
  }

  /** Makes the relation, or gives it other facts. */
  set(name: QualifiedName, relation: RelationModel): void {
    const before = this.#relations.get(name);
    if (before === undefined && !this.#went.has(name)) this.#came.add(name);
    if (before === undefined || !sameLinks(before, relation)) this.#links = null;
    this.#relations.set(name, relation);
  }

  delete(name: QualifiedName): void {
    if (!this.#relations.delete(name)) return;
    if (!this.#came.delete(name)) this.#went.add(name);
    this.#links = null;
  }

  names(): IterableIterator<QualifiedName> {
    return this.#relations.keys();
  }

  values(): IterableIterator<RelationModel> {
    return this.#relations.values();
  }

  [Symbol.iterator](): IterableIterator<[QualifiedName, RelationModel]> {
    return this.#relations.entries();
  }

  /** Relations that are linked to the named one in that way, in their order. */
  linked(link: RelationLink, to: QualifiedName): readonly RelationModel[] {
    this.#links ??= linksOf(this.#relations.values());
    return (this.#links[link].get(to) ?? []).flatMap((name) => this.#relations.get(name) ?? []);
  }

  /** From here on {@link existed} tells of this moment. */
  mark(): void {
    this.#came = new Set();
    this.#went = new Set();
  }

  /** True for a relation that was there at the last {@link mark}. */
  existed(name: QualifiedName): boolean {
    return this.#went.has(name) || (this.#relations.has(name) && !this.#came.has(name));
  }
}

function sameLinks(one: RelationModel, other: RelationModel): boolean {
  return (
    one.table === other.table &&
    one.parents === other.parents &&
    one.constraints === other.constraints &&
    one.ownedBy === other.ownedBy &&
    one.reads === other.reads
  );
}

type Links = { readonly [Link in RelationLink]: ReadonlyMap<QualifiedName, readonly QualifiedName[]> };

function linksOf(relations: Iterable<RelationModel>): Links {
  const empty = () => new Map<QualifiedName, QualifiedName[]>();
  const links = { itsTable: empty(), parents: empty(), referenced: empty(), owner: empty(), reads: empty() };
  const add = (link: RelationLink, to: QualifiedName, name: QualifiedName) => {
    const names = links[link].get(to);
    if (names === undefined) links[link].set(to, [name]);
    else if (!names.includes(name)) names.push(name);
  };
  for (const { name, table, parents, constraints, ownedBy, reads } of relations) {
    if (table !== null) add("itsTable", table, name);
    for (const parent of parents) add("parents", parent, name);
    for (const { referenced } of constraints) if (referenced !== null) add("referenced", referenced, name);
    if (ownedBy !== null) add("owner", ownedBy.table, name);
    for (const read of reads) add("reads", read, name);
  }
  return links;
}
