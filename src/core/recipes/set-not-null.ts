/**
 * NOT NULL for a column of a table in use. SET NOT NULL alone scans the table under ACCESS EXCLUSIVE; a valid CHECK (12+) or a NOT
 * VALID constraint that is validated later (18+) leaves the scan to a lock that lets others write.
 */

import { nameOf, type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import { atLeast, type ServerVersion } from "../catalog/server-version.ts";
import { quoteIdentifier, unquoteIdentifier } from "../sql/quote.ts";
import { type Statement, statement } from "./statement.ts";

/** The column. */
export interface NotNullColumn {
  readonly table: ObjectId;
  /** Quoted. */
  readonly column: string;
  readonly version: ServerVersion;
  readonly isForeign: boolean;
}

/** Groups of statements in order. */
export function setNotNull({ table, column, version, isForeign }: NotNullColumn): readonly (readonly Statement[])[] {
  const name = nameOf(table);
  const count = `SELECT count(*) FROM ${name} WHERE ${column} IS NULL`;
  const mayFail = { hazard: "may-fail", detail: `rows that are null: ${count}` } as const;
  if (isForeign)
    return [[statement("set-not-null", `ALTER FOREIGN TABLE ${name} ALTER COLUMN ${column} SET NOT NULL`, { relation: table })]];
  if (atLeast(version, 18)) {
    const constraint = defaultName(table, column);
    return [
      [
        statement("alter-constraint", `ALTER TABLE ${name} ADD CONSTRAINT ${constraint} NOT NULL ${column} NOT VALID`, {
          relation: table,
        }),
      ],
      [
        statement("validate-constraint", `ALTER TABLE ${name} VALIDATE CONSTRAINT ${constraint}`, {
          relation: table,
          transaction: "own",
          hazards: [mayFail],
        }),
      ],
    ];
  }
  const check = quoteIdentifier(`${unquoteIdentifier(column).slice(0, 50)}_not_null_check`);
  return [
    [
      statement("alter-constraint", `ALTER TABLE ${name} ADD CONSTRAINT ${check} CHECK (${column} IS NOT NULL) NOT VALID`, {
        relation: table,
      }),
    ],
    [
      statement("validate-constraint", `ALTER TABLE ${name} VALIDATE CONSTRAINT ${check}`, {
        relation: table,
        transaction: "own",
        hazards: [mayFail],
      }),
    ],
    [
      statement("alter-constraint", `ALTER TABLE ${name} ALTER COLUMN ${column} SET NOT NULL`, { relation: table }),
      statement("alter-constraint", `ALTER TABLE ${name} DROP CONSTRAINT ${check}`, { relation: table }),
    ],
  ];
}

// What the server itself would call it (ChooseConstraintName: table_column_not_null).
function defaultName(table: ObjectId, column: string): string {
  return quoteIdentifier(`${unquoteIdentifier(ownNameOf(table))}_${unquoteIdentifier(column)}_not_null`);
}
