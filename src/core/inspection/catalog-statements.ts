/** The statements of one inspection and how their results become a catalog: the whole of what goes over the wire. */

import type { Catalog } from "../catalog/catalog.ts";
import { type ResultSet, type RowOf, type RowShape, shapeMismatch } from "../catalog/row-shape.ts";
import type { ServerVersion } from "../catalog/server-version.ts";
import type { AnyKind } from "../kinds/define-kind.ts";
import { kinds } from "../kinds/registry.ts";
import { catalogDigestQuery } from "./catalog-digest.ts";
import { completenessProbeQuery, completenessProbeRow, unclaimed } from "./completeness-probe.ts";
import { CatalogReader } from "./read-catalog.ts";
import { readServerFacts, serverFactsQuery, serverFactsRow } from "./server-facts.ts";

/** One statement of an inspection. */
export interface CatalogPart {
  /** What would be missing without it, in words. */
  readonly what: string;
  readonly sql: string;
  readonly shape: RowShape;
  readonly kind: AnyKind | null;
  /** Nothing can be said without it. */
  readonly isEssential: boolean;
}

const digestShape = { digest: "text" } as const satisfies RowShape;

// Rows that came with an extension. Its version stands for them, so that no kind needs an anti-join of its own.
const membersShape = { class_id: "text", oid: "int" } as const satisfies RowShape;
const membersQuery = `
    select c.relname as class_id, d.objid as oid
    from pg_catalog.pg_depend d
    join pg_catalog.pg_class c on c.oid = d.classid
    where d.deptype = 'e'`;

const namesShape = { class_id: "text", oid: "int", name: "text" } as const satisfies RowShape;
const namesQuery = `
    select 'pg_opclass' as class_id, o.oid, n.nspname || '.' || o.opcname as name
    from pg_catalog.pg_opclass o
    join pg_catalog.pg_namespace n on n.oid = o.opcnamespace`;

/** The statements to run in one snapshot; {@link readCatalogResults} takes their results in the same order. */
export function catalogParts(version: ServerVersion): readonly CatalogPart[] {
  const essential = (what: string, sql: string, shape: RowShape): CatalogPart => ({
    what,
    sql,
    shape,
    kind: null,
    isEssential: true,
  });
  return [
    essential("digest", catalogDigestQuery, digestShape),
    essential("server", serverFactsQuery(version), serverFactsRow),
    essential("extension members", membersQuery, membersShape),
    essential("names", namesQuery, namesShape),
    essential("completeness", completenessProbeQuery(version), completenessProbeRow),
    ...kinds.map((kind) => ({
      what: kind.kind,
      sql: kind.query(version),
      shape: kind.row,
      kind,
      isEssential: kind.isEssential === true,
    })),
  ];
}

/**
 * Takes the results of the parts while they arrive, so that reading goes on while the server still works and rows do not pile
 * up. A part's rows must be complete before the next part's begin, as they are on one connection.
 */
export class CatalogResults {
  readonly #parts: readonly CatalogPart[];
  readonly #version: ServerVersion;
  readonly #roles: ReadonlyMap<string, string>;
  readonly #essential: { rows: RowOf<RowShape>[] }[];
  #checked = -1;
  #reader: CatalogReader | null = null;

  constructor(parts: readonly CatalogPart[], version: ServerVersion, roles: ReadonlyMap<string, string>) {
    this.#parts = parts;
    this.#version = version;
    this.#roles = roles;
    this.#essential = parts.filter((part) => part.kind === null).map(() => ({ rows: [] }));
  }

  /** Takes one row of a part; false when the index is none of the parts. */
  take(index: number, row: ResultSet["rows"][number], fields: ResultSet["fields"]): boolean {
    const part = this.#parts[index];
    if (part === undefined) return false;
    if (index !== this.#checked) this.#check(part, fields, index);
    const shaped = row as RowOf<RowShape>; // the shape was just checked against the server's row description
    if (part.kind === null) this.#essential[index]?.rows.push(shaped);
    else this.#readerFor().add(part.kind, shaped);
    return true;
  }

  /** The catalog, and the digest that it was read under. */
  finish(): { readonly catalog: Catalog; readonly digest: string } {
    const { catalog, claimed, unreadMembers } = this.#readerFor().finish();
    const counts = this.#rows<typeof completenessProbeRow>(4);
    // With a kind left out for want of rights its rows are named already.
    const isWhole = this.#parts.length === catalogParts(this.#version).length;
    const gaps = isWhole ? unclaimed(counts, claimed, unreadMembers) : [];
    const [digest] = this.#rows<typeof digestShape>(0);
    if (digest === undefined) throw new Error("the inspection returned no digest");
    return { catalog: { ...catalog, notCompared: [...catalog.notCompared, ...gaps] }, digest: digest.digest };
  }

  #check(part: CatalogPart, fields: ResultSet["fields"], index: number): void {
    const mismatch = shapeMismatch(part.shape, fields);
    if (mismatch !== null) throw new Error(`the query for ${part.what} does not fit its reader: ${mismatch}`);
    this.#checked = index;
  }

  #readerFor(): CatalogReader {
    if (this.#reader !== null) return this.#reader;
    const [server] = this.#rows<typeof serverFactsRow>(1);
    if (server === undefined) throw new Error("the inspection returned no server row");
    this.#reader = new CatalogReader({
      server: readServerFacts(server),
      version: this.#version,
      members: this.#rows<typeof membersShape>(2),
      names: this.#rows<typeof namesShape>(3),
      roles: this.#roles,
    });
    return this.#reader;
  }

  #rows<S extends RowShape>(index: number): readonly RowOf<S>[] {
    return (this.#essential[index]?.rows ?? []) as unknown as readonly RowOf<S>[]; // `take` checked them against the part's shape
  }
}

/** Complete results in the order of the parts → catalog, and the digest that it was read under. */
export function readCatalogResults(
  parts: readonly CatalogPart[],
  results: readonly ResultSet[],
  version: ServerVersion,
  roles: ReadonlyMap<string, string>,
): { readonly catalog: Catalog; readonly digest: string } {
  const reading = new CatalogResults(parts, version, roles);
  for (const [i, { rows, fields }] of results.entries()) for (const row of rows) reading.take(i, row, fields);
  return reading.finish();
}
