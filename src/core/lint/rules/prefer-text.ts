/** text instead of varchar(n) and char(n). */

import { quoteIdentifier } from "../../sql/quote.ts";
import { listOf } from "../../sql/sql-tree.ts";
import { columnsIn } from "../columns-in-tree.ts";
import { withInner } from "../inner-statements.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const preferText: Rule = {
  id: "prefer-text",
  summary: "a column of varchar(n) or char(n)",
  why: "A shorter limit later is a rewrite under ACCESS EXCLUSIVE, char(n) fills up with spaces, and neither is faster or smaller than text.",
  advice: "text, with a CHECK on its length where it matters.",
  level: "low",
  group: "style",
  docs: ["datatype-character"],
  aliases: [
    "squawk:prefer-text-field",
    "squawk:ban-char-field",
    "pgfence:prefer-text-field",
    "migrationpilot:MP037",
    "migrationpilot:MP041",
  ],
  bad: [
    { sql: "create table users (id bigint primary key, name varchar(50));" },
    { sql: "alter table users add column country char(2);" },
  ],
  good: [{ sql: "create table users (id bigint primary key, name text, alias varchar);" }],
  looksAt: ["CreateStmt", "AT_AddColumn"],
  *check(outer) {
    const migration = withInner(outer);
    for (const { table, name, type, typeName, statement } of columnsIn(migration)) {
      const spelled = { varchar: "varchar(n)", bpchar: "char(n)" }[typeName];
      if (spelled === undefined || listOf(type.typmods).length === 0) continue;
      yield at(statement, `${table}.${quoteIdentifier(name)} is ${spelled}`);
    }
  },
};
