/** The newest pg_dump that is installed, for whoever wants a schema as text. Backups have their own choice. */

import { type ClientPlace, findPgClients, type PgClient } from "./pg-client.ts";
import { type ProcessResult, runProcess, type Variables } from "./run-process.ts";

/** A pg_dump that runs here. */
export type DumpClient = PgClient;

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

/** The newest pg_dump on PATH or where systems put it; null where there is none. */
export async function findDumpClient(place: ClientPlace): Promise<DumpClient | null> {
  const clients = await findPgClients(place);
  return [...clients].sort((a, b) => b.major - a.major)[0] ?? null;
}

/** Runs it. What it writes can be large. @throws the signal's reason when it aborts */
export function runDumpClient({ program }: DumpClient, request: DumpRequest): Promise<ProcessResult> {
  const { connection, args, env, cwd, deadlineMs, signal } = request;
  const options = { env: { ...env, ...connection }, cwd, deadlineMs, signal, maximumOutputBytes: 256 * 1024 * 1024 };
  return runProcess(program, [...args, "--no-password"], options);
}
