/**
 * The server and its databases. It is a scratch server of pg_dump's own major version, because pg_dump reads no newer one; the
 * databases to compare are each built from the statements, not copied, so that their catalogs have different OIDs and row order.
 */

import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { ScratchServer } from "../src/postgres/scratch/scratch-server.ts";
import { generateSchema } from "./generate-schema.ts";
import { type PlantedDifference, plantDifferences } from "./plant-differences.ts";

/** Three databases of one schema: `twin` equals `source`, `drifted` has the planted differences. Values are URLs. */
export interface BenchDatabases {
  readonly source: string;
  readonly twin: string;
  readonly drifted: string;
  /** `pg_dump --schema-only` of `drifted`, and an empty database to load it into. */
  readonly dump: { readonly file: string; readonly into: string; readonly empty: () => Promise<void> };
  readonly planted: readonly PlantedDifference[];
  /** Rows of pg_class, pg_depend and so on, to say how large the schema is. */
  readonly counts: Readonly<Record<string, number>>;
}

/** What `pg_dump --version` says; undefined when there is none. */
export function pgDumpVersion(): string | undefined {
  try {
    return /\d+(\.\d+)?/.exec(execFileSync("pg_dump", ["--version"], { encoding: "utf8" }))?.[0];
  } catch {
    return undefined;
  }
}

/** Settings of an ordinary server where a scratch server has faster ones: whoever commits waits for the disk. */
const safeSettings = { fsync: "on", full_page_writes: "on", synchronous_commit: "on" } as const;

/** Starts the server; the caller stops it. A safe one keeps its data on the disk that temporary files are on, in `folder`. */
export async function startBenchServer(dumpVersion: string | undefined, folder: string | null = null): Promise<ScratchServer> {
  const servers = join(import.meta.dirname, "..", "test", "servers", "node_modules");
  const names = existsSync(servers) ? readdirSync(servers) : [];
  const major = dumpVersion === undefined ? undefined : Number.parseInt(dumpVersion, 10);
  return await ScratchServer.start({
    ...(major === undefined ? {} : { major }),
    env: process.env,
    extraRoots: names.filter((name) => /^pg\d+$/.test(name)).map((name) => join(servers, name)),
    // the default of an ordinary server; the scratch server's own would not hold the larger catalog
    settings: { shared_buffers: "128MB", ...(folder === null ? {} : safeSettings) },
    ...(folder === null ? {} : { cacheFolder: folder }),
  });
}

/** A folder for a safe server, which may run as another user; the caller removes it. */
export function makeServerFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-bench-server-"));
  chmodSync(folder, 0o755);
  return folder;
}

/** Generates, loads and analyses the databases for a number of tables; `folder` is for the dump. */
export async function prepareDatabases(
  server: ScratchServer,
  tables: number,
  seed: number,
  folder: string,
): Promise<BenchDatabases> {
  const schema = generateSchema({ tables, seed });
  const planted = plantDifferences(schema);
  const names = { source: `bench_${tables}`, twin: `bench_${tables}_twin`, drifted: `bench_${tables}_drifted` };
  await server.createDatabase(names.source);
  await load(server.url(names.source), schema.statements);
  await server.createDatabase(names.twin);
  await load(server.url(names.twin), schema.statements);
  await server.createDatabase(names.drifted, names.twin);
  await load(
    server.url(names.drifted),
    planted.flatMap(({ statements }) => statements),
  );
  for (const name of Object.values(names)) await settle(server.url(name));
  return {
    source: server.url(names.source),
    twin: server.url(names.twin),
    drifted: server.url(names.drifted),
    dump: dumpOf(server, names.drifted, folder),
    planted,
    counts: await countObjects(server.url(names.source)),
  };
}

function dumpOf(server: ScratchServer, name: string, folder: string): BenchDatabases["dump"] {
  const file = join(folder, `${name}.sql`);
  if (pgDumpVersion() !== undefined) execFileSync("pg_dump", ["--schema-only", "--file", file, server.url(name)]);
  const into = `${name}_restored`;
  const empty = async () =>
    withClient(server.url(), async (client) => {
      await client.query(`drop database if exists ${into}`);
      await client.query(`create database ${into}`);
    });
  return { file, into: server.url(into), empty };
}

// in one transaction the largest schema would need more locks than a server has
const statementsPerTransaction = 200;

async function load(url: string, statements: readonly string[]): Promise<void> {
  await withClient(url, async (client) => {
    for (let start = 0; start < statements.length; start += statementsPerTransaction) {
      await client.query(statements.slice(start, start + statementsPerTransaction).join(";\n"));
    }
  });
}

/** What autovacuum does within minutes on an ordinary server: without it the planner knows nothing about the catalog. */
async function settle(url: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.query("vacuum (analyze)");
    await client.query("checkpoint");
  });
}

async function countObjects(url: string): Promise<Readonly<Record<string, number>>> {
  return await withClient(url, async (client) => {
    const { rows } = await client.query<Record<string, number>>(`
      with own as (
        select n.oid from pg_catalog.pg_namespace n
        where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
      )
      select (select count(*)::int from pg_catalog.pg_class c join own n on n.oid = c.relnamespace where c.relkind = 'r') as tables,
             (select count(*)::int from pg_catalog.pg_class c join own n on n.oid = c.relnamespace where c.relkind = 'i') as indexes,
             (select count(*)::int from pg_catalog.pg_class c join own n on n.oid = c.relnamespace where c.relkind = 'v') as views,
             (select count(*)::int from pg_catalog.pg_proc p join own n on n.oid = p.pronamespace) as functions,
             (select count(*)::int from pg_catalog.pg_constraint c join own n on n.oid = c.connamespace) as constraints,
             (select count(*)::int from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
              join own n on n.oid = c.relnamespace where a.attnum > 0 and c.relkind = 'r') as columns,
             (select count(*)::int from pg_catalog.pg_depend) as dependencies`);
    return rows[0] ?? {};
  });
}

async function withClient<Result>(url: string, use: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
