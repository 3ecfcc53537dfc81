/** What rules ask of a migration most: where it uses a form on something that others may be using. */

import type { FormUse } from "../risk/statement-effects.ts";
import type { StatementForm } from "../risk/statement-form.ts";
import type { JudgedMigration, JudgedStatement } from "./judged-migration.ts";
import type { RuleFinding } from "./rule.ts";

/** A use and the statement that it is part of. */
export interface UseInPlace {
  readonly statement: JudgedStatement;
  readonly use: FormUse;
}

/** Uses of the forms, in order, on whatever. */
export function* usesOf({ statements }: JudgedMigration, ...forms: readonly StatementForm[]): Generator<UseInPlace> {
  for (const statement of statements)
    for (const use of statement.effects.uses) if (forms.includes(use.form)) yield { statement, use };
}

/** The same, on relations that the migration did not make itself. */
export function* usesOnExisting(migration: JudgedMigration, ...forms: readonly StatementForm[]): Generator<UseInPlace> {
  for (const found of usesOf(migration, ...forms)) {
    const { relation } = found.use;
    if (relation === null || !found.statement.made.has(relation)) yield found;
  }
}

/** A finding at the start of a statement. */
export function at({ line, column }: JudgedStatement, message: string, more: Partial<RuleFinding> = {}): RuleFinding {
  return { line, column, message, ...more };
}
