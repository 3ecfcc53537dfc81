/** A table of values instead of an enum. */

import { withInner } from "../inner-statements.ts";
import { nameOfList } from "../names-in-tree.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const noEnum: Rule = {
  id: "no-enum",
  summary: "CREATE TYPE … AS ENUM",
  why: "A value can be added but never removed or moved without making the type and its columns again.",
  advice: "A table of values with a foreign key, or text with a CHECK.",
  level: "low",
  group: "style",
  docs: ["datatype-enum"],
  aliases: ["eugene:W13", "pgfence:create-enum-type"],
  bad: [{ sql: "create type mood as enum ('sad', 'ok');" }],
  good: [{ sql: "create table moods (name text primary key);" }],
  looksAt: ["CreateEnumStmt"],
  *check(outer) {
    const migration = withInner(outer);
    for (const statement of migration.statements)
      if (statement.node === "CreateEnumStmt")
        yield at(statement, `${nameOfList(migration, statement.fields.typeName)} is an enum`);
  },
};
