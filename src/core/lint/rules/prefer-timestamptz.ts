/** timestamptz instead of timestamp. */

import { quoteIdentifier } from "../../sql/quote.ts";
import { columnsIn } from "../columns-in-tree.ts";
import { withInner } from "../inner-statements.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const preferTimestamptz: Rule = {
  id: "prefer-timestamptz",
  summary: "a column of timestamp without time zone",
  why: "It holds what a clock showed and not when: sessions in different time zones write different moments as the same value.",
  advice: "timestamptz.",
  level: "low",
  group: "style",
  docs: ["datatype-datetime"],
  aliases: ["squawk:prefer-timestamptz", "squawk:prefer-timestamp-tz", "pgfence:prefer-timestamptz", "migrationpilot:MP040"],
  bad: [{ sql: "create table users (id bigint primary key, created_at timestamp);" }],
  good: [{ sql: "create table users (id bigint primary key, created_at timestamptz);" }],
  looksAt: ["CreateStmt", "AT_AddColumn"],
  *check(outer) {
    const migration = withInner(outer);
    for (const { table, name, typeName, statement } of columnsIn(migration))
      if (typeName === "timestamp") yield at(statement, `${table}.${quoteIdentifier(name)} is timestamp without time zone`);
  },
};
