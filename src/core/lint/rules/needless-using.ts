/** USING in a type change that would keep every value without it. */

import { conversionOf } from "../../risk/type-conversion.ts";
import { typeText } from "../../risk/type-text.ts";
import { nodesIn } from "../../sql/nodes-in.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { fieldsOf, namesOf, nodeOf, type SqlTree } from "../../sql/sql-tree.ts";
import { alterClausesIn, useOf } from "../alter-clauses.ts";
import { beforeWord } from "../clause-texts.ts";
import { withLocks } from "../locks-in-words.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

const before = "create table users (id bigint primary key, name varchar(20), at timestamp);";

/** The rule. */
export const needlessUsing: Rule = {
  id: "needless-using",
  summary: "a type change is written with USING that would keep the values without it",
  why: "Without USING, a wider type only changes the catalog. An expression is computed for every row even where it changes nothing: ACCESS EXCLUSIVE until the table is written anew.",
  advice: "Leave USING out; for timestamps, with TimeZone = 'UTC' in the session.",
  level: "medium",
  group: "safety",
  docs: ["sql-altertable"],
  aliases: [],
  bad: [
    { before, sql: "alter table users alter column name type text using trim(name);" },
    { before, sql: "alter table users alter column name type text using name::char(10)::text;" },
    { sql: "alter table users alter column at type timestamptz using at at time zone 'UTC';" },
  ],
  good: [
    { before, sql: "alter table users alter column name type text;" },
    { before, sql: "alter table users alter column name type text using name::text;" },
    {
      before: "create type mood as enum ('sad', 'ok');\ncreate table users (id bigint primary key, mood mood);",
      sql: "alter table users alter column mood type text;\nalter table users alter column mood type mood using mood::mood;",
    },
  ],
  looksAt: ["alter-column-type"],
  *check(migration) {
    const changed = new Set<string>();
    for (const clause of alterClausesIn(migration, "AT_AlterColumnType")) {
      const { statement, table, fields } = clause;
      const name = String(fields.name);
      const own = `${table}.${quoteIdentifier(name)}`;
      // by now it has another type than the one that it had before the file
      if (changed.has(own)) continue;
      changed.add(own);
      const definition = fieldsOf(nodeOf(fields.def, "ColumnDef") ?? undefined);
      const using = definition.raw_default;
      if (using === undefined || useOf(clause, name, "alter-column-type") === null) continue;
      const target = typeText(fieldsOf(definition.typeName), migration.after);
      const type = migration.after.model.relations.get(table)?.columns.find((column) => column.name === name)?.type ?? null;
      const without = conversionOf({ name, type }, target, null, migration.after);
      const isByZone = isUtc(using) && target?.startsWith("timestamp") === true && without === "unknown";
      if (without !== "keeps" && !isByZone) continue;
      const text = clause.wording();
      // casts and a zone change no value; of anything else only its author knows
      const isCast = isByZone || [...nodesIn(using, "FuncCall"), ...nodesIn(using, "A_Expr")].length === 0;
      const zone = isByZone ? "SET LOCAL TimeZone = 'UTC';\n" : "";
      const fix =
        isCast && text !== null
          ? `${zone}ALTER TABLE ${table} ${beforeWord(text, "using")};`
          : "If the expression changes no value, leave USING out; if it does, change the values in batches before.";
      yield isByZone
        ? at(statement, withLocks(`${own} keeps its values in a session at UTC, unless USING computes them`, statement), {
            level: "low",
            fix,
          })
        : at(statement, withLocks(`${own} would keep its values (${type} → ${target}), but USING computes them`, statement), {
            fix,
          });
    }
  },
};

/** `at AT TIME ZONE 'UTC'`. */
function isUtc(using: SqlTree): boolean {
  for (const call of nodesIn(using, "FuncCall"))
    if (namesOf(call.funcname)?.at(-1) === "timezone")
      for (const constant of nodesIn(call.args, "A_Const"))
        if (/^(?:etc\/)?(?:utc|gmt)$/i.test(String(fieldsOf(constant.sval).sval))) return true;
  return false;
}
