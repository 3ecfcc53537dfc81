/** A new enum value, used before it is committed. */

import { nodesIn } from "../../sql/nodes-in.ts";
import { fieldsOf } from "../../sql/sql-tree.ts";
import { withInner } from "../inner-statements.ts";
import { nameOfList } from "../names-in-tree.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const enumValueUsedInSameTransaction: Rule = {
  id: "enum-value-used-in-same-transaction",
  summary: "an enum value is used in the transaction that adds it",
  why: "Postgres refuses it: a new value of an enum that was there before may be used only after the commit.",
  advice: "ALTER TYPE … ADD VALUE in a migration of its own, before this one.",
  level: "high",
  group: "safety",
  docs: ["sql-altertype"],
  aliases: ["migrationpilot:MP012", "migrationpilot:MP054"],
  bad: [
    { sql: "alter type mood add value 'great';\nupdate users set mood = 'great' where id = 1;" },
    { sql: "alter type mood add value 'great';\nalter table users alter column mood set default 'great';" },
  ],
  good: [
    { sql: "alter type mood add value 'great';" },
    {
      sql: "create type mood as enum ('sad');\nalter type mood add value 'great';\ncreate table users (mood mood default 'great');",
    },
    { sql: "-- lockstep: transaction = none\nalter type mood add value 'great';\nupdate users set mood = 'great' where id = 1;" },
    { sql: "alter type mood add value 'great';\ncomment on type mood is 'great';" },
  ],
  looksAt: ["AlterEnumStmt"],
  *check(outer) {
    const migration = withInner(outer);
    if (migration.script.transaction !== "one") return;
    const made = new Set<string>();
    const added = new Map<string, { readonly type: string; readonly line: number }>();
    for (const statement of migration.statements) {
      const { node, fields } = statement;
      const type = nameOfList(migration, fields.typeName);
      if (node === "CreateEnumStmt" && type !== null) made.add(type);
      for (const constant of added.size === 0 ? [] : nodesIn(fields, "A_Const")) {
        const value = fieldsOf(constant.sval).sval;
        const found = typeof value === "string" ? added.get(value) : undefined;
        if (found !== undefined)
          yield at(statement, `'${value}' of ${found.type} is used in the transaction that adds it (line ${found.line})`);
      }
      if (node === "AlterEnumStmt" && typeof fields.newVal === "string" && type !== null && !made.has(type))
        if (fields.oldVal === undefined) added.set(fields.newVal, { type, line: statement.line });
    }
  },
};
