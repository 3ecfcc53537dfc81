/** The statements of one inspection and how their results become a catalog: the whole of what goes over the wire. */

import type { Catalog } from "../catalog/catalog.ts";
import { type ResultSet, type RowShape, rowsOf } from "../catalog/row-shape.ts";
import type { ServerVersion } from "../catalog/server-version.ts";
import type { AnyKind } from "../kinds/define-kind.ts";
import { kinds } from "../kinds/registry.ts";
import { catalogDigestQuery } from "./catalog-digest.ts";
import { completenessProbeQuery, completenessProbeRow, unclaimed } from "./completeness-probe.ts";
import { readCatalog } from "./read-catalog.ts";
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
    ...kinds.map((kind) => ({ what: kind.kind, sql: kind.query(version), shape: kind.row, kind, isEssential: false })),
  ];
}

/** Results in the order of the parts → catalog, and the digest that it was read under. */
export function readCatalogResults(
  parts: readonly CatalogPart[],
  results: readonly ResultSet[],
  version: ServerVersion,
  roles: ReadonlyMap<string, string>,
): { readonly catalog: Catalog; readonly digest: string } {
  const [digest, server, members, names, counts] = results;
  const [digestRow] = rowsOf(digest, digestShape, "digest");
  const [serverRow] = rowsOf(server, serverFactsRow, "server");
  if (digestRow === undefined || serverRow === undefined) throw new Error("the inspection returned no server row");
  const { catalog, claimed, unreadMembers } = readCatalog({
    server: readServerFacts(serverRow),
    version,
    members: rowsOf(members, membersShape, "extension members"),
    names: rowsOf(names, namesShape, "names"),
    kinds: parts.flatMap(({ kind }, i) => (kind === null ? [] : [{ kind, rows: rowsOf(results[i], kind.row, kind.kind) }])),
    roles,
  });
  const isWhole = parts.length === catalogParts(version).length;
  // With a kind left out for want of rights its rows are named already.
  const gaps = isWhole ? unclaimed(rowsOf(counts, completenessProbeRow, "completeness"), claimed, unreadMembers) : [];
  return { catalog: { ...catalog, notCompared: [...catalog.notCompared, ...gaps] }, digest: digestRow.digest };
}
