/**
 * Reads a database's catalog: one snapshot, one round trip. Deparse functions look at the current catalog and not at the
 * snapshot, so a digest is taken before and again after; when DDL came between, the read is repeated.
 */

import { AppError } from "../core/app-error.ts";
import { assertNever } from "../core/assert-never.ts";
import type { Catalog, NotCompared } from "../core/catalog/catalog.ts";
import type { ObjectKind } from "../core/catalog/object-kind.ts";
import type { ResultSet } from "../core/catalog/row-shape.ts";
import { rowsOf } from "../core/catalog/row-shape.ts";
import { catalogDigestQuery } from "../core/inspection/catalog-digest.ts";
import {
  type CatalogPart,
  CatalogResults,
  catalogParts,
  hiddenCatalogsQuery,
  hiddenCatalogsShape,
  readCatalogResults,
} from "../core/inspection/catalog-statements.ts";
import { ReadFailures, schemaChanging } from "./read-failures.ts";
import { readSettings } from "./read-only-transaction.ts";
import type { Exchange, Session } from "./session.ts";
import { sqlState } from "./sql-state.ts";

const attempts = 3;

// A reader waits for a lock while it holds others, so that DDL may come to wait for it in turn. After a second the server ends one
// of the two (deadlock_timeout), and that must not be a migration: the reader lets go of everything soon and comes again.
const shortLockWaitMs = 300;
const shortLockWait = `set local lock_timeout = ${shortLockWaitMs}`;

// Deparse functions meet objects that the snapshot has and the catalog no longer has (XX000 cache lookup failed; undefined object,
// table, column, function, schema); deadlock.
const statesOfChange = new Set(["XX000", "42704", "42P01", "42703", "42883", "3F000", "40P01"]);

/** How to read. */
export interface InspectOptions {
  /** The environment's role names → the names that they compare as. */
  readonly roles?: ReadonlyMap<string, string>;
  /** Read what depends on what too: a plan needs it. */
  readonly dependencies?: boolean;
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
  let parts = catalogParts(session.serverVersion, new Set(), options.dependencies);
  let digest = catalogDigestQuery();
  const unreadable: NotCompared[] = [];
  const failures = new ReadFailures(session, shortLockWaitMs, () => digest);
  let isNarrowed = false;
  for (let attempt = 0; attempt < attempts; ) {
    const reading = new CatalogResults(parts, session.serverVersion, options.roles ?? new Map());
    const outcome = await tryRead(session, [...parts.map((part) => part.sql), ...extra], digest, reading);
    switch (outcome.kind) {
      case "read": {
        const notCompared = [...outcome.catalog.notCompared, ...unreadable];
        const cannotExpress = [...outcome.catalog.cannotExpress, ...hiddenKinds(session, parts)];
        return {
          catalog: { ...outcome.catalog, notCompared, cannotExpress },
          extra: outcome.results.slice(parts.length, parts.length + extra.length),
        };
      }
      case "locked":
        await failures.waitAgain(outcome.error);
        continue;
      case "failed":
        await failures.tryAgain(outcome.error);
        break;
      case "torn":
        break;
      case "denied": {
        // what is hidden was left out before: something else than a catalog refuses
        if (isNarrowed) throw outcome.error;
        isNarrowed = true;
        const hidden = await hiddenCatalogs(session);
        digest = catalogDigestQuery(hidden);
        parts = await readableParts(session, catalogParts(session.serverVersion, hidden, options.dependencies), unreadable);
        break;
      }
      default:
        assertNever(outcome);
    }
    attempt++;
  }
  throw schemaChanging(session.display);
}

/**
 * Inspects inside the transaction that is open on the session, and sees what that has done so far. Settings, role and locks are afterwards
 * as they were. Never throws for what the server or the network does.
 */
export async function inspectInside(
  session: Session,
  limits: { readonly lockTimeoutMs: number },
  options: Pick<InspectOptions, "roles"> = {},
): Promise<{ readonly kind: "read"; readonly catalog: Catalog } | Exclude<Exchange, { readonly kind: "done" }>> {
  const parts = catalogParts(session.serverVersion);
  const opening = [
    "savepoint lockstep_look",
    "reset session authorization",
    "reset role",
    ...readSettings({ statementTimeoutMs: 0, lockTimeoutMs: limits.lockTimeoutMs }),
  ];
  const closing = [catalogDigestQuery(), backToSavepoint, "release savepoint lockstep_look"];
  const message = [...opening, ...parts.map((part) => part.sql), ...closing].join("\n;\n");
  for (let attempt = 1; ; attempt++) {
    const exchange = await session.exchange(message);
    const isLast = attempt === attempts;
    if (exchange.kind === "lost") return exchange;
    if (exchange.kind === "refused") {
      if (isLast || !statesOfChange.has(exchange.state)) return exchange;
      await session.exchange(`${backToSavepoint}; release savepoint lockstep_look`);
      continue;
    }
    const results = exchange.results.slice(opening.length);
    const { catalog, digest } = readCatalogResults(
      parts,
      results.slice(0, parts.length),
      session.serverVersion,
      options.roles ?? new Map(),
    );
    const after = rowsOf(results[parts.length], { digest: "text" }, "digest")[0]?.digest;
    if (digest === after) return { kind: "read", catalog };
    if (isLast) throw schemaChanging(session.display);
  }
}

const backToSavepoint = "rollback to savepoint lockstep_look";

type Attempt =
  | { readonly kind: "read"; readonly catalog: Catalog; readonly results: readonly ResultSet[] }
  /** DDL came between the two digests. */
  | { readonly kind: "torn" }
  /** In a way that DDL beside the read can cause. */
  | { readonly kind: "failed"; readonly error: unknown }
  | { readonly kind: "locked"; readonly error: AppError }
  | { readonly kind: "denied"; readonly error: AppError };

async function tryRead(
  session: Session,
  statements: readonly string[],
  digestQuery: string,
  reading: CatalogResults,
): Promise<Attempt> {
  try {
    const results = await session.snapshot([shortLockWait, ...statements], [digestQuery], {
      begin: (index, fields) => reading.begin(index - 1, fields),
      take: (index, row) => reading.take(index - 1, row),
    });
    const { catalog, digest } = reading.finish();
    const after = rowsOf(results.at(-1), { digest: "text" }, "digest")[0]?.digest;
    return digest === after ? { kind: "read", catalog, results: results.slice(1) } : { kind: "torn" };
  } catch (error) {
    if (!(error instanceof AppError)) return { kind: "failed", error };
    if (error.code === "PERMISSION_DENIED") return { kind: "denied", error };
    if (error.code === "LOCK_TIMEOUT") return { kind: "locked", error };
    if (error.code === "INTERNAL" || statesOfChange.has(sqlState(error) ?? "")) return { kind: "failed", error };
    throw error;
  }
}

async function hiddenCatalogs(session: Session): Promise<ReadonlySet<string>> {
  const rows = rowsOf(await session.query(hiddenCatalogsQuery), hiddenCatalogsShape, "hidden catalogs");
  return new Set(rows.map(({ catalog }) => catalog));
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
