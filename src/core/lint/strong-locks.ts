/** Locks of a statement on relations that others may be using while it runs. */

import { blocksReads, blocksWrites } from "../risk/lock-mode.ts";
import type { RelationLock } from "../risk/statement-effects.ts";
import type { JudgedStatement } from "./judged-migration.ts";

/** The first lock that makes writes of others wait; null for none. */
export function firstStrongLock({ effects, made }: JudgedStatement): RelationLock | null {
  return effects.locks.find(({ relation, mode }) => blocksWrites(mode) && !made.has(relation)) ?? null;
}

/** The locks that make reads of others wait too (ACCESS EXCLUSIVE). */
export function exclusiveLocks({ effects, made }: JudgedStatement): readonly RelationLock[] {
  return effects.locks.filter(({ relation, mode }) => blocksReads(mode) && !made.has(relation));
}
