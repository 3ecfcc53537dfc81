/**
 * Turns whatever a failed connection attempt throws into one error that says why and what to try next. Servers,
 * poolers, Node's network and its TLS each have their own vocabulary; this is the only place that knows all four.
 */

import { AppError, type AppErrorFields } from "../core/app-error.ts";
import { messageOf } from "../core/message-of.ts";
import type { ConnectionTarget, ServerAddress } from "./connection-url.ts";
import { sqlState, systemCode } from "./sql-state.ts";

/** What was being attempted. */
export interface ConnectionAttempt {
  readonly target: ConnectionTarget;
  readonly address: ServerAddress;
  readonly encrypted: boolean;
}

type Explanation = Pick<AppErrorFields, "code" | "message" | "hint" | "retryable">;

/** The error to show. An AppError passes through. The original is kept as `cause`; neither holds the password. */
export function connectionError(error: unknown, attempt: ConnectionAttempt): AppError {
  if (error instanceof AppError) return error;
  const state = sqlState(error);
  const explanation = state === null ? explainNetwork(error, attempt) : explainServer(state, messageOf(error), attempt);
  return new AppError({ ...explanation, cause: error });
}

/** True when the failure is about TLS itself, so that sslmode=prefer may go on without it. */
export function isTlsFailure(error: unknown): boolean {
  if (sqlState(error) !== null) return false;
  const code = systemCode(error) ?? "";
  if (
    /^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|CRL_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/.test(
      code,
    )
  )
    return true;
  return code === "EPROTO" || /SSL connection|TLS connection was established/i.test(messageOf(error));
}

/** True when the server's access rules refuse this kind of connection: another kind may pass. */
export function isAccessRuleRefusal(error: unknown): boolean {
  return sqlState(error) === "28000";
}

function explainServer(state: string, message: string, { target, encrypted }: ConnectionAttempt): Explanation {
  const said = `${target.display}: ${message}`;
  const isPoolerComplaint = state === "08P01"; // PgBouncer reports nearly everything as a protocol violation
  if (state === "28P01" || (isPoolerComplaint && /password|authentication|no such user/i.test(message))) {
    return {
      code: "CONNECT_AUTHENTICATION",
      message: said,
      hint: "Check user and password; special characters in the URL must be percent-encoded ('@' is %40).",
    };
  }
  if (state === "28000") return explainRefusal(said, message, encrypted);
  if (state === "3D000" || (isPoolerComplaint && /no such database|database .* does not exist/i.test(message))) {
    return {
      code: "CONNECT_NO_DATABASE",
      message: said,
      hint: `List the server's databases with: psql ${withoutDatabase(target)} -l`,
    };
  }
  if (state === "53300" || (isPoolerComplaint && /no more connections|too many/i.test(message))) {
    return {
      code: "CONNECT_TOO_MANY",
      message: said,
      hint: "Close idle sessions (select * from pg_stat_activity), raise max_connections, or use the pooler's URL.",
      retryable: true,
    };
  }
  if (state === "57P03") {
    return {
      code: "CONNECT_FAILED",
      message: said,
      hint: "The server is starting up or shutting down. Try again in a moment.",
      retryable: true,
    };
  }
  if (state === "42501") {
    return { code: "PERMISSION_DENIED", message: said, hint: `grant connect on database ${target.database} to ${target.user}` };
  }
  if (isPoolerComplaint && /startup parameter/i.test(message)) {
    return {
      code: "CONNECT_FAILED",
      message: said,
      hint: "A pooler refuses start-up options. Remove options from the URL and unset PGOPTIONS.",
    };
  }
  return {
    code: "CONNECT_FAILED",
    message: `${said} (SQLSTATE ${state})`,
    hint: `See if psql can connect: psql ${target.display}`,
  };
}

/** 28000 covers pg_hba.conf, unknown roles, and peer and certificate authentication. */
function explainRefusal(said: string, message: string, encrypted: boolean): Explanation {
  if (!/pg_hba\.conf/.test(message)) {
    return {
      code: "CONNECT_AUTHENTICATION",
      message: said,
      hint: "Check the user name, and the authentication method in the server's pg_hba.conf.",
    };
  }
  const hint = encrypted
    ? "Ask the server's administrator to allow this user, database and address in pg_hba.conf or the provider's allow-list."
    : "The connection was not encrypted: try sslmode=require. Otherwise pg_hba.conf must allow this user, database and address.";
  return { code: "CONNECT_AUTHENTICATION", message: said, hint };
}

function explainNetwork(error: unknown, attempt: ConnectionAttempt): Explanation {
  const { host, port } = attempt.address;
  const place = host.startsWith("/") ? `${host}/.s.PGSQL.${port}` : `${host}:${port}`;
  if (isTlsFailure(error)) return explainTls(error, place);
  switch (systemCode(error)) {
    case "ENOTFOUND":
      return {
        code: "CONNECT_UNKNOWN_HOST",
        message: `The host name ${host} does not resolve.`,
        hint: "Check it for typing errors, and that this machine is in the network or VPN that knows it.",
      };
    case "EAI_AGAIN":
      return {
        code: "CONNECT_UNKNOWN_HOST",
        message: `The host name ${host} could not be looked up: no name server answered.`,
        hint: "Check this machine's network, then try again.",
        retryable: true,
      };
    case "ECONNREFUSED":
    case "ENOENT":
      return {
        code: "CONNECT_REFUSED",
        message: `Nothing accepts connections at ${place}.`,
        hint: `Check that the server runs and listens there: pg_isready -h ${host} -p ${port}`,
        retryable: true,
      };
    case "ETIMEDOUT":
      return timedOut(place, null);
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return {
        code: "CONNECT_FAILED",
        message: `There is no network route to ${place}.`,
        hint: "Check the VPN, and whether the address is IPv6 only while this network is not.",
        retryable: true,
      };
    case "EACCES":
      return {
        code: "CONNECT_FAILED",
        message: `This user may not open ${place}.`,
        hint: "Check the permissions of the socket's directory, or connect by host name.",
      };
    default:
      return explainBroken(error, place);
  }
}

function explainBroken(error: unknown, place: string): Explanation {
  if (/terminated|ECONNRESET|EPIPE|socket hang up/i.test(`${systemCode(error)} ${messageOf(error)}`)) {
    return {
      code: "CONNECT_FAILED",
      message: `${place} closed the connection before it was ready.`,
      hint: "Check that this is a PostgreSQL port; a proxy, a firewall or a server that just restarts looks like this too.",
      retryable: true,
    };
  }
  return {
    code: "CONNECT_FAILED",
    message: `The connection to ${place} failed: ${messageOf(error)}`,
    hint: `Check the port: pg_isready -h HOST -p PORT`,
  };
}

function explainTls(error: unknown, place: string): Explanation {
  const code = systemCode(error);
  if (code === null) {
    return {
      code: "CONNECT_TLS",
      message: `The server at ${place} does not offer TLS.`,
      hint: "Turn ssl on in the server, or, in a network that you trust, use sslmode=prefer or disable.",
    };
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return {
      code: "CONNECT_TLS",
      message: `The certificate of ${place} belongs to another host name.`,
      hint: "Connect by the name in the certificate, or use sslmode=verify-ca if another name is expected.",
    };
  }
  if (/EXPIRED|NOT_YET_VALID/.test(code)) {
    return {
      code: "CONNECT_TLS",
      message: `The certificate of ${place} is not valid today (${code}).`,
      hint: "Renew the server's certificate, and check this machine's clock.",
    };
  }
  if (/SELF_SIGNED|UNABLE_TO|CERT_|INVALID/.test(code)) {
    return {
      code: "CONNECT_TLS",
      message: `The certificate of ${place} is not signed by a root that is trusted here (${code}).`,
      hint: "Add sslrootcert=FILE with the provider's root certificate; sslmode=require encrypts without verifying.",
    };
  }
  return {
    code: "CONNECT_TLS",
    message: `The TLS handshake with ${place} failed (${code}): ${messageOf(error)}`,
    hint: "Check that both sides share a TLS version (ssl_min_protocol_version) and that the client certificate fits.",
  };
}

/** The error of a server or network that stays silent. `waitedMs` is how long was waited, when we did the waiting. */
export function timedOut(place: string, waitedMs: number | null): Explanation {
  const looksLike = "A firewall, a sleeping serverless database or a wrong port looks like this.";
  // the flag wins over connect_timeout in the URL, so it helps whoever set the limit
  const longer = waitedMs === null ? "" : ` Wait longer with --timeout ${Math.max(30, Math.ceil((3 * waitedMs) / 1000))}s.`;
  return {
    code: "CONNECT_TIMEOUT",
    message: `${place} did not answer${waitedMs === null ? "" : ` within ${timeWords(waitedMs)}`}.`,
    hint: looksLike + longer,
    retryable: true,
  };
}

function timeWords(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : `${Math.round(milliseconds / 100) / 10} s`;
}

function withoutDatabase(target: ConnectionTarget): string {
  return target.display.replace(/\/[^/?]*(\?|$)/, "/postgres$1");
}
