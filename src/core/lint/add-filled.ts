/** The safe form of a column whose rows need a value each: the column, its default for new rows, the rows in batches, NOT NULL at last. */

import { fillColumn } from "../recipes/fill-column.ts";
import { setNotNull } from "../recipes/set-not-null.ts";
import { statement } from "../recipes/statement.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { AddedColumn } from "./alter-clauses.ts";
import { afterWords, beforeWord, withoutWords } from "./clause-texts.ts";
import { fixOf, tableId, versionOf } from "./fix-by-recipe.ts";
import type { JudgedMigration } from "./judged-migration.ts";

/** The words that may follow a column's type. */
const afterType = ["default", "not", "null", "constraint", "check", "unique", "primary", "references", "generated", "collate"];

/** The migrations; null where the clause's wording is not at hand or says more than the default and NOT NULL. */
export function addFilled(
  { table, column, constraints, wording }: AddedColumn,
  { after }: JudgedMigration,
  major: number,
): string | null {
  const text = wording();
  const known = new Set(["CONSTR_DEFAULT", "CONSTR_NOTNULL", "CONSTR_NULL"]);
  if (text === null || constraints.some(({ contype }) => !known.has(String(contype)))) return null;
  const isNotNull = constraints.some(({ contype }) => contype === "CONSTR_NOTNULL");
  const value = defaultIn(text);
  const definition = beforeWord(text, ...afterType);
  if (value === null) return null;
  const own = quoteIdentifier(column);
  const id = tableId(table);
  const head = `ALTER TABLE ${table}`;
  const hasChildren = after.childrenOf(table).length > 0;
  return fixOf([
    [
      statement("add-nullable-column", `${head} ${definition}`, { relation: id }),
      statement("set-default", `${head} ALTER COLUMN ${own} SET DEFAULT ${value}`, { relation: id }),
    ],
    [fillColumn({ table: id, column: own, hasChildren })],
    ...(isNotNull ? setNotNull({ table: id, column: own, version: versionOf(major), isForeign: false, rowsFrom: null }) : []),
  ]);
}

/** The default's wording: what follows DEFAULT, without the constraints around it. */
function defaultIn(text: string): string | null {
  const value = afterWords(withoutWords(text, "not", "null") ?? text, "default");
  return value === null || value === "" ? null : value;
}
