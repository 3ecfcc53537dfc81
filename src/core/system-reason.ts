/** Why the operating system refused something, as short as it can be said: `ENOENT`. */

/** Node's code of the error; its words where it has none. */
export function systemReason(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
}
