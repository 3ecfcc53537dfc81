/**
 * How one kind of statement that cannot run in a transaction is found out about: what to ask the catalog before it, what to ask afterwards,
 * and what the two answers say. Nothing else tells whether such a statement took effect when its connection broke.
 */

import type { SqlFields } from "../../sql/sql-tree.ts";

/** What became of a statement. */
export type Verdict =
  | { readonly kind: "took-effect" }
  | { readonly kind: "did-not" }
  /** It stopped in the middle: `cleanUp` runs, each statement by itself; then it has taken effect, or has to run again. */
  | { readonly kind: "half"; readonly cleanUp: readonly string[]; readonly afterwards: "took-effect" | "did-not" }
  /** Somebody is at it now; `who` in a clause. */
  | { readonly kind: "busy"; readonly who: string };

/** What to ask about one statement, and how to judge the answers, which are JSON. */
export interface Aim {
  /** The probe's id. */
  readonly probe: string;
  /** One statement, run with the settings of the file; a row with `seen` as JSON text, or no row where there is nothing to see. */
  readonly query: string;
  /** Makes the server say how it would write the object down: run in a transaction that is rolled back, the last one returns `definition`. */
  readonly prediction: readonly string[] | null;
  /** Why the statement must not run on what is there, in a sentence with a remedy; null: it may. */
  readonly objection: (seen: unknown, predicted: string | null) => Objection | null;
  readonly judge: (before: unknown, now: unknown, predicted: string | null) => Verdict;
  /** Where the server refuses it because of what it has left where the catalog does not show it; null: it is something else. `said` is the server's message. */
  readonly leftElsewhere: (said: string) => Objection | null;
  /** Waits for older transactions; `relation` as the statement spells it, null: any. */
  readonly waitsFor: { readonly relation: string | null } | null;
  /** While it waits for its lock others wait behind it: it needs a lock_timeout, and stops in the middle where others need none. */
  readonly isImpatient: boolean;
}

/** Why a statement must not run. */
export interface Objection {
  readonly message: string;
  readonly hint: string;
}

/** One kind of statement. */
export interface Probe {
  readonly id: string;
  /** Node types of the parse tree that it reads. */
  readonly nodes: readonly string[];
  /** Null: not this one. `sql` is the statement that `fields` were parsed from. */
  readonly aim: (fields: SqlFields, sql: string) => Aim | null;
}

/** A probe's answer for one statement, typed; `Seen` is what its query returns. */
export interface TypedAim<Seen> {
  readonly query: string;
  readonly prediction?: readonly string[] | null;
  readonly objection?: (seen: Seen | null, predicted: string | null) => Objection | null;
  readonly judge: (before: Seen | null, now: Seen | null, predicted: string | null) => Verdict;
  readonly leftElsewhere?: (said: string) => Objection | null;
  readonly waitsFor?: { readonly relation: string | null };
  readonly isImpatient?: boolean;
}

/** Declares a probe. */
export function defineProbe<Seen>(
  id: string,
  nodes: readonly string[],
  aim: (fields: SqlFields, sql: string) => TypedAim<Seen> | null,
): Probe {
  return {
    id,
    nodes,
    aim: (fields, sql) => {
      const typed = aim(fields, sql);
      if (typed === null) return null;
      const { query, objection, judge } = typed;
      // both come from the query above, one of them by way of the journal
      const as = (seen: unknown) => (seen ?? null) as Seen | null;
      return {
        probe: id,
        query,
        prediction: typed.prediction ?? null,
        objection: (seen, predicted) => objection?.(as(seen), predicted) ?? null,
        judge: (before, now, predicted) => judge(as(before), as(now), predicted),
        leftElsewhere: typed.leftElsewhere ?? (() => null),
        waitsFor: typed.waitsFor ?? null,
        isImpatient: typed.isImpatient ?? false,
      };
    },
  };
}
