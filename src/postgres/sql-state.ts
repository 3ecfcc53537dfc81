/** Reads the error codes of servers and of the network out of whatever was thrown, through the chain of causes. */

/** The five-character SQLSTATE, or null when the error does not come from a server. */
export function sqlState(error: unknown): string | null {
  return errorCode(error, isSqlState);
}

/** Node's code of a system or TLS error (`ECONNREFUSED`, `CERT_HAS_EXPIRED`), or null. */
export function systemCode(error: unknown): string | null {
  return errorCode(error, (text) => !isSqlState(text));
}

/** Five characters with a digit among them, which keeps EPIPE and EPERM out. */
function isSqlState(text: string): boolean {
  return /^(?=.*\d)[0-9A-Z]{5}$/.test(text);
}

function errorCode(error: unknown, wanted: (text: string) => boolean): string | null {
  let current = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    // an AppError's code is ours, not the server's
    if (current.name !== "AppError" && "code" in current && typeof current.code === "string" && wanted(current.code)) {
      return current.code;
    }
    current = current.cause;
  }
  return null;
}
