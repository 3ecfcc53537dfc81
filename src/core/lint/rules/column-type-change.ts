/** ALTER COLUMN TYPE that writes the table anew, or may. */

import { typeText } from "../../risk/type-text.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { fieldsOf, nodeOf } from "../../sql/sql-tree.ts";
import { type AlterClause, alterClausesIn, useOf } from "../alter-clauses.ts";
import type { JudgedMigration } from "../judged-migration.ts";
import { locksInWords, withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

const before = "create table users (id bigint primary key, name varchar(20), age integer);";

/** The rule. */
export const columnTypeChange: Rule = {
  id: "column-type-change",
  summary: "a type change that writes the table anew, or may",
  why: "ACCESS EXCLUSIVE until every row and all indexes are written anew: nobody reads or writes meanwhile, and tables at the other side of the column's foreign keys are locked too.",
  advice:
    "A new column of the new type that a trigger keeps equal, filled in batches (lockstep backfill); then code reads it, then the old one goes.",
  level: "medium",
  group: "safety",
  docs: ["sql-altertable"],
  aliases: [
    "squawk:changing-column-type",
    "eugene:E5",
    "pgfence:alter-column-type",
    "migrationpilot:MP007",
    "migrationpilot:MP044",
  ],
  bad: [
    { before, sql: "alter table users alter column age type bigint;" },
    { before, sql: "alter table users alter column name type varchar(10);" },
    { sql: "alter table users alter column age type bigint;" },
    { sql: "alter table users alter column name type text;" },
  ],
  good: [
    { before, sql: "alter table users alter column name type varchar(50);" },
    { before, sql: "alter table users alter column name type text;" },
    { sql: "create table users (age integer);\nalter table users alter column age type bigint;" },
  ],
  looksAt: ["alter-column-type"],
  *check(migration) {
    const told = new Set<string>();
    for (const clause of alterClausesIn(migration, "AT_AlterColumnType")) {
      const { statement, table, fields } = clause;
      const column = String(fields.name);
      const use = useOf(clause, column, "alter-column-type");
      const key = `${statement.line} ${statement.column} ${table} ${column}`;
      if (use === null || told.has(key)) continue;
      told.add(key);
      const own = `${table}.${quoteIdentifier(column)}`;
      if (!isUnknown(use.because)) {
        yield at(statement, withLocks(`${own}: ${use.because}`, statement));
        continue;
      }
      const type = typeOf(clause, migration);
      const what = `${own} becomes ${type ?? "another type"}, and whether every row is written anew for that depends on the old one`;
      // what widens most often stays low, so that the safe change is not shouted at
      yield at(statement, `${what}: ${locksInWords(statement)}`, isWide(clause, type, migration) ? { level: "low" } : {});
    }
  },
};

function isUnknown(because: string | null): boolean {
  return because?.includes("cannot be told") === true;
}

function typeOf({ fields }: AlterClause, { after }: JudgedMigration): string | null {
  return typeText(fieldsOf(nodeOf(fields.def, "ColumnDef")?.typeName), after);
}

/** True for types that every string, every number or (at UTC) every timestamp fits into, unless USING computes something. */
function isWide({ fields }: AlterClause, type: string | null, { after }: JudgedMigration): boolean {
  if (nodeOf(fields.def, "ColumnDef")?.raw_default !== undefined) return false;
  if (type?.startsWith("timestamp") === true) return /^(?:etc\/)?(?:utc|gmt)$/i.test(after.timeZone ?? "");
  return /^(?:text|character varying(?:\(\d+\))?|numeric)$/.test(type ?? "");
}
