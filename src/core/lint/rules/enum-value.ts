/** ALTER TYPE … ADD VALUE. */

import { textOf } from "../../sql/sql-tree.ts";
import { withInner } from "../inner-statements.ts";
import { nameOfList } from "../names-in-tree.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const enumValue: Rule = {
  id: "enum-value",
  summary: "ALTER TYPE … ADD VALUE",
  why: "No table is locked, but there is no way back: Postgres has no DROP VALUE, so no rollback takes it away. Until the commit nobody may use it, this transaction included.",
  advice: "A migration of its own; what uses the value comes in the next one.",
  level: "low",
  group: "safety",
  docs: ["sql-altertype"],
  aliases: ["squawk:ban-add-enum-value"],
  bad: [{ sql: "alter type mood add value 'great';" }],
  good: [{ sql: "create type mood as enum ('sad');\nalter type mood add value 'great';" }],
  looksAt: ["AlterEnumStmt"],
  *check(outer) {
    const migration = withInner(outer);
    const made = new Set<string>();
    for (const statement of migration.statements) {
      const { node, fields } = statement;
      const type = nameOfList(migration, fields.typeName) ?? "";
      if (node === "CreateEnumStmt") made.add(type);
      if (node !== "AlterEnumStmt" || fields.oldVal !== undefined || made.has(type)) continue;
      yield at(statement, `'${textOf(fields.newVal)}' of ${type} cannot be taken away again`);
    }
  },
};
