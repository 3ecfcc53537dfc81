/**
 * Makes one connection to one server: tries the ways that sslmode allows, in order, within one deadline that also
 * covers a server which accepts and then stays silent. What it hands over is a client that is ready for queries.
 */

import type { Client } from "pg";
import { AppError } from "../core/app-error.ts";
import { connectionError, isAccessRuleRefusal, isTlsFailure, timedOut } from "./connection-error.ts";
import type { ConnectionTarget, ServerAddress } from "./connection-url.ts";
import { loadPg } from "./load-pg.ts";
import { readPasswordFile } from "./password-file.ts";
import { planTls, type TlsAttempt, type TlsReport } from "./tls.ts";

/** A client that is ready, and what the server said of itself while starting up. */
export interface DialledConnection {
  readonly client: Client;
  readonly address: ServerAddress;
  readonly tls: TlsReport;
  /** `server_version`, `in_hot_standby` (14+) and the like, kept up to date by the server. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** How to dial. */
export interface DialOptions {
  readonly applicationName: string;
  /** For all attempts on this server together. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Connects to one of the target's servers. @throws AppError CONNECT_*, PERMISSION_DENIED or INTERRUPTED */
export async function dial(target: ConnectionTarget, address: ServerAddress, options: DialOptions): Promise<DialledConnection> {
  const deadline = Date.now() + options.timeoutMs;
  const attempts = await planTls(target.tls, address);
  let failure: unknown;
  let encrypted = false;
  for (const [index, attempt] of attempts.entries()) {
    encrypted = attempt.options !== null;
    try {
      return await dialOnce(target, address, attempt, options, deadline - Date.now());
    } catch (error) {
      failure = error;
      if (index + 1 < attempts.length && !mayGoOn(error)) break;
    }
  }
  throw connectionError(failure, { target, address, encrypted });
}

/** libpq tries the other way after a TLS failure and after a refusal by pg_hba.conf. */
function mayGoOn(error: unknown): boolean {
  return isTlsFailure(error) || isAccessRuleRefusal(error);
}

async function dialOnce(
  target: ConnectionTarget,
  address: ServerAddress,
  attempt: TlsAttempt,
  options: DialOptions,
  remainingMs: number,
): Promise<DialledConnection> {
  const client = await createClient(target, address, attempt, options.applicationName);
  const parameters = new Map<string, string>();
  client.connection.on("parameterStatus", (message: { parameterName: string; parameterValue: string }) => {
    parameters.set(message.parameterName, message.parameterValue);
  });
  // after a failure pg may emit further errors; without a listener they would end the process
  client.on("error", () => undefined);
  if (target.tls.channelBinding === "require") insistOnChannelBinding(client, attempt);
  try {
    await withDeadline(client.connect(), `${address.host}:${address.port}`, options, remainingMs);
  } catch (error) {
    client.connection.stream.destroy();
    throw error;
  }
  return { client, address, parameters, tls: report(client, attempt) };
}

async function createClient(
  target: ConnectionTarget,
  address: ServerAddress,
  attempt: TlsAttempt,
  applicationName: string,
): Promise<Client> {
  const pg = await loadPg();
  const client = new pg.Client({
    host: address.address ?? address.host,
    port: address.port,
    user: target.user,
    database: target.database,
    // a function, so that pg neither reads PGPASSWORD behind our back nor keeps the password in its own fields
    password: () => passwordFor(target, address),
    ssl: attempt.options ?? false,
    sslnegotiation: attempt.options !== null && target.tls.direct ? "direct" : "postgres",
    enableChannelBinding: attempt.options !== null && target.tls.channelBinding !== "disable",
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  // pg would add what it finds in PGOPTIONS and PGREPLICATION; poolers refuse start-up parameters that they do not know
  const startup = {
    user: target.user,
    database: target.database,
    application_name: applicationName,
    ...(target.options === null ? {} : { options: target.options }),
  };
  Object.defineProperty(client, "getStartupConf", { value: () => startup });
  return client;
}

async function passwordFor(target: ConnectionTarget, address: ServerAddress): Promise<string> {
  if (target.password !== null) return target.password();
  const question = { host: address.host, port: address.port, database: target.database, user: target.user };
  const found = target.passfile === null ? null : await readPasswordFile(target.passfile, question);
  if (found !== null) return found;
  throw new AppError({
    code: "CONNECT_AUTHENTICATION",
    message: `${target.display}: the server asks for a password, and none was given.`,
    hint: "Put it into the URL's variable, PGPASSWORD, or a password file that only you may read (chmod 600 ~/.pgpass).",
  });
}

/** Ends the connection before a password leaves it unless the server proves that it holds the certificate's key. */
function insistOnChannelBinding(client: Client, attempt: TlsAttempt): void {
  let offered = false;
  const refuse = () => {
    if (offered) return;
    client.connection.stream.destroy(
      new AppError({
        code: "CONNECT_TLS",
        message: "channel_binding=require: the server does not offer channel binding.",
        hint: "Poolers seldom do. Use channel_binding=prefer with sslmode=verify-full.",
      }),
    );
  };
  client.connection.on("authenticationSASL", (message: { mechanisms: readonly string[] }) => {
    offered = attempt.options !== null && message.mechanisms.includes("SCRAM-SHA-256-PLUS");
    refuse();
  });
  for (const other of ["authenticationCleartextPassword", "authenticationMD5Password", "authenticationOk"]) {
    client.connection.on(other, refuse);
  }
}

/** Rejects when the remaining time is over or the signal fires, whatever the other side does. */
function withDeadline(work: Promise<unknown>, place: string, options: DialOptions, remainingMs: number): Promise<unknown> {
  const { signal } = options;
  return new Promise((resolve, reject) => {
    const interrupt = () => reject(new AppError({ code: "INTERRUPTED", message: `Connecting to ${place} was stopped.` }));
    if (signal?.aborted === true) interrupt();
    signal?.addEventListener("abort", interrupt, { once: true });
    const timer = setTimeout(() => reject(new AppError(timedOut(place, options.timeoutMs))), Math.max(0, remainingMs));
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", interrupt);
    });
  });
}

function report(client: Client, attempt: TlsAttempt): TlsReport {
  const { stream } = client.connection;
  const protocol = "getProtocol" in stream && typeof stream.getProtocol === "function" ? String(stream.getProtocol()) : null;
  return { used: attempt.options !== null, protocol, verified: attempt.verified, note: attempt.note };
}
