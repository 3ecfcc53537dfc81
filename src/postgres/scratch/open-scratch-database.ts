/**
 * An empty database for one replay, gone after use. Servers that Lockstep starts are shared by all replays that run at the
 * same time, because starting one costs more than everything that follows.
 */

import { randomBytes } from "node:crypto";
import { AppError } from "../../core/app-error.ts";
import { quoteIdentifier } from "../../core/sql/quote.ts";
import { openSession } from "../connect.ts";
import { type ConnectionTarget, parseConnectionUrl } from "../connection-url.ts";
import { ScratchServer } from "./scratch-server.ts";

/** Where the database is made. */
export type ScratchPlace =
  /** On a server that is started for it; null takes the newest major that can be had. */
  | { readonly kind: "started"; readonly major: number | null; readonly env: Readonly<Record<string, string | undefined>> }
  /** Beside the other databases of a server that runs already. */
  | { readonly kind: "server"; readonly target: ConnectionTarget; readonly signal?: AbortSignal };

/** An open scratch database; whoever opened it closes it in `finally`. */
export interface ScratchDatabase {
  readonly target: ConnectionTarget;
  readonly name: string;
  readonly major: number;
  /** Lockstep started the server: its roles and tablespaces are ours to make. */
  readonly isOurServer: boolean;
  /** A sentence for the user when the major is not the wanted one. */
  readonly warning: string | null;
  /** Drops the database, and stops the server when nobody else uses it. */
  close(): Promise<void>;
}

/** Makes a database with a random name. @throws AppError SCRATCH_UNAVAILABLE, SCRATCH_FAILED, CONNECT_*, SQL_ERROR */
export async function openScratchDatabase(place: ScratchPlace): Promise<ScratchDatabase> {
  const name = `lockstep_scratch_${randomBytes(6).toString("hex")}`;
  return place.kind === "server" ? openBeside(place, name) : openOnStarted(place, name);
}

async function openOnStarted(place: Extract<ScratchPlace, { kind: "started" }>, name: string): Promise<ScratchDatabase> {
  const { server, release } = await borrowServer(place);
  try {
    await server.createDatabase(name);
  } catch (error) {
    await release();
    throw error;
  }
  return {
    target: parseConnectionUrl(`${server.url(name)}?sslmode=disable`, { env: {}, osUser: "" }),
    name,
    major: Math.floor(server.version / 10_000),
    isOurServer: true,
    warning: server.warning ?? null,
    close: once(async () => {
      try {
        await server.dropDatabase(name);
      } finally {
        await release();
      }
    }),
  };
}

async function openBeside({ target, signal }: Extract<ScratchPlace, { kind: "server" }>, name: string): Promise<ScratchDatabase> {
  const run = async (sql: string, stop?: AbortSignal): Promise<number> => {
    const session = await openSession(target, { readOnly: false, ...(stop === undefined ? {} : { signal: stop }) });
    try {
      await session.run([sql]);
      return Math.floor(session.serverVersion / 10_000);
    } finally {
      await session.close();
    }
  };
  // template0: template1 may hold what somebody put there for new databases
  const major = await run(`create database ${quoteIdentifier(name)} template template0`, signal).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== "PERMISSION_DENIED") throw error;
    throw new AppError({
      code: "SCRATCH_UNAVAILABLE",
      message: `${target.display}: the role ${target.user} may not create a scratch database.`,
      hint: `alter role ${quoteIdentifier(target.user)} createdb, or leave scratch out of the configuration.`,
      cause: error,
    });
  });
  return {
    target: { ...target, database: name, display: `${target.display} (database ${name})` },
    name,
    major,
    isOurServer: false,
    warning: null,
    close: once(async () => void (await run(`drop database if exists ${quoteIdentifier(name)} with (force)`))),
  };
}

interface SharedServer {
  readonly starting: Promise<ScratchServer>;
  users: number;
}

// state of the process, as the servers are: two replays at once must find each other
const sharedServers = new Map<string, SharedServer>();

async function borrowServer({ major, env }: Extract<ScratchPlace, { kind: "started" }>) {
  const key = String(major);
  const shared = sharedServers.get(key) ?? {
    starting: ScratchServer.start({ env, ...(major === null ? {} : { major }) }),
    users: 0,
  };
  sharedServers.set(key, shared);
  shared.users++;
  const release = async () => {
    shared.users--;
    if (shared.users > 0) return;
    if (sharedServers.get(key) === shared) sharedServers.delete(key);
    const server = await shared.starting.catch(() => null);
    await server?.stop();
  };
  try {
    return { server: await shared.starting, release };
  } catch (error) {
    await release();
    throw error;
  }
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}
