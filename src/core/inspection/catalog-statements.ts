/** The statements of one inspection and how their results become a catalog: the whole of what goes over the wire. */

import type { Catalog } from "../catalog/catalog.ts";
import type { ObjectKind } from "../catalog/object-kind.ts";
import { type ResultSet, type RowOf, type RowShape, shapeMismatch } from "../catalog/row-shape.ts";
import type { ServerVersion } from "../catalog/server-version.ts";
import type { AnyKind } from "../kinds/define-kind.ts";
import { kinds } from "../kinds/registry.ts";
import { catalogDigestQuery } from "./catalog-digest.ts";
import { completenessProbeQuery, completenessProbeRow, unclaimed } from "./completeness-probe.ts";
import { dependencyQuery, dependencyRow } from "./dependency-query.ts";
import { CatalogReader } from "./read-catalog.ts";
import { readServerFacts, serverFactsQuery, serverFactsRow } from "./server-facts.ts";

/** What an inspection must know before the first object is read. */
type Premise = "digest" | "server facts" | "extension members" | "names" | "completeness";

/** One statement of an inspection. */
export interface CatalogPart {
  /** What would be missing without it, in words; the premise or the kind that its rows are for. */
  readonly what: Premise | ObjectKind | "dependencies";
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

/** Catalogs of the server that the role may not read, by name: a hardened server takes the right from everybody. */
export const hiddenCatalogsQuery = `
    select c.relname::text as catalog
    from pg_catalog.pg_class c
    where c.relnamespace = 'pg_catalog'::pg_catalog.regnamespace and c.relkind in ('r', 'v')
      and not pg_catalog.has_table_privilege(c.oid, 'select')
    order by c.relname`;

/** The shape of {@link hiddenCatalogsQuery}. */
export const hiddenCatalogsShape = { catalog: "text" } as const satisfies RowShape;

/**
 * The statements to run in one snapshot; {@link CatalogResults} takes their results in the same order. `hidden` catalogs have
 * no part in what is not of one kind. Dependencies are for planning; comparing needs none.
 */
export function catalogParts(
  version: ServerVersion,
  hidden: ReadonlySet<string> = new Set(),
  withDependencies = false,
): readonly CatalogPart[] {
  const premise = (what: Premise, sql: string, shape: RowShape): CatalogPart => ({
    what,
    sql,
    shape,
    kind: null,
    isEssential: true,
  });
  return [
    premise("digest", catalogDigestQuery(hidden), digestShape),
    premise("server facts", serverFactsQuery(version), serverFactsRow),
    premise("extension members", membersQuery, membersShape),
    premise("names", namesQuery, namesShape),
    premise("completeness", completenessProbeQuery(version, hidden), completenessProbeRow),
    ...kinds.map((kind) => ({
      what: kind.kind,
      sql: kind.query(version),
      shape: kind.row,
      kind,
      isEssential: kind.isEssential === true,
    })),
    ...(withDependencies ? [dependencies] : []),
  ];
}

// Stands last: it names objects of every kind.
const dependencies: CatalogPart = {
  what: "dependencies",
  sql: dependencyQuery,
  shape: dependencyRow,
  kind: null,
  isEssential: true,
};

/**
 * Takes the results of the parts while they arrive, so that reading goes on while the server still works and rows do not pile
 * up. A part's rows must be complete before the next part's begin, as they are on one connection.
 */
export class CatalogResults {
  readonly #parts: readonly CatalogPart[];
  readonly #version: ServerVersion;
  readonly #roles: ReadonlyMap<string, string>;
  readonly #premises = new Map<string, RowOf<RowShape>[]>();
  #reader: CatalogReader | null = null;

  constructor(parts: readonly CatalogPart[], version: ServerVersion, roles: ReadonlyMap<string, string>) {
    this.#parts = parts;
    this.#version = version;
    this.#roles = roles;
  }

  /** Takes the description of a part's rows, before the first of them; false when the index is none of the parts. */
  begin(index: number, fields: ResultSet["fields"]): boolean {
    const part = this.#parts[index];
    if (part === undefined) return false;
    const mismatch = shapeMismatch(part.shape, fields);
    if (mismatch !== null) throw new Error(`the query for ${part.what} does not fit its reader: ${mismatch}`);
    if (part.kind === null && part !== dependencies) this.#premises.set(part.what, []);
    return true;
  }

  /** Takes one row of a part that has begun. */
  take(index: number, row: ResultSet["rows"][number]): void {
    const part = this.#parts[index];
    const shaped = row as RowOf<RowShape>; // `begin` checked the shape against the server's row description
    if (part?.kind) this.#readerFor().add(part.kind, shaped);
    else if (part === dependencies) this.#readerFor().addDependency(row as RowOf<typeof dependencyRow>);
    else if (part !== undefined) this.#premises.get(part.what)?.push(shaped);
  }

  /** The catalog, and the digest that it was read under. */
  finish(): { readonly catalog: Catalog; readonly digest: string } {
    const { catalog, claimed, unreadMembers } = this.#readerFor().finish();
    const counts = this.#rows<typeof completenessProbeRow>("completeness");
    // With a part left out for want of rights its rows are named already.
    const hasDependencies = this.#parts.includes(dependencies);
    const isWhole = this.#parts.length === catalogParts(this.#version, new Set(), hasDependencies).length;
    const gaps = isWhole ? unclaimed(counts, claimed, unreadMembers) : [];
    const [digest] = this.#rows<typeof digestShape>("digest");
    if (digest === undefined) throw new Error("the inspection returned no digest");
    return { catalog: { ...catalog, notCompared: [...catalog.notCompared, ...gaps] }, digest: digest.digest };
  }

  #readerFor(): CatalogReader {
    if (this.#reader !== null) return this.#reader;
    const [server] = this.#rows<typeof serverFactsRow>("server facts");
    if (server === undefined) throw new Error("the inspection returned no server row");
    this.#reader = new CatalogReader({
      server: readServerFacts(server),
      version: this.#version,
      members: this.#rows<typeof membersShape>("extension members"),
      names: this.#rows<typeof namesShape>("names"),
      roles: this.#roles,
    });
    return this.#reader;
  }

  #rows<S extends RowShape>(premise: Premise): readonly RowOf<S>[] {
    return (this.#premises.get(premise) ?? []) as unknown as readonly RowOf<S>[]; // `begin` checked the part's shape
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
  for (const [i, { rows, fields }] of results.entries()) {
    reading.begin(i, fields);
    for (const row of rows) reading.take(i, row);
  }
  return reading.finish();
}
