/** What a statement locks that cannot run in a transaction block, watched by the same means as in a rehearsal. */

import { openSession } from "../../src/postgres/connect.ts";
import { parseConnectionUrl } from "../../src/postgres/connection-url.ts";
import { observeApart } from "../../src/postgres/observe-apart.ts";
import type { Observation } from "../../src/postgres/observe-statements.ts";

/** Runs the SQL outside of a transaction, for good, and tells what it did; scans do not show here. `holders`: see StatementCase. */
export async function observeOutside(url: string, sql: string, holders: readonly string[] = []): Promise<Observation> {
  const target = parseConnectionUrl(url, { env: {}, osUser: "nobody" });
  const open = () => openSession(target, { readOnly: false, statementTimeoutMs: 60_000, lockTimeoutMs: 60_000 });
  const [actor, observer] = await Promise.all([open(), open()]);
  try {
    const { observation, refused } = await observeApart(sql, { actor, observer, open, holders });
    if (refused !== null) throw new Error(refused);
    return observation;
  } finally {
    await Promise.all([actor.close(), observer.close()]);
  }
}
