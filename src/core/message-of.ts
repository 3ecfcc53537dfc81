/** What an error says. In JavaScript anything can be thrown, also what is no `Error` and has no message. */

/** The error's message; of anything else its text. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
