/**
 * The user's own pg_dump and pg_restore. pg_dump refuses servers newer than itself, and what a much newer one writes an older server may
 * not take: the nearest that is not older is the one to use.
 */

import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { AppError } from "../core/app-error.ts";
import { runProcess, type Variables } from "./run-process.ts";

/** A pg_dump that runs here, and the pg_restore beside it. */
export interface PgClient {
  /** pg_dump. */
  readonly program: string;
  /** Null where it was not installed along. */
  readonly restore: string | null;
  /** `16.4` */
  readonly version: string;
  readonly major: number;
}

/** Where programs are looked for, and what they are given. */
export interface ClientPlace {
  readonly env: Variables;
  readonly cwd: string;
}

const newestMajor = 19;
const oldestMajor = 14;

/** All that run here: those on PATH first, then where systems put them. */
export async function findPgClients(place: ClientPlace): Promise<readonly PgClient[]> {
  const clients = await Promise.all(candidates(place.env).map((program) => identify(program, place)));
  return clients.filter((client) => client !== null);
}

/** The nearest that is not older than a server; null where there is none. */
export function fittingClient(clients: readonly PgClient[], major: number): PgClient | null {
  const fitting = clients.filter((client) => client.major >= major && client.restore !== null);
  return [...fitting].sort((one, other) => one.major - other.major)[0] ?? null;
}

/** The client for a server, or the refusal with what to install. @throws AppError BACKUP_CLIENT_MISSING */
export async function requireClient(
  major: number,
  what: string,
  place: ClientPlace,
): Promise<PgClient & { readonly restore: string }> {
  const clients = await findPgClients(place);
  const client = fittingClient(clients, major);
  if (client !== null && client.restore !== null) return { ...client, restore: client.restore };
  const newest = [...clients].sort((one, other) => other.major - one.major)[0];
  const found = newest === undefined ? "there is none here" : `the newest here is ${newest.version}`;
  throw new AppError({
    code: "BACKUP_CLIENT_MISSING",
    message: `${what} needs pg_dump and pg_restore ${major} or newer, and ${found}. There is no backup.`,
    hint: `Install them: apt-get install postgresql-client-${major} (from apt.postgresql.org), dnf install postgresql${major}, apk add postgresql${major}-client, or brew install postgresql@${major}`,
  });
}

/** Folders on PATH, and those of the usual packages. */
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

async function identify(program: string, { env, cwd }: ClientPlace): Promise<PgClient | null> {
  const result = await runProcess(program, ["--version"], { env, cwd, deadlineMs: 5_000 });
  if (result.kind !== "exited" || result.code !== 0) return null;
  const version = /(\d+)(?:\.\d+)?/.exec(result.stdout)?.[0];
  if (version === undefined) return null;
  const restore = join(dirname(program), "pg_restore");
  return { program, restore: existsSync(restore) ? restore : null, version, major: Number.parseInt(version, 10) };
}
