/**
 * Recognises a pooler between us and the server. A differing process id alone proves only that something relays the
 * connection (a session pooler, a provider's proxy); that transactions wander between backends, which is what breaks
 * session state, is proven by two connections that were served by one backend, or one that was served by two.
 */

import type { StatementResult } from "./read-batch.ts";
import type { Session } from "./session.ts";

/** direct: no relay · proxy: relayed, each connection seems to keep its backend · transaction-pooler: it does not. */
export type ConnectionPath = "direct" | "proxy" | "transaction-pooler";

/** What was found, in one word and one sentence. */
export interface PoolerReport {
  readonly path: ConnectionPath;
  readonly detail: string;
}

const pidQuery = "select pg_catalog.pg_backend_pid() as pid";

/**
 * Two round trips on a direct connection. Behind a relay it opens a second short connection.
 *
 * @throws AppError as `Session.query`
 */
export async function detectPooler(session: Session): Promise<PoolerReport> {
  const seen = new Set([await backendOf(session), await backendOf(session)]);
  if (seen.size > 1) return pooler(`one connection was served by backends ${[...seen].join(" and ")}`);
  if (seen.has(session.backendPid)) return { path: "direct", detail: "The connection goes straight to the server." };
  const observer = await session.openObserver();
  try {
    // a pooler hands out the backend that was used last, so turns taken one after the other meet
    for (let round = 0; round < 3; round++) {
      const pid = await backendOf(observer);
      if (seen.has(pid)) return pooler(`two connections were served by backend ${pid}`);
      seen.add(await backendOf(session));
      if (seen.size > 1) return pooler(`one connection was served by backends ${[...seen].join(" and ")}`);
    }
  } finally {
    await observer.close();
  }
  return {
    path: "proxy",
    detail:
      "Something relays the connection (another process id was announced than serves it), but each connection seems to keep its own backend.",
  };
}

function pooler(evidence: string): PoolerReport {
  return { path: "transaction-pooler", detail: `A pooler in transaction mode relays the connection: ${evidence}.` };
}

async function backendOf(session: { query(sql: string): Promise<StatementResult> }): Promise<number> {
  const { rows } = await session.query(pidQuery);
  return Number(rows[0]?.pid);
}
