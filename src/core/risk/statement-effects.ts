/** What a statement does to relations while it runs: locks, costs, and how it stands to transactions. */

import type { SqlFields } from "../sql/sql-tree.ts";
import type { Cost } from "./forms/form.ts";
import type { LockMode } from "./lock-mode.ts";
import type { QualifiedName } from "./schema-model.ts";
import type { StatementForm } from "./statement-form.ts";

/** A lock that a statement takes on a relation that exists before it, and why where the statement does not name it. */
export interface RelationLock {
  readonly relation: QualifiedName;
  readonly mode: LockMode;
  /** `partition of public.events`; null for a relation that the statement names. */
  readonly because: string | null;
}

/** Work on a relation's rows. */
export interface RelationCost {
  readonly relation: QualifiedName;
  readonly cost: Cost;
}

/** One thing that a statement does: ALTER TABLE with three clauses is three. */
export interface FormUse {
  readonly form: StatementForm;
  /** The relation that it is about; null where it is about none. */
  readonly relation: QualifiedName | null;
  /** The column, constraint or other part that it is about, unquoted. */
  readonly part: string | null;
  /** Why the form is this one and not its plain cousin: `varchar(20) → text needs no rewrite`; null where there is nothing to say. */
  readonly because: string | null;
}

/** How a statement stands to transaction blocks: `outside`: cannot run in one; `inside`: only there; `either`. */
export type TransactionRule = "inside" | "outside" | "either";

/** Everything that a statement does. */
export interface StatementEffects {
  /** In the order of the statement; never empty. */
  readonly uses: readonly FormUse[];
  /** The strongest lock on each relation, by name. */
  readonly locks: readonly RelationLock[];
  /** By relation, then in the order of {@link costs}. */
  readonly costs: readonly RelationCost[];
  readonly transaction: TransactionRule;
  /** What could not be told, in words: dynamic SQL, a function whose body is not known. */
  readonly unknown: readonly string[];
  /** Statements that it runs inside itself, in order, as nodes: of the body of a DO block or of a function that it calls, of CREATE SCHEMA. */
  readonly inner: readonly SqlFields[];
}
