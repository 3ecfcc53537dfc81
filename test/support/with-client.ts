/** One plain connection for as long as a piece of a test needs it. */

import { Client } from "pg";

/** Connects, does `work`, and closes. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
