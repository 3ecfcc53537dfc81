/** numeric instead of money. */

import { quoteIdentifier } from "../../sql/quote.ts";
import { columnsIn } from "../columns-in-tree.ts";
import { withInner } from "../inner-statements.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const noMoney: Rule = {
  id: "no-money",
  summary: "a column of money",
  why: "What it shows and accepts depends on lc_monetary of the session: a dump of one database means other amounts in another.",
  advice: "numeric, and the currency in a column of its own.",
  level: "low",
  group: "style",
  docs: ["datatype-money"],
  aliases: [],
  bad: [{ sql: "create table bills (id bigint primary key, total money);" }],
  good: [{ sql: "create table bills (id bigint primary key, total numeric(12, 2));" }],
  looksAt: ["CreateStmt", "AT_AddColumn"],
  *check(outer) {
    const migration = withInner(outer);
    for (const { table, name, typeName, statement } of columnsIn(migration))
      if (typeName === "money") yield at(statement, `${table}.${quoteIdentifier(name)} is money`);
  },
};
