/**
 * Where a backup is restored to be looked at, and is gone afterwards: a server that is started for it alone, whose files only its own
 * account can read, or the one that the configuration names for production's data. Never one that others use.
 */

import { randomBytes } from "node:crypto";
import { statfsSync } from "node:fs";
import { AppError } from "../core/app-error.ts";
import { quoteIdentifier, quoteLiteral } from "../core/sql/quote.ts";
import { openSession } from "./connect.ts";
import { type ConnectionTarget, parseConnectionUrl } from "./connection-url.ts";
import { openCacheFolder } from "./scratch/cache-folder.ts";
import { ScratchServer } from "./scratch/scratch-server.ts";
import { chooseServerAccount } from "./scratch/server-account.ts";
import type { Session } from "./session.ts";
import { sqlState } from "./sql-state.ts";

/** What is to be restored. */
export interface RestoreWish {
  /** The server's major, or the client's where that is newer. */
  readonly major: number;
  /** The server that is named for it; null starts one. */
  readonly named: ConnectionTarget | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of the database that was dumped. */
  readonly encoding: string;
  readonly bytes: number;
  /** Who owned it, and the roles that it names, unquoted. */
  readonly owner: string;
  readonly roles: Iterable<string>;
  readonly signal?: AbortSignal | undefined;
}

/** An empty database. Close it in `finally`. */
export interface RestorePlace {
  readonly target: ConnectionTarget;
  readonly major: number;
  /** In words: `PostgreSQL 18.4, started for it`. */
  readonly server: string;
  /** Lockstep started the server: roles are there, as they were. */
  readonly isOurs: boolean;
  /** Drops the database, or stops the server and removes its files. */
  close(): Promise<void>;
}

/** Opens one. @throws AppError SCRATCH_UNAVAILABLE, SCRATCH_FAILED, CONNECT_*, PERMISSION_DENIED */
export function openRestorePlace(wish: RestoreWish): Promise<RestorePlace> {
  return wish.named === null ? start(wish) : beside(wish.named, wish);
}

const roomFor = 512 * 1024 ** 2;

async function start(wish: RestoreWish): Promise<RestorePlace> {
  const { major, env } = wish;
  const { servers } = openCacheFolder({ env, account: chooseServerAccount(), onDisk: true });
  const { bavail, bsize } = statfsSync(servers);
  if (bavail * bsize < wish.bytes * 1.2 + roomFor)
    throw new AppError({
      code: "SCRATCH_UNAVAILABLE",
      message: `The database that was dumped has ${megabytes(wish.bytes)}, and ${servers} has ${megabytes(bavail * bsize)} left.`,
      hint: "Make room, point XDG_CACHE_HOME to another disk, or name a server: scratch: { production: env(…) }",
    });
  const server = await ScratchServer.start({ major, env, onDisk: true });
  try {
    const admin = parseConnectionUrl(`${server.url()}?sslmode=disable`, { env: {}, osUser: "" });
    const name = databaseName();
    const version = await withAdmin(admin, wish.signal, async (session) => {
      for (const role of new Set([...wish.roles, wish.owner])) await createRole(session, role);
      // a locale of the real server may not exist here; with C every encoding works
      const encoding = wish.encoding === "UTF8" ? "" : ` encoding ${quoteLiteral(wish.encoding)} locale 'C'`;
      await session.run([
        `create database ${quoteIdentifier(name)} template template0 owner ${quoteIdentifier(wish.owner)}${encoding}`,
      ]);
      return versionOf(session);
    });
    return {
      target: { ...admin, database: name },
      major: Math.floor(server.version / 10_000),
      server: `PostgreSQL ${version}, started for it and gone since`,
      isOurs: true,
      close: () => server.stop(),
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function beside(target: ConnectionTarget, wish: RestoreWish): Promise<RestorePlace> {
  const name = databaseName();
  const { version, major } = await withAdmin(target, wish.signal, async (session) => {
    const own = Math.floor(session.serverVersion / 10_000);
    if (own < wish.major)
      throw new AppError({
        code: "SCRATCH_UNAVAILABLE",
        message: `${target.display} runs PostgreSQL ${own}, and the dump needs ${wish.major} or newer.`,
        hint: "Name a newer server in scratch.production, or leave it out: Lockstep starts one.",
      });
    await session.run([`create database ${quoteIdentifier(name)} template template0`]);
    return { version: await versionOf(session), major: own };
  });
  return {
    target: { ...target, database: name, display: `${target.display} (database ${name})` },
    major,
    server: `PostgreSQL ${version} of scratch.production`,
    isOurs: false,
    close: () =>
      withAdmin(target, undefined, async (session) => {
        await session.run([`drop database if exists ${quoteIdentifier(name)} with (force)`]);
      }),
  };
}

// Superusers without login: what the real ones may do is not in a dump, and event triggers can belong to nobody else.
async function createRole(session: Session, name: string): Promise<void> {
  if (name.startsWith("pg_")) return;
  await session.run([`create role ${quoteIdentifier(name)} nologin superuser`]).catch((error: unknown) => {
    if (sqlState(error) !== "42710") throw error; // it is the server's own superuser
  });
}

async function withAdmin<T>(
  target: ConnectionTarget,
  signal: AbortSignal | undefined,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await openSession(target, { readOnly: false, ...(signal === undefined ? {} : { signal }) });
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

async function versionOf(session: Session): Promise<string> {
  const [result] = await session.run(["select pg_catalog.current_setting('server_version') as version"]);
  return String(result?.rows[0]?.version).split(" ")[0] ?? "";
}

function databaseName(): string {
  return `lockstep_restore_${randomBytes(6).toString("hex")}`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2)} MB`;
}
