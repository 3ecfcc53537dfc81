/**
 * Where a database is reached, in a form that two runs can compare, and which cluster answers there. Neither is proof: a physical copy has the
 * cluster's identifier, and one server has many names. Together they are what somebody needs who has to tell a copy from a server that moved.
 */

import { AppError } from "../core/app-error.ts";
import type { ConnectionTarget } from "./connection-url.ts";
import type { Session } from "./session.ts";

/** `host:port/database` for each server that the URL names. */
export function endpointsOf({ hosts, database }: Pick<ConnectionTarget, "hosts" | "database">): readonly string[] {
  return hosts.map(({ host, port }) => `${isHere(host) ? "localhost" : host.toLowerCase()}:${port}/${database}`);
}

// one server by different names
function isHere(host: string): boolean {
  return host.startsWith("/") || host === "::1" || /^(localhost$|127\.)/i.test(host);
}

/** The identifier that initdb gave to the cluster, and copies keep; null where the role may not ask. @throws AppError CONNECT_LOST */
export async function readCluster(session: Session): Promise<string | null> {
  try {
    const { rows } = await session.query("select s.system_identifier::text as id from pg_catalog.pg_control_system() s");
    return rows[0] === undefined ? null : String(rows[0].id);
  } catch (error) {
    if (error instanceof AppError && error.code !== "CONNECT_LOST" && error.code !== "INTERRUPTED") return null;
    throw error;
  }
}
