/**
 * The query parameters of connection URLs: which ones libpq knows, which variable stands in for each, and which
 * belong to other clients. Those of other clients are ignored with a warning, because the same URL serves the
 * application too.
 */

import { AppError } from "../core/app-error.ts";

/** Parameters that Lockstep uses → the variable that libpq reads when the URL leaves it out ("" for none). */
export const environmentVariables = {
  user: "PGUSER",
  password: "PGPASSWORD",
  host: "PGHOST",
  hostaddr: "PGHOSTADDR",
  port: "PGPORT",
  dbname: "PGDATABASE",
  passfile: "PGPASSFILE",
  application_name: "PGAPPNAME",
  fallback_application_name: "",
  options: "PGOPTIONS",
  connect_timeout: "PGCONNECT_TIMEOUT",
  target_session_attrs: "PGTARGETSESSIONATTRS",
  sslmode: "PGSSLMODE",
  sslrootcert: "PGSSLROOTCERT",
  sslcert: "PGSSLCERT",
  sslkey: "PGSSLKEY",
  sslnegotiation: "PGSSLNEGOTIATION",
  channel_binding: "PGCHANNELBINDING",
  ssl_min_protocol_version: "PGSSLMINPROTOCOLVERSION",
  ssl_max_protocol_version: "PGSSLMAXPROTOCOLVERSION",
} as const;

/** Parameters of libpq without a meaning here, or whose meaning Lockstep has anyway (it always speaks UTF-8). */
const harmless = new Set([
  "client_encoding",
  "gssencmode",
  "gssdelegation",
  "gsslib",
  "krbsrvname",
  "keepalives",
  "keepalives_idle",
  "keepalives_interval",
  "keepalives_count",
  "load_balance_hosts",
  "sslcompression",
  "sslsni",
  "tcp_user_timeout",
]);

/** Parameters of libpq that would make the connection stricter or different, and that Lockstep does not act on. */
const notSupported = new Set([
  "require_auth",
  "requirepeer",
  "service",
  "servicefile",
  "sslcertmode",
  "sslcrl",
  "sslcrldir",
  "sslpassword",
]);

/** Parameters of other clients that are common in URLs. */
const ofOthers = new Map([
  ["schema", "Prisma"],
  ["pgbouncer", "Prisma"],
  ["connection_limit", "Prisma"],
  ["pool_timeout", "Prisma"],
  ["socket_timeout", "Prisma"],
  ["sslaccept", "Prisma"],
  ["sslidentity", "Prisma"],
  ["statement_cache_size", "Prisma"],
  ["uselibpqcompat", "node-postgres"],
  ["workaround", "Supabase"],
  ["supa", "Supabase"],
]);

/** Values by libpq's name, empty ones left out. */
export interface ConnectionParameters {
  get(name: string): string | null;
  /** True for node-postgres' `sslmode=no-verify`. */
  readonly noVerify: boolean;
}

/**
 * Sorts query parameters into those that are used and one warning for each that is not. Later ones win, as in libpq.
 *
 * @throws AppError URL_INVALID for a value of `ssl` that no client knows.
 */
export function readParameters(query: readonly (readonly [string, string])[]): {
  readonly parameters: ConnectionParameters;
  readonly warnings: readonly string[];
} {
  const values = new Map<string, string>();
  const warnings = new Set<string>();
  let noVerify = false;
  for (const [name, value] of query) {
    if (name === "sslmode" && value === "no-verify") {
      values.set("sslmode", "require");
      noVerify = true;
    } else if (name === "ssl" || name === "requiressl") {
      values.set("sslmode", readSwitch(name, value));
    } else if (name in environmentVariables) {
      values.set(name, value);
    } else {
      const warning = warningFor(name);
      if (warning !== null) warnings.add(warning);
    }
  }
  const get = (name: string) => values.get(name) || null;
  return { parameters: { get, noVerify }, warnings: [...warnings] };
}

/** `ssl=true|false` of JDBC and node-postgres; libpq itself reads true as sslmode=require. */
function readSwitch(name: string, value: string): string {
  if (/^(true|1|on|yes)$/i.test(value)) return "require";
  if (/^(false|0|off|no)$/i.test(value)) return "disable";
  throw new AppError({
    code: "URL_INVALID",
    message: `The connection URL cannot be used: ${name} is neither true nor false.`,
    hint: "Use sslmode instead, for example sslmode=require",
  });
}

function warningFor(name: string): string | null {
  if (harmless.has(name)) return null;
  if (notSupported.has(name)) return `The URL's parameter ${name} is not supported by Lockstep and was ignored.`;
  const owner = ofOthers.get(name);
  if (owner !== undefined) return `The URL's parameter ${name} is a setting of ${owner} and was ignored.`;
  // a name may hold the rest of a password with a raw '?' or '&' in it, so only a plain word is repeated
  return `The URL's parameter ${/^[a-z_]{1,30}$/.test(name) ? `${name} ` : ""}is unknown and was ignored.`;
}
