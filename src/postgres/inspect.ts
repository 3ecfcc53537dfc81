/**
 * Reads a database's catalog: one snapshot, one round trip. Deparse functions look at the current catalog and not at the
 * snapshot, so a digest is taken before and again after; when DDL came between, the read is repeated.
 */

import { AppError } from "../core/app-error.ts";
import type { Catalog, NotCompared } from "../core/catalog/catalog.ts";
import type { ObjectKind } from "../core/catalog/object-kind.ts";
import type { ResultSet } from "../core/catalog/row-shape.ts";
import { rowsOf } from "../core/catalog/row-shape.ts";
import { catalogDigestQuery } from "../core/inspection/catalog-digest.ts";
import { type CatalogPart, CatalogResults, catalogParts } from "../core/inspection/catalog-statements.ts";
import type { Session } from "./session.ts";

const attempts = 3;

/** How to read. */
export interface InspectOptions {
  /** The environment's role names → the names that they compare as. */
  readonly roles?: ReadonlyMap<string, string>;
  /** More statements for the same snapshot. */
  readonly extra?: readonly string[];
}

/** A catalog and the results of the extra statements, in their order. */
export interface Inspection {
  readonly catalog: Catalog;
  readonly extra: readonly ResultSet[];
}

/**
 * Inspects the session's database.
 *
 * @throws AppError SCHEMA_CHANGING when the schema changed during each of three reads, and what the session throws
 */
export async function inspect(session: Session, options: InspectOptions = {}): Promise<Inspection> {
  const extra = options.extra ?? [];
  let parts = catalogParts(session.serverVersion);
  const unreadable: NotCompared[] = [];
  for (let attempt = 0; attempt < attempts; attempt++) {
    const reading = new CatalogResults(parts, session.serverVersion, options.roles ?? new Map());
    const results = await tryRead(session, [...parts.map((part) => part.sql), ...extra], reading);
    if (results === null) {
      const readable = await readableParts(session, parts, unreadable);
      if (readable.length === parts.length)
        throw new AppError({
          code: "INTERNAL",
          message: `${session.display}: a right came and went while reading.`,
          retryable: true,
        });
      parts = readable;
      continue;
    }
    const after = rowsOf(results.at(-1), { digest: "text" }, "digest")[0]?.digest;
    const { catalog, digest } = reading.finish();
    if (digest !== after) continue;
    const notCompared = [...catalog.notCompared, ...unreadable];
    const cannotExpress = [...catalog.cannotExpress, ...hiddenKinds(session, parts)];
    return {
      catalog: { ...catalog, notCompared, cannotExpress },
      extra: results.slice(parts.length, parts.length + extra.length),
    };
  }
  throw new AppError({
    code: "SCHEMA_CHANGING",
    message: `${session.display}: the schema changed while it was read, ${attempts} times in a row.`,
    hint: "A migration is running. Try again when it has finished.",
    retryable: true,
  });
}

async function tryRead(
  session: Session,
  statements: readonly string[],
  reading: CatalogResults,
): Promise<readonly ResultSet[] | null> {
  try {
    return await session.snapshot(statements, [catalogDigestQuery], (index, row, fields) => reading.take(index, row, fields));
  } catch (error) {
    if (error instanceof AppError && error.code === "PERMISSION_DENIED") return null;
    throw error;
  }
}

// A hardened server may hide a catalog. What it hides is left out by name; everything else is still compared.
async function readableParts(
  session: Session,
  parts: readonly CatalogPart[],
  unreadable: NotCompared[],
): Promise<readonly CatalogPart[]> {
  const readable: CatalogPart[] = [];
  for (const part of parts) {
    try {
      await session.query(part.sql);
      readable.push(part);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "PERMISSION_DENIED" || part.isEssential) throw error;
      unreadable.push({ what: part.what, why: error.message, forWantOfRights: true });
    }
  }
  return readable;
}

// Objects that a role may not see are not gone: the comparison must leave their kinds out.
function hiddenKinds(session: Session, parts: readonly CatalogPart[]): readonly ObjectKind[] {
  const read = new Set(parts.map((part) => part.what));
  return catalogParts(session.serverVersion).flatMap(({ what, kind }) => (kind === null || read.has(what) ? [] : [kind.kind]));
}
