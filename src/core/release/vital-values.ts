/** Two looks at a database's counters → values of its signals. A counter that went back was reset, and says nothing this time. */

import type { SignalSample } from "./signal.ts";

/** As far as signals need it. */
export interface Vitals {
  readonly committed: number;
  readonly rolledBack: number;
  readonly deadlocks: number;
  readonly connectionsInUse: number;
  readonly longestWait: number;
  readonly longestTransaction: number;
  /** False: the role may look only at its own transactions. */
  readonly seesAll: boolean;
}

/** Of fewer transactions a share is chance. */
const fewest = 20;

/** The values by the names of `databaseSignals`; `before` is null at the first look. */
export function vitalValues(now: Vitals, before: Vitals | null): SignalSample["values"] {
  return {
    "no answer": 0,
    "rolled back": before === null ? null : rolledBackShare(now, before),
    deadlocks: before === null || now.deadlocks < before.deadlocks ? null : now.deadlocks - before.deadlocks,
    "connections in use": now.connectionsInUse,
    "longest wait for a lock": now.longestWait,
    "longest transaction": now.seesAll ? now.longestTransaction : null,
  };
}

function rolledBackShare(now: Vitals, before: Vitals): number | null {
  const committed = now.committed - before.committed;
  const rolledBack = now.rolledBack - before.rolledBack;
  if (committed < 0 || rolledBack < 0 || committed + rolledBack < fewest) return null;
  return rolledBack / (committed + rolledBack);
}
