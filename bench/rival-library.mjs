/**
 * Kysely and drizzle-orm have no command line that applies migrations: this is the program that their documentation has one write,
 * `node rival-library.mjs kysely|drizzle URL FOLDER`. A file that begins with `-- apart` runs outside of a transaction, as far as that is
 * to be had. It is no TypeScript: the libraries are installed with the benchmark alone, and the project is type-checked without them.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import { Kysely, Migrator, PostgresDialect, sql } from "kysely";
import pg from "pg";

const [library, url = "", folder = ""] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url });
if (library === "kysely") await withKysely();
else await migrate(drizzle({ client: pool }), { migrationsFolder: folder }).finally(() => pool.end());

async function withKysely() {
  const texts = readdirSync(folder)
    .filter((file) => file.endsWith(".sql"))
    .map((file) => [file.replace(/\.sql$/, ""), readFileSync(join(folder, file), "utf8")]);
  const migrations = texts.map(([name, text]) => [
    name,
    {
      up: async (db) => {
        for (const statement of text.split("--> statement-breakpoint")) await sql.raw(statement).execute(db);
      },
    },
  ]);
  const db = new Kysely({ dialect: new PostgresDialect({ pool }) });
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => Object.fromEntries(migrations) },
    disableTransactions: texts.some(([, text]) => text.startsWith("-- apart")),
  });
  try {
    const { error } = await migrator.migrateToLatest();
    if (error !== undefined) throw error;
  } finally {
    await db.destroy();
  }
}
