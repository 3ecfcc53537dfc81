/** A plan: statements in the order in which they run, in the transactions in which they run. */

import type { ObjectId } from "../catalog/object-id.ts";
import type { Statement } from "../recipes/statement.ts";

/** A statement in its place. */
export interface PlannedStatement extends Omit<Statement, "guarded"> {
  /** The object that it makes, drops or changes. */
  readonly change: ObjectId;
  /** How long it may wait for a lock, in milliseconds; 0 for ever. */
  readonly lockTimeoutMs: number;
  /** How long it may run, in milliseconds; 0 for ever. */
  readonly statementTimeoutMs: number;
}

/** Statements that succeed or fail together (`transaction`), or one that runs outside of transactions. */
export interface TransactionGroup {
  readonly transaction: boolean;
  readonly statements: readonly PlannedStatement[];
}

/** What turns one schema into another. */
export interface Plan {
  readonly groups: readonly TransactionGroup[];
}
