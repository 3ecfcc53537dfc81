/**
 * Turns a connection URL and the PG* environment into a target to connect to, by libpq's URI rules. It is our own
 * parser because both `new URL` and node-postgres read sslmode, sockets, several hosts and '#' differently from psql,
 * and because a message about a broken URL must never repeat the password in it.
 */

import { AppError } from "../core/app-error.ts";
import { type ConnectionParameters, environmentVariables, readParameters } from "./connection-parameters.ts";
import { splitConnectionUrl, type UrlParts } from "./url-parts.ts";

/** One server to try. */
export interface ServerAddress {
  /** Host name, IP address, or the directory of a Unix socket (starts with '/'). Certificates are checked against it. */
  readonly host: string;
  /** Where to connect instead of resolving `host` (libpq's hostaddr). */
  readonly address?: string;
  readonly port: number;
}

/** libpq's sslmode. */
export type SslMode = (typeof sslModes)[number];
const sslModes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] as const;

/** Which servers of several will do (libpq's target_session_attrs). */
export type SessionAttributes = (typeof sessionAttributes)[number];
const sessionAttributes = ["any", "read-write", "read-only", "primary", "standby", "prefer-standby"] as const;

const channelBindings = ["disable", "prefer", "require"] as const;

/** TLS as it was asked for; paths are not read yet. */
export interface TlsWish {
  readonly mode: SslMode;
  /** PEM file, or "system". `explicit` is false for libpq's default place, which may be absent. */
  readonly rootCertificate: { readonly path: string; readonly explicit: boolean } | null;
  readonly certificate: { readonly path: string; readonly explicit: boolean } | null;
  readonly key: { readonly path: string; readonly explicit: boolean } | null;
  /** TLS from the first byte (17+) instead of asking first. */
  readonly direct: boolean;
  readonly channelBinding: (typeof channelBindings)[number];
  readonly minVersion: string | null;
  readonly maxVersion: string | null;
}

/** Where and how to connect. Everything in it may be printed or serialised: the password hides behind a function. */
export interface ConnectionTarget {
  /** Tried in order; never empty. `host`, `port` and `socket` describe the first. */
  readonly hosts: readonly [ServerAddress, ...ServerAddress[]];
  readonly host: string;
  readonly port: number;
  readonly socket: boolean;
  readonly user: string;
  /** Null when neither the URL nor PGPASSWORD has one; the password file is asked while connecting. */
  readonly password: (() => string) | null;
  /** Path of the password file, which may be absent. */
  readonly passfile: string | null;
  readonly database: string;
  readonly tls: TlsWish;
  /** From the URL or PGAPPNAME. */
  readonly applicationName: string | null;
  /** Start-up options that the user asked for (a provider's routing, say); poolers refuse them. */
  readonly options: string | null;
  readonly connectTimeoutSeconds: number | null;
  readonly sessionAttributes: SessionAttributes;
  /** The URL without its password: `postgres://user:***@host:5432/database`. */
  readonly display: string;
  /** One sentence for each part of the URL that was ignored. */
  readonly warnings: readonly string[];
}

/** What fills the parts that a URL leaves out. */
export interface UrlContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Name of the operating system's user, libpq's last default for the user. */
  readonly osUser: string;
  /** Whose URL it is, where there are several: errors say so. */
  readonly whose?: string;
}

/**
 * Parses `postgres://` and `postgresql://` URLs. Order of precedence: query parameters, the rest of the URL, PG*
 * variables, defaults.
 *
 * @throws AppError URL_INVALID naming the part that is wrong, never its text where it may be a password.
 */
export function parseConnectionUrl(text: string, context: UrlContext): ConnectionTarget {
  try {
    return readConnectionUrl(text, context);
  } catch (error) {
    const { whose } = context;
    if (whose === undefined || !(error instanceof AppError) || error.code !== "URL_INVALID") throw error;
    const message = error.message.replace("The connection URL ", `The connection URL of ${whose} `);
    throw new AppError({ code: error.code, message, ...(error.hint === undefined ? {} : { hint: error.hint }) });
  }
}

function readConnectionUrl(text: string, context: UrlContext): ConnectionTarget {
  const parts = splitConnectionUrl(text);
  const { parameters, warnings } = readParameters(parts.query);
  const get = (name: keyof typeof environmentVariables): string | null =>
    parameters.get(name) ?? fromUrl(parts, name) ?? nonEmpty(context.env[environmentVariables[name]]);

  const user = get("user") ?? nonEmpty(context.osUser);
  if (user === null)
    throw invalid("the user is missing", "Write it before the host: postgres://USER:PASSWORD@HOST:5432/DATABASE");
  const database = get("dbname") ?? user;
  const password = get("password");
  const hosts = readHosts(get("host"), get("hostaddr"), get("port"));
  const [first] = hosts;
  return {
    hosts,
    host: first.host,
    port: first.port,
    socket: first.host.startsWith("/"),
    user,
    password: password === null ? null : () => password,
    passfile: get("passfile") ?? homeFile(context.env, ".pgpass", "pgpass.conf"),
    database,
    tls: readTls(get, context.env, parameters),
    applicationName: get("application_name") ?? get("fallback_application_name"),
    options: get("options"),
    connectTimeoutSeconds: readTimeout(get("connect_timeout")),
    sessionAttributes: oneOf("target_session_attrs", get("target_session_attrs"), sessionAttributes) ?? "any",
    display: display(user, password !== null, hosts, database),
    warnings,
  };
}

function fromUrl(parts: UrlParts, name: string): string | null {
  switch (name) {
    case "user":
      return parts.user;
    case "password":
      return parts.password;
    case "host":
      return parts.hosts;
    case "port":
      return parts.ports;
    case "dbname":
      return parts.database;
    default:
      return null;
  }
}

function readHosts(hostText: string | null, addressText: string | null, portText: string | null): ConnectionTarget["hosts"] {
  const names = (hostText ?? addressText ?? "").split(",");
  const addresses = addressText === null ? [] : addressText.split(",");
  const ports = (portText ?? "").split(",");
  // libpq: one port serves all hosts, else there must be one for each
  if (ports.length !== 1 && ports.length !== names.length) {
    throw invalid("it has another number of ports than of hosts", "Give one port for all hosts, or one for each.");
  }
  const hosts = names.map((host, index): ServerAddress => {
    if (host === "") {
      throw invalid(
        "the host is missing",
        "Complete the URL, set PGHOST, or name a socket's directory: postgres:///DATABASE?host=/var/run/postgresql",
      );
    }
    const address = addresses[index] ?? "";
    return { host, ...(address === "" ? {} : { address }), port: readPort(ports.length === 1 ? ports[0] : ports[index]) };
  });
  const [first, ...others] = hosts;
  if (first === undefined) throw invalid("the host is missing", "The form is postgres://USER:PASSWORD@HOST:5432/DATABASE");
  return [first, ...others];
}

function readPort(text: string | undefined): number {
  if (text === undefined || text === "") return 5432;
  const port = Number(text);
  // the text is not repeated: an unescaped '/' or '@' in a password ends up here
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) {
    throw invalid(
      "the port is not a number from 1 to 65535",
      "In a password, write '@' as %40, ':' as %3A, '/' as %2F and '#' as %23.",
    );
  }
  return port;
}

function readTls(
  get: (name: keyof typeof environmentVariables) => string | null,
  env: UrlContext["env"],
  parameters: ConnectionParameters,
): TlsWish {
  const root = get("sslrootcert");
  const file = (name: "sslcert" | "sslkey", fallback: string) => {
    const path = get(name);
    if (path !== null) return { path, explicit: true };
    const place = homeFile(env, `.postgresql/${fallback}`, fallback);
    return place === null ? null : { path: place, explicit: false };
  };
  // libpq: the system's roots are pointless with less than a full check, so that is the default and the minimum
  const asked = oneOf("sslmode", get("sslmode"), sslModes);
  const mode = asked ?? (root === "system" ? "verify-full" : "prefer");
  if (root === "system" && mode !== "verify-full") {
    throw invalid(`sslmode=${mode} is too weak for sslrootcert=system`, "Use sslmode=verify-full with it.");
  }
  const direct = oneOf("sslnegotiation", get("sslnegotiation"), ["postgres", "direct"]) === "direct";
  if (direct && (mode === "disable" || mode === "allow" || mode === "prefer")) {
    throw invalid(`sslnegotiation=direct does not go with sslmode=${mode}`, "Use sslmode=require or stricter with it.");
  }
  const place = homeFile(env, ".postgresql/root.crt", "root.crt");
  // node-postgres' own no-verify means that no root certificate may make it stricter
  const defaultRoot = place === null || parameters.noVerify ? null : { path: place, explicit: false };
  return {
    mode,
    rootCertificate: root === null ? defaultRoot : { path: root, explicit: true },
    certificate: file("sslcert", "postgresql.crt"),
    key: file("sslkey", "postgresql.key"),
    direct,
    channelBinding: oneOf("channel_binding", get("channel_binding"), channelBindings) ?? "prefer",
    minVersion: get("ssl_min_protocol_version"),
    maxVersion: get("ssl_max_protocol_version"),
  };
}

function readTimeout(text: string | null): number | null {
  if (text === null) return null;
  const seconds = Number(text);
  if (!Number.isInteger(seconds))
    throw invalid("connect_timeout is not a whole number of seconds", "For example connect_timeout=10");
  return seconds > 0 ? seconds : null;
}

function oneOf<const T extends string>(name: string, value: string | null, allowed: readonly T[]): T | null {
  if (value === null) return null;
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw invalid(`${name} has an unknown value`, `It must be one of: ${allowed.join(", ")}`);
  return found;
}

/** libpq's places: the home directory, or %APPDATA%\postgresql on Windows. */
function homeFile(env: UrlContext["env"], unixName: string, windowsName: string): string | null {
  if (nonEmpty(env.HOME) !== null) return `${env.HOME}/${unixName}`;
  return nonEmpty(env.APPDATA) === null ? null : `${env.APPDATA}\\postgresql\\${windowsName}`;
}

function display(user: string, hasPassword: boolean, hosts: readonly ServerAddress[], database: string): string {
  const credentials = `${encodeURIComponent(user)}${hasPassword ? ":***" : ""}`;
  const [first] = hosts;
  const path = encodeURIComponent(database);
  if (hosts.length === 1 && first?.host.startsWith("/")) {
    return `postgres://${credentials}@/${path}?host=${first.host}${first.port === 5432 ? "" : `&port=${first.port}`}`;
  }
  const names = hosts.map(({ host, port }) => `${host.includes(":") ? `[${host}]` : encodeURIComponent(host)}:${port}`);
  return `postgres://${credentials}@${names.join(",")}/${path}`;
}

function nonEmpty(text: string | undefined): string | null {
  return text === undefined || text === "" ? null : text;
}

function invalid(what: string, hint: string): AppError {
  return new AppError({ code: "URL_INVALID", message: `The connection URL cannot be used: ${what}.`, hint });
}
