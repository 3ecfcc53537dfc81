/**
 * NOT NULL for a column of a table in use. SET NOT NULL alone scans the table under ACCESS EXCLUSIVE; a valid CHECK (12+) or a NOT
 * VALID constraint that is validated later (18+) leaves the scan to a lock that lets others write.
 */

import { nameOf, type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import { atLeast, type ServerVersion } from "../catalog/server-version.ts";
import type { Hazard } from "../risk/hazard.ts";
import { quoteIdentifier, unquoteIdentifier } from "../sql/quote.ts";
import { countRows, mayFail } from "./count-rows.ts";
import { guardable, type Statement, statement } from "./statement.ts";

/** The column. */
export interface NotNullColumn {
  readonly table: ObjectId;
  /** Quoted. */
  readonly column: string;
  readonly version: ServerVersion;
  readonly isForeign: boolean;
  /** The table as a query about its rows at the start names it; null where it cannot. */
  readonly rowsFrom: string | null;
  /** The constraint's quoted name and properties (18+) where it is not to have the server's own. */
  readonly constraint?: { readonly name: string; readonly noInherit: boolean };
}

/** Groups of statements in order. */
export function setNotNull(column: NotNullColumn): readonly (readonly Statement[])[] {
  const { table, version, isForeign, rowsFrom, column: own } = column;
  const name = nameOf(table);
  if (isForeign)
    return [[statement("set-not-null", `ALTER FOREIGN TABLE ${name} ALTER COLUMN ${own} SET NOT NULL`, { relation: table })]];
  const hazards = [nullsFail(own, rowsFrom)];
  if (atLeast(version, 18)) return byNotNullConstraint(column, hazards);
  const check = quoteIdentifier(`${unquoteIdentifier(own).slice(0, 50)}_not_null_check`);
  // IS DISTINCT FROM, because a row of nulls is IS NULL and yet no null
  const add = `ALTER TABLE ${name} ADD CONSTRAINT ${check} CHECK (${own} IS DISTINCT FROM NULL) NOT VALID`;
  const validate = `ALTER TABLE ${name} VALIDATE CONSTRAINT ${check}`;
  return [
    [statement("alter-constraint", add, { relation: table })],
    [statement("validate-constraint", validate, { relation: table, transaction: "own", hazards })],
    [
      statement("alter-constraint", `ALTER TABLE ${name} ALTER COLUMN ${own} SET NOT NULL`, { relation: table }),
      guardable("alter-constraint", "IF EXISTS", (guard) => `ALTER TABLE ${name} DROP CONSTRAINT ${guard}${check}`, {
        relation: table,
      }),
    ],
  ];
}

/** The hazard of NOT NULL, with the rows that are null at the start. */
export function nullsFail(column: string, rowsFrom: string | null): Hazard {
  return mayFail(`fails when ${column} is null somewhere`, countRows(rowsFrom, `${column} IS NOT DISTINCT FROM NULL`));
}

function byNotNullConstraint(
  { table, column, constraint }: NotNullColumn,
  hazards: readonly Hazard[],
): readonly (readonly Statement[])[] {
  const name = constraint?.name ?? defaultName(table, column);
  const head = `ALTER TABLE ${nameOf(table)}`;
  const definition = `NOT NULL ${column}${constraint?.noInherit === true ? " NO INHERIT" : ""}`;
  return [
    [statement("alter-constraint", `${head} ADD CONSTRAINT ${name} ${definition} NOT VALID`, { relation: table })],
    [
      statement("validate-constraint", `${head} VALIDATE CONSTRAINT ${name}`, {
        relation: table,
        transaction: "own",
        hazards,
      }),
    ],
  ];
}

// What the server itself would call it (ChooseConstraintName: table_column_not_null).
function defaultName(table: ObjectId, column: string): string {
  return quoteIdentifier(`${unquoteIdentifier(ownNameOf(table))}_${unquoteIdentifier(column)}_not_null`);
}
