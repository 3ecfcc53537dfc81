/** Where a statement ends, which nobody writes down: its text says so. */

/** The line, 1-based, of the statement's last character. */
export function lastLineOf({ sql, line }: { readonly sql: string; readonly line: number }): number {
  let last = line;
  for (let at = sql.indexOf("\n"); at !== -1; at = sql.indexOf("\n", at + 1)) last++;
  return last;
}
