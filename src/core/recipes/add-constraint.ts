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
}

/** In one statement, for a table that nobody uses yet. */
export function addConstraint({ table, tableWord, name, definition, form }: ConstraintText): readonly Statement[] {
  return [statement(form, `ALTER ${tableWord} ${nameOf(table)} ADD CONSTRAINT ${name} ${definition}`, { relation: table })];
}

/** NOT VALID, then VALIDATE; `offenders` counts the rows that would be refused, for the reader. */
export function addConstraintInSteps(
  constraint: ConstraintText,
  offenders: string | null,
): readonly [add: Statement, validate: Statement] {
  const { table, tableWord, name, definition } = constraint;
  const hazards: Hazard[] = offenders === null ? [] : [{ hazard: "may-fail", detail: `rows that it refuses: ${offenders}` }];
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
