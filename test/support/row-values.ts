/** The rows of a query as plain values, which read well beside what a test expects. */

import { withClient } from "./with-client.ts";

/** Each row as the list of its values; a row of one column as that value. */
export function rowValues(url: string, sql: string): Promise<readonly unknown[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<unknown[]>({ text: sql, rowMode: "array" });
    return rows.map((row) => (row.length === 1 ? row[0] : row));
  });
}
