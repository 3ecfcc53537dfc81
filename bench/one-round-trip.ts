/**
 * The floor that `apply` is measured against: `node one-round-trip.mjs URL FOLDER` runs each file in a transaction of its own together
 * with a row that says so, in one message. It guards nothing, and nobody could do with fewer round trips.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";

const [url = "", folder = ""] = process.argv.slice(2);
const client = new pg.Client({ connectionString: url });
await client.connect();
try {
  await client.query("create table if not exists applied (version text primary key, at timestamptz not null default now())");
  const { rows } = await client.query<{ version: string }>("select version from applied");
  const applied = new Set(rows.map(({ version }) => version));
  for (const file of readdirSync(folder).sort()) {
    if (applied.has(file)) continue;
    const sql = readFileSync(join(folder, file), "utf8");
    await client.query(`begin;\n${sql}\n;\ninsert into applied (version) values ('${file}');\ncommit`);
  }
} finally {
  await client.end();
}
