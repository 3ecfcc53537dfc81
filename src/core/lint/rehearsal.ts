/** What running a migration on a scratch copy showed, and what of it was not as predicted. */

import type { Cost } from "../risk/forms/form.ts";
import { type LockMode, strongerLock } from "../risk/lock-mode.ts";
import type { JudgedMigration } from "./judged-migration.ts";

/** Locks and costs of relations that were there before, by name. */
export interface ObservedEffects {
  readonly locks: Readonly<Record<string, LockMode>>;
  readonly costs: Readonly<Record<string, readonly Cost[]>>;
}

/** proven: tried, and it held · refuted: tried, and it did not · unproven: it could not be tried, or trying proves nothing. */
export interface RehearsalVerdict {
  readonly verdict: "proven" | "refuted" | "unproven";
  /** One sentence. */
  readonly why: string;
  /** It held, but on rows that were made up, and the migration is about rows. */
  readonly heldOnMadeUpRows?: true;
  /** Of a second run that changed nothing because it was refused as a whole: the line that was. */
  readonly refusedAtLine?: number;
}

/** A difference between what was predicted and what was observed: a defect of ours. */
export interface PredictionError {
  readonly relation: string;
  readonly what: "lock" | "cost";
  readonly predicted: string;
  readonly observed: string;
}

/** One migration, rehearsed. */
export interface RehearsedMigration extends ObservedEffects {
  readonly file: string;
  readonly checksum: string;
  readonly kind: "schema" | "data";
  /** It ran to its end. */
  readonly applies: RehearsalVerdict;
  /** Run again, it changes nothing: it does nothing, or is refused as a whole by what has no form that skips. */
  readonly idempotent: RehearsalVerdict;
  /** Its rollback leads back to where it started. */
  readonly rollback: RehearsalVerdict;
  /** Where the first statement that was refused starts. */
  readonly failedAt: { readonly line: number; readonly message: string } | null;
  /** What the server skipped because it was there, or was not: IF [NOT] EXISTS hides drift. */
  readonly skipped: readonly string[];
  readonly predictionErrors: readonly PredictionError[];
}

/** Where a prediction differs from what was observed. */
export function predictionErrors(predicted: ObservedEffects, observed: ObservedEffects): readonly PredictionError[] {
  const relations = [
    ...new Set([predicted.locks, predicted.costs, observed.locks, observed.costs].flatMap((one) => Object.keys(one))),
  ].sort();
  return relations.flatMap((relation) => {
    const locks = [predicted.locks[relation] ?? "none", observed.locks[relation] ?? "none"] as const;
    const costs = [predicted.costs[relation] ?? [], observed.costs[relation] ?? []].map(
      (one) => [...one].sort().join(", ") || "none",
    );
    return [
      ...(locks[0] === locks[1] ? [] : [{ relation, what: "lock" as const, predicted: locks[0], observed: locks[1] }]),
      ...(costs[0] === costs[1]
        ? []
        : [{ relation, what: "cost" as const, predicted: costs[0] ?? "", observed: costs[1] ?? "" }]),
    ];
  });
}

/** The strongest lock and all costs of each relation that `exists` before the migration, over all of its statements. */
export function effectsTogether({ statements }: JudgedMigration, exists: (relation: string) => boolean): ObservedEffects {
  const locks = new Map<string, LockMode>();
  const costs = new Map<string, Set<Cost>>();
  for (const { effects, namesBefore } of statements) {
    for (const { relation: now, mode } of effects.locks) {
      const relation = namesBefore.get(now) ?? now;
      if (exists(relation)) locks.set(relation, strongerLock(mode, locks.get(relation) ?? mode));
    }
    for (const { relation: now, cost } of effects.costs) {
      const relation = namesBefore.get(now) ?? now;
      if (exists(relation)) costs.set(relation, (costs.get(relation) ?? new Set()).add(cost));
    }
  }
  const sorted = <Value>(map: ReadonlyMap<string, Value>) => [...map].sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    locks: Object.fromEntries(sorted(locks)),
    costs: Object.fromEntries(sorted(costs).map(([relation, found]) => [relation, together(found)])),
  };
}

// What is written anew is not called scanned or indexed as well.
function together(found: ReadonlySet<Cost>): readonly Cost[] {
  return found.has("rewrite") ? ["rewrite"] : [...found].sort();
}
