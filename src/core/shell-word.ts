/** A word of a command line that is printed to be typed: quoted as a POSIX shell needs it, and only where it does. */

/** The word. */
export function shellWord(text: string): string {
  return /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
