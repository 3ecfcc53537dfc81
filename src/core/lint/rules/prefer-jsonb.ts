/** jsonb instead of json. */

import { quoteIdentifier } from "../../sql/quote.ts";
import { columnsIn } from "../columns-in-tree.ts";
import { withInner } from "../inner-statements.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const preferJsonb: Rule = {
  id: "prefer-jsonb",
  summary: "a column of json",
  why: "json has no equality: DISTINCT, GROUP BY and UNION over the column fail, and each look inside parses the text again.",
  advice: "jsonb.",
  level: "low",
  group: "style",
  docs: ["datatype-json"],
  aliases: ["eugene:E3", "pgfence:add-column-json"],
  bad: [{ sql: "alter table users add column settings json;" }],
  good: [{ sql: "alter table users add column settings jsonb;" }],
  looksAt: ["CreateStmt", "AT_AddColumn"],
  *check(outer) {
    const migration = withInner(outer);
    for (const { table, name, typeName, statement } of columnsIn(migration))
      if (typeName === "json") yield at(statement, `${table}.${quoteIdentifier(name)} is json`);
  },
};
