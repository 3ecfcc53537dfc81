/**
 * Constraints of tables in use. Checks and foreign keys come NOT VALID first, under a short lock, and are validated in another
 * transaction, under a lock that lets others write; keys take over an index that was built concurrently.
 */

import { nameOf, type ObjectId } from "../catalog/object-id.ts";
import type { Hazard } from "../risk/hazard.ts";
import type { StatementForm } from "../risk/statement-form.ts";
import { createIndexConcurrently, type IndexText } from "./index-concurrently.ts";
import { type Statement, statement } from "./statement.ts";

/** A constraint as ADD CONSTRAINT writes it. */
export interface ConstraintText {
  readonly table: ObjectId;
  /** `TABLE`, `FOREIGN TABLE`. */
  readonly tableWord: string;
  /** Quoted. */
  readonly name: string;
  /** `CHECK ((a > 0))`. */
  readonly definition: string;
  readonly form: StatementForm;
  /** What happens on rows that it refuses. */
  readonly hazards: readonly Hazard[];
}

/** In one statement: for a table that nobody uses yet, or what cannot be had in steps. */
export function addConstraint({ table, tableWord, name, definition, form, hazards }: ConstraintText): readonly Statement[] {
  const sql = `ALTER ${tableWord} ${nameOf(table)} ADD CONSTRAINT ${name} ${definition}`;
  return [statement(form, sql, { relation: table, hazards })];
}

/** NOT VALID, then VALIDATE. */
export function addConstraintInSteps(constraint: ConstraintText): readonly [add: Statement, validate: Statement] {
  const { table, tableWord, name, definition, hazards } = constraint;
  return [
    statement("alter-constraint", `ALTER ${tableWord} ${nameOf(table)} ADD CONSTRAINT ${name} ${definition} NOT VALID`, {
      relation: table,
    }),
    statement("validate-constraint", `ALTER ${tableWord} ${nameOf(table)} VALIDATE CONSTRAINT ${name}`, {
      relation: table,
      transaction: "own",
      hazards,
    }),
  ];
}

/** A primary key or unique constraint on an index that is built while others write. `suffix` is what follows the index's name. */
export function addKeyByIndex(
  constraint: ConstraintText,
  index: IndexText,
  word: "PRIMARY KEY" | "UNIQUE",
  suffix: string,
): readonly Statement[] {
  const { table, tableWord, name } = constraint;
  return [
    ...createIndexConcurrently(index),
    statement(
      "alter-constraint",
      `ALTER ${tableWord} ${nameOf(table)} ADD CONSTRAINT ${name} ${word} USING INDEX ${index.name}${suffix}`,
      { relation: table },
    ),
  ];
}
