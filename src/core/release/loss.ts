/** A loss by the name under which it is acknowledged, and which of them nobody has acknowledged. */

/** One loss. */
export interface Loss {
  /** What stands after `--ack`. */
  readonly name: string;
  readonly file: string;
  /** One clause. */
  readonly why: string;
}

/** Those that nobody has acknowledged. */
export function unacknowledged(losses: readonly Loss[], acknowledged: readonly string[]): readonly Loss[] {
  const known = new Set(acknowledged);
  const seen = new Set<string>();
  return losses.filter(({ name }) => !known.has(name) && !seen.has(name) && seen.add(name).size > 0);
}
