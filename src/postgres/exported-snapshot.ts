/**
 * One moment of a database that several connections see: ours keeps it open, pg_dump and whoever counts import it. So what is written down
 * about a dump is true of the very rows and objects that are in it.
 */

import { AppError } from "../core/app-error.ts";
import type { Catalog } from "../core/catalog/catalog.ts";
import { rowsOf } from "../core/catalog/row-shape.ts";
import { catalogDigestQuery } from "../core/inspection/catalog-digest.ts";
import { hiddenCatalogsQuery, hiddenCatalogsShape } from "../core/inspection/catalog-statements.ts";
import { quoteLiteral } from "../core/sql/quote.ts";
import { inspect } from "./inspect.ts";
import { schemaChanging } from "./read-failures.ts";
import type { Session } from "./session.ts";

/** The moment. */
export interface ExportedSnapshot {
  /** What `set transaction snapshot` and pg_dump's `--snapshot` take. */
  readonly id: string;
  /** As it was at that moment. */
  readonly catalog: Catalog;
  /** Asks within the moment. */
  readonly ask: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;
}

const attempts = 3;

/**
 * Keeps a moment open while `work` goes on. The catalog is read just before, and a digest within the moment proves that nothing changed
 * in between. Open the session without a statement timeout: it waits for as long as a dump takes.
 *
 * @throws AppError SCHEMA_CHANGING, what `inspect` throws and what `work` throws
 */
export async function withExportedSnapshot<T>(session: Session, work: (snapshot: ExportedSnapshot) => Promise<T>): Promise<T> {
  const hidden = rowsOf(await session.query(hiddenCatalogsQuery), hiddenCatalogsShape, "hidden catalogs");
  const digestQuery = catalogDigestQuery(new Set(hidden.map(({ catalog }) => catalog)));
  const digestOf = (result: Parameters<typeof rowsOf>[0]) => rowsOf(result, { digest: "text" }, "digest")[0]?.digest;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const before = digestOf(await session.query(digestQuery));
    const { catalog } = await inspect(session, { dependencies: true });
    const first = [keepOpen, "select pg_catalog.pg_export_snapshot() as id", digestQuery];
    const outcome = await session.transaction(first, async ([, exported, digest], ask) => {
      if (digestOf(digest) !== before) return { isTorn: true as const };
      const snapshot: ExportedSnapshot = {
        id: String(exported?.rows[0]?.id),
        catalog,
        ask: async (sql) => (await ask(sql)).rows,
      };
      return { isTorn: false as const, result: await work(snapshot) };
    });
    if (!outcome.isTorn) return outcome.result;
  }
  throw schemaChanging(session.display);
}

/** Keeps a moment open of which only its id is wanted. @throws what `work` throws, and as `Session.transaction` */
export function withMoment<T>(session: Session, work: (id: string) => Promise<T>): Promise<T> {
  return session.transaction([keepOpen, "select pg_catalog.pg_export_snapshot() as id"], ([, exported]) =>
    work(String(exported?.rows[0]?.id)),
  );
}

// a dump may take hours, in which this connection says nothing
const keepOpen = "set local idle_in_transaction_session_timeout = 0";

/**
 * Counts within an exported moment, on a session of its own; one result for each query, in order.
 *
 * @throws AppError CONNECT_LOST when the moment is over, and as `Session.snapshot`
 */
export async function askInSnapshot(session: Session, id: string, queries: readonly string[]): ReturnType<Session["snapshot"]> {
  // any query before it would take another moment
  const [, ...results] = await session
    .snapshot([`set transaction snapshot ${quoteLiteral(id)}`, ...queries])
    .catch((error: unknown) => {
      if (!(error instanceof AppError) || !/snapshot "[^"]*" does not exist|invalid snapshot identifier/.test(error.message))
        throw error;
      throw new AppError({
        code: "CONNECT_LOST",
        message: `${session.display}: the connection that held the moment of the dump is gone, or this one leads to another server.`,
        hint: "Run it again; with several hosts in the URL, name one of them in directUrl.",
        cause: error,
      });
    });
  return results;
}
