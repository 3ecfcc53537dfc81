/**
 * What a statement really does: run in a transaction that is rolled back, and watched by the same means as a rehearsal
 * (`src/postgres/observe-statements.ts`).
 */

import type { Client } from "pg";
import {
  costsOf,
  type HeldLock,
  locksOf,
  locksQuery,
  type Observation,
  type RelationState,
  statesQuery,
} from "../../src/postgres/observe-statements.ts";

/** Runs the SQL in a transaction and rolls it back. `settings` are SET LOCAL beforehand. */
export async function observeStatement(
  client: Client,
  sql: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<Observation> {
  const words: string[] = [];
  const listen = (notice: { message?: string | undefined }) => words.push(notice.message ?? "");
  await client.query("begin");
  try {
    const before = await relationStates(client);
    for (const [name, value] of Object.entries(settings))
      await client.query("select pg_catalog.set_config($1, $2, true)", [name, value]);
    await client.query("set local client_min_messages = debug1");
    client.on("notice", listen);
    await client.query(sql);
    client.off("notice", listen);
    await client.query("set local client_min_messages = warning");
    const held = (await client.query<HeldLock>(locksQuery)).rows;
    return { locks: locksOf(before, held), costs: costsOf(before, await relationStates(client), words), words };
  } finally {
    client.off("notice", listen);
    await client.query("rollback");
  }
}

/** Every relation of users, as it is. */
async function relationStates(client: Client): Promise<readonly RelationState[]> {
  return (await client.query<RelationState>(statesQuery)).rows;
}
