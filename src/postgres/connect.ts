/**
 * Opens sessions: tries a target's servers in order, as libpq does, and checks that what answers is a PostgreSQL that
 * Lockstep knows. Nothing is asked of the server beyond connecting: version and replica state come with its greeting.
 */

import { AppError } from "../core/app-error.ts";
import { atLeast, type ServerVersion } from "../core/catalog/server-version.ts";
import type { ConnectionTarget } from "./connection-url.ts";
import { type DialledConnection, dial } from "./dial.ts";
import type { Observer } from "./lock-holder.ts";
import { Session } from "./session.ts";

/** How to open a session. */
export interface OpenOptions {
  /** Refuses statements that are not wrapped in a read-only transaction. Default true. */
  readonly readOnly?: boolean;
  /** Shown in pg_stat_activity. Default: the URL's, else "lockstep". */
  readonly applicationName?: string;
  /** Per server. Default: the URL's connect_timeout, else 10 s. */
  readonly connectTimeoutMs?: number;
  /** Longest run of one statement. Default 60 s. */
  readonly statementTimeoutMs?: number;
  /** Longest wait for a lock. Default 2 s. */
  readonly lockTimeoutMs?: number;
  /** Stops connecting, and the statement that runs. */
  readonly signal?: AbortSignal;
}

/**
 * Connects and returns a session that the caller closes in `finally`.
 *
 * @throws AppError CONNECT_*, SERVER_TOO_OLD, PERMISSION_DENIED, INTERRUPTED; with several servers, the last one's.
 */
export async function openSession(target: ConnectionTarget, options: OpenOptions = {}): Promise<Session> {
  // a second session that looks from outside at what the first one waits for; nobody looks at it in turn
  const observerOptions = { connectTimeoutMs: 2_000, statementTimeoutMs: 2_000, applicationName: "lockstep observer" };
  const noObserver = () => Promise.reject(new Error("an observer has none"));
  return open(target, options, () => open(target, observerOptions, noObserver));
}

async function open(target: ConnectionTarget, options: OpenOptions, openObserver: () => Promise<Observer>): Promise<Session> {
  const settings = {
    readOnly: options.readOnly ?? true,
    applicationName: options.applicationName ?? target.applicationName ?? "lockstep",
    statementTimeoutMs: options.statementTimeoutMs ?? 60_000,
    lockTimeoutMs: options.lockTimeoutMs ?? 2_000,
    signal: options.signal,
  };
  const timeoutMs = options.connectTimeoutMs ?? (target.connectTimeoutSeconds ?? 10) * 1_000;
  const connection = await dialFirst(target, { applicationName: settings.applicationName, timeoutMs, signal: options.signal });
  const text = connection.parameters.get("server_version") ?? "an unknown version";
  const version = serverVersion(text);
  if (version !== null && atLeast(version, 14)) return new Session({ ...connection, target, version, openObserver, ...settings });
  await connection.client.end();
  throw new AppError({
    code: "SERVER_TOO_OLD",
    message: `${target.display} runs ${text}; Lockstep needs PostgreSQL 14 or newer.`,
    hint: "Upgrade the server; majors before 14 no longer get security fixes.",
  });
}

async function dialFirst(target: ConnectionTarget, options: Parameters<typeof dial>[2]): Promise<DialledConnection> {
  // prefer-standby: a first round for standbys, a second one that takes anything
  const rounds = target.sessionAttributes === "prefer-standby" ? (["standby", "any"] as const) : [target.sessionAttributes];
  let failure: unknown;
  for (const wanted of rounds) {
    for (const address of target.hosts) {
      try {
        const connection = await dial(target, address, options);
        if (serves(connection, wanted)) return connection;
        await connection.client.end();
        failure = new AppError({
          code: "CONNECT_FAILED",
          message: `${address.host}:${address.port} answers, but is not what target_session_attrs=${target.sessionAttributes} asks for.`,
          hint: "Check which server is the primary, or leave target_session_attrs out.",
        });
      } catch (error) {
        // a refused password is final: the other servers know the same one (libpq stops here too)
        if (!(error instanceof AppError) || error.code === "INTERRUPTED" || error.code === "CONNECT_AUTHENTICATION") throw error;
        failure = error;
      }
    }
  }
  throw failure;
}

function serves({ parameters }: DialledConnection, wanted: ConnectionTarget["sessionAttributes"]): boolean {
  const standby = parameters.get("in_hot_standby") === "on";
  const readOnly = standby || parameters.get("default_transaction_read_only") === "on";
  switch (wanted) {
    case "any":
    case "prefer-standby":
      return true;
    case "primary":
      return !standby;
    case "standby":
      return standby;
    case "read-write":
      return !readOnly;
    case "read-only":
      return readOnly;
  }
}

/** `18.4 (Debian 18.4-1)`, `19beta1` → 180004, 190000; null for something that is no version. */
function serverVersion(text: string): ServerVersion | null {
  const match = /^(\d+)(?:\.(\d+))?/.exec(text);
  if (match === null) return null;
  return (Number(match[1]) * 10_000 + Number(match[2] ?? 0)) as ServerVersion; // the brand's source for live servers
}
