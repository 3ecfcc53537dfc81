/** The user's own pg_dump. It refuses servers newer than itself, so the newest that is installed is taken. */

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type ProcessResult, runProcess, type Variables } from "./run-process.ts";

/** A pg_dump that runs here. */
export interface DumpClient {
  readonly program: string;
  /** `16.4` */
  readonly version: string;
  readonly major: number;
}

/** What a dump is taken of, and how. */
export interface DumpRequest {
  /** PG* variables: secrets travel here, never in arguments. */
  readonly connection: Variables;
  readonly args: readonly string[];
  readonly env: Variables;
  readonly cwd: string;
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
}

const newestMajor = 19;
const oldestMajor = 14;

/** The newest pg_dump on PATH or where systems put it; null where there is none. */
export async function findDumpClient(place: { readonly env: Variables; readonly cwd: string }): Promise<DumpClient | null> {
  const clients: DumpClient[] = [];
  for (const program of candidates(place.env)) {
    const client = await identify(program, place);
    if (client !== null) clients.push(client);
  }
  return clients.sort((a, b) => b.major - a.major)[0] ?? null;
}

/** Runs it. What it writes can be large. @throws the signal's reason when it aborts */
export function runDumpClient({ program }: DumpClient, request: DumpRequest): Promise<ProcessResult> {
  const { connection, args, env, cwd, deadlineMs, signal } = request;
  const options = { env: { ...env, ...connection }, cwd, deadlineMs, signal, maximumOutputBytes: 256 * 1024 * 1024 };
  return runProcess(program, [...args, "--no-password"], options);
}

function candidates(env: Variables): readonly string[] {
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder.startsWith("/"));
  for (let major = newestMajor; major >= oldestMajor; major--)
    folders.push(
      `/usr/lib/postgresql/${major}/bin`,
      `/usr/pgsql-${major}/bin`,
      `/usr/libexec/postgresql${major}`,
      `/opt/homebrew/opt/postgresql@${major}/bin`,
      `/usr/local/opt/postgresql@${major}/bin`,
      `/Applications/Postgres.app/Contents/Versions/${major}/bin`,
    );
  return [...new Set(folders)].map((folder) => join(folder, "pg_dump")).filter((program) => existsSync(program));
}

async function identify(
  program: string,
  { env, cwd }: { readonly env: Variables; readonly cwd: string },
): Promise<DumpClient | null> {
  const result = await runProcess(program, ["--version"], { env, cwd, deadlineMs: 5_000 });
  if (result.kind !== "exited" || result.code !== 0) return null;
  const version = /(\d+)(?:\.\d+)?/.exec(result.stdout)?.[0];
  return version === undefined ? null : { program, version, major: Number.parseInt(version, 10) };
}
