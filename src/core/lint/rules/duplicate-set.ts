/** One column set twice by one statement. */

import { nodesIn } from "../../sql/nodes-in.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { fieldsOf, nodeOf, type SqlFields, textOf } from "../../sql/sql-tree.ts";
import { withInner } from "../inner-statements.ts";
import type { JudgedStatement } from "../judged-migration.ts";
import { clausesOf, elementsOf, relationOf } from "../names-in-tree.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const duplicateSet: Rule = {
  id: "duplicate-set",
  summary: "a column is set twice in one UPDATE, INSERT or ALTER TABLE",
  why: "Postgres refuses two values for a column in UPDATE and INSERT; in ALTER TABLE the last one silently wins.",
  advice: "Leave one of them out.",
  level: "medium",
  group: "safety",
  docs: ["sql-update"],
  aliases: [],
  bad: [
    { sql: "update users set plan = 'free', plan = 'pro' where id = 1;" },
    { sql: "insert into users (id, id) values (1, 2);" },
    { sql: "alter table users alter column plan set default 'free', alter column plan set default 'pro';" },
  ],
  good: [
    { sql: "update users set plan = 'free', name = 'x' where id = 1;" },
    { sql: "update users set tags[1] = 'a', tags[2] = 'b' where id = 1;" },
    { sql: "alter table users alter column plan set default 'free', alter column plan set statistics 200;" },
  ],
  looksAt: ["UpdateStmt", "InsertStmt", "AT_ColumnDefault", "AT_AlterColumnType", "AT_AddColumn"],
  *check(outer) {
    const migration = withInner(outer);
    for (const statement of migration.statements)
      for (const column of twice(statement)) {
        const table = relationOf(migration, fieldsOf(statement.fields.relation));
        yield at(statement, `${quoteIdentifier(column)} of ${table} is set twice`);
      }
  },
};

function* twice(statement: JudgedStatement): Generator<string> {
  const { node, fields } = statement;
  if (node === "UpdateStmt" || node === "InsertStmt") {
    yield* repeated(targets(fields.targetList ?? fields.cols));
    for (const conflict of nodesIn(fields, "OnConflictClause")) yield* repeated(targets(conflict.targetList));
    yield* repeated(targets(fieldsOf(fields.onConflictClause).targetList));
  }
  const clauses = clausesOf(statement, "OBJECT_TABLE").filter(({ subtype }) => settable.has(textOf(subtype) ?? ""));
  const keys = clauses.map(
    ({ subtype, name, def }) => `${textOf(subtype)} ${textOf(name) ?? textOf(nodeOf(def, "ColumnDef")?.colname)}`,
  );
  for (const key of repeated(keys)) yield key.slice(key.indexOf(" ") + 1);
}

const settable: ReadonlySet<string> = new Set(["AT_ColumnDefault", "AT_AlterColumnType", "AT_AddColumn"]);

/** Parts of arrays and composites may be set one by one. */
function targets(list: SqlFields[string] | undefined): readonly string[] {
  return elementsOf(list, "ResTarget").flatMap(({ name, indirection }) =>
    typeof name === "string" && indirection === undefined ? [name] : [],
  );
}

function* repeated(names: readonly string[]): Generator<string> {
  if (names.length < 2) return;
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) yield name;
    seen.add(name);
  }
}
