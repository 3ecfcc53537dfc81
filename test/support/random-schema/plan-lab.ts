/** Databases for one law about plans: made for it on a test server, gone after it. */

import { Client } from "pg";
import type { ScratchServer } from "../../../src/postgres/scratch/scratch-server.ts";
import { createDatabase, execSql } from "../postgres.ts";

/** Roles that random schemas name; once per server. */
export const randomRoles = "create role p_reader; create role p_owner";

/** A server and its major version. */
export interface PlanLab {
  readonly server: ScratchServer;
  readonly major: number;
}

/** Lends a client of a new database for each SQL text. */
export async function withDatabases<T>(
  { server }: PlanLab,
  schemas: readonly [string, string],
  use: (first: Client, second: Client) => Promise<T>,
): Promise<T> {
  const urls: string[] = [];
  const clients: Client[] = [];
  try {
    for (const sql of schemas) {
      const url = await createDatabase(server, sql);
      urls.push(url);
      const client = new Client({ connectionString: url });
      await client.connect();
      clients.push(client);
    }
    const [first, second] = clients;
    if (first === undefined || second === undefined) throw new Error("two schemas gave fewer clients");
    return await use(first, second);
  } finally {
    for (const client of clients) await client.end();
    for (const url of urls) await execSql(server.url(), `drop database "${new URL(url).pathname.slice(1)}"`);
  }
}
