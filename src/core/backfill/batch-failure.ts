/**
 * What a refused batch calls for. Locks, deadlocks and servers that restart pass by themselves; what one row is to blame for is found by
 * halving; everything else would happen again with every batch, and ends the run.
 */

/** What to do. */
export type FailureRemedy =
  /** The same again, a little later. */
  | "retry"
  /** Half of it, down to the row, which goes into the quarantine. */
  | "halve"
  /** Nothing that waiting or halving could heal. */
  | "stop"
  /** Another worker has taken the chunk. */
  | "lost-chunk"
  /** Somebody has paused or cancelled the job. */
  | "halted";

/** SQLSTATEs that `lockstep.hold_chunk` raises. */
export const lostChunkState = "LS001";
export const haltedState = "LS002";

const passing = new Set(["55P03", "40P01", "40001", "57P01", "57P02", "57P03", "57P05", "53300", "25P03", "25P04"]);

/** The remedy for a SQLSTATE. */
export function remedyFor(state: string): FailureRemedy {
  if (state === lostChunkState) return "lost-chunk";
  if (state === haltedState) return "halted";
  if (passing.has(state) || state.startsWith("08")) return "retry";
  // data (22), constraints (23), a trigger's objection (P0, 09, 27, 38, 39), a view's check (44), a batch that took too long
  if (/^(21|22|23|27|38|39|44|P0|09|40)/.test(state) || state === "57014" || state === "54000") return "halve";
  return "stop";
}

/** What a refusal names, as far as no value can stand in it. */
export interface RefusalNames {
  readonly state: string;
  readonly constraint: string | null;
  readonly column: string | null;
  readonly dataType: string | null;
}

/** One sentence for the ledger. The server's own words quote the row, so they are not used. */
export function refusalReason({ state, constraint, column, dataType }: RefusalNames): string {
  const known = reasons[state] ?? reasons[state.slice(0, 2)] ?? "the server refused it";
  const where = [
    ...(constraint === null ? [] : [`constraint ${constraint}`]),
    ...(column === null ? [] : [`column ${column}`]),
    ...(dataType === null ? [] : [`type ${dataType}`]),
  ];
  return where.length === 0 ? known : `${known} (${where.join(", ")})`;
}

/** Postgres' conditions in plain words, by SQLSTATE or its class. */
const reasons: Readonly<Record<string, string>> = {
  "22001": "a text is too long for its column",
  "22003": "a number is out of range",
  "22007": "a date cannot be read",
  "22008": "a date is out of range",
  "22012": "a division by zero",
  "22021": "a text has characters that its encoding does not know",
  "22P02": "a text cannot be read as its type",
  "22P05": "a character has no equal in the database's encoding",
  "22": "a value does not fit",
  "23502": "a value is missing where one must be",
  "23503": "a row that it refers to is missing",
  "23505": "another row has the same value",
  "23514": "a check is not fulfilled",
  "23P01": "it overlaps with another row",
  "23": "a constraint is not fulfilled",
  P0001: "a trigger or function objected",
  P0: "a trigger or function failed",
  "44": "it would leave the view",
  "57014": "it took too long",
};
