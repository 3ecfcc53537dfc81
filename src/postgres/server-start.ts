/** When a server started, to the microsecond: two addresses that give the same moment lead to one server. */

import type { Session } from "./session.ts";

/** @throws as `Session.query` */
export async function readServerStart(session: Session): Promise<string> {
  const { rows } = await session.query("select pg_catalog.pg_postmaster_start_time()::pg_catalog.text as started");
  return String(rows[0]?.started);
}
