/** Verdicts about objects of which the catalog has one row, which a statement writes or takes away at its end. */

import type { Verdict } from "./probe.ts";

/** A row, by its identity. */
export interface SeenRow {
  readonly oid: number;
}

/** After a CREATE: there is a row, and it is not the one that was there before. */
export function judgeCreated(before: SeenRow | null, now: SeenRow | null): Verdict {
  return now !== null && now.oid !== before?.oid ? { kind: "took-effect" } : { kind: "did-not" };
}

/** After a DROP: the row that was there is gone. Where there was none, IF EXISTS has nothing to do, and must not take what came since. */
export function judgeDropped(before: SeenRow | null, now: SeenRow | null, isMissingOk: boolean): Verdict {
  if (before === null) return isMissingOk ? { kind: "took-effect" } : { kind: "did-not" };
  return now?.oid === before.oid ? { kind: "did-not" } : { kind: "took-effect" };
}
