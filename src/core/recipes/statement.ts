/** One SQL statement that a recipe or a kind writes, with what a planner must know of it. */

import type { ObjectId } from "../catalog/object-id.ts";
import type { Hazard } from "../risk/hazard.ts";
import type { StatementForm } from "../risk/statement-form.ts";

/**
 * How a statement stands to transactions.
 * - any: shares one with its neighbours
 * - own: in one, but by itself, so that its lock or its long scan is not added to others'
 * - none: cannot run in one
 */
export type TransactionNeed = "any" | "own" | "none";

/** A statement; `sql` has no semicolon at its end and every name in it is qualified. */
export interface Statement {
  readonly sql: string;
  /** The same in the form that lets a second run pass (IF [NOT] EXISTS, OR REPLACE); without it SQL has none, or none is needed. */
  readonly guarded?: string;
  readonly form: StatementForm;
  /** The relation that the form's lock is taken on; null where it touches none that exists before. */
  readonly relation: ObjectId | null;
  readonly transaction: TransactionNeed;
  /** Beyond what the form itself says. */
  readonly hazards: readonly Hazard[];
}

/** What a statement can say beside its SQL and form. */
export type StatementDetails = Partial<Pick<Statement, "relation" | "transaction" | "hazards">>;

/** A statement; unless told otherwise it locks no relation, may share a transaction and harms nobody. */
export function statement(form: StatementForm, sql: string, details: StatementDetails = {}): Statement {
  return { sql, form, relation: null, transaction: "any", hazards: [], ...details };
}

/** A statement that SQL can guard: `sql` writes it, `guard` being empty or the clause with a space behind it. */
export function guardable(
  form: StatementForm,
  clause: "IF NOT EXISTS" | "IF EXISTS",
  sql: (guard: string) => string,
  details: StatementDetails = {},
): Statement {
  return { ...statement(form, sql(""), details), guarded: sql(`${clause} `) };
}

/** A statement that makes what is not there yet; its guarded form would take the place of what is. */
export function madeOrReplaced(define: (verb: "CREATE" | "CREATE OR REPLACE") => Statement): Statement {
  return { ...define("CREATE"), guarded: define("CREATE OR REPLACE").sql };
}
