/** Reads a test database's catalog, by default as a role that may connect and nothing else. */

import type { Catalog } from "../../src/core/catalog/catalog.ts";
import { openSession } from "../../src/postgres/connect.ts";
import { parseConnectionUrl } from "../../src/postgres/connection-url.ts";
import { inspect } from "../../src/postgres/inspect.ts";

/** SQL that makes the role; once per server. */
export const createAuditor = "create role auditor login password 'auditor'";

/** The same database as the auditor sees it. */
export function asAuditor(url: string): string {
  const target = new URL(url);
  target.username = "auditor";
  target.password = "auditor";
  return target.href;
}

/** The catalog behind a URL, with its dependencies where asked. */
export async function inspectUrl(url: string, withDependencies = false): Promise<Catalog> {
  const session = await openSession(parseConnectionUrl(url, { env: {}, osUser: "nobody" }));
  try {
    return (await inspect(session, { dependencies: withDependencies })).catalog;
  } finally {
    await session.close();
  }
}
