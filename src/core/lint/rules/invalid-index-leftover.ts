/** CREATE INDEX CONCURRENTLY IF NOT EXISTS, which takes the rest of a failed build for an index. */

import { droppedBy, madeBy } from "../objects-in-tree.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const invalidIndexLeftover: Rule = {
  id: "invalid-index-leftover",
  summary: "CREATE INDEX CONCURRENTLY IF NOT EXISTS without dropping what a failed build left",
  why: "A concurrent build that fails leaves an INVALID index of that name. IF NOT EXISTS accepts it: queries do not use it, and a unique one promises nothing.",
  advice: "DROP INDEX CONCURRENTLY IF EXISTS before it, and no IF NOT EXISTS.",
  level: "low",
  group: "safety",
  docs: ["sql-createindex"],
  aliases: ["migrationpilot:MP070"],
  bad: [
    { sql: "-- lockstep: transaction = none\ncreate index concurrently if not exists users_email on users (email);" },
    { sql: "-- lockstep: transaction = none\ncreate unique index concurrently if not exists users_email on users (email);" },
  ],
  good: [
    {
      sql: "-- lockstep: transaction = none\ndrop index concurrently if exists users_email;\ncreate index concurrently users_email on users (email);",
    },
    { sql: "-- lockstep: transaction = none\ncreate index concurrently users_email on users (email);" },
    {
      sql: "-- lockstep: transaction = none\ndrop index concurrently if exists users_email;\ncreate index concurrently if not exists users_email on users (email);",
    },
  ],
  looksAt: ["IndexStmt"],
  *check(migration) {
    const dropped = new Set<string>();
    for (const statement of migration.statements) {
      for (const { sort, name } of droppedBy(statement, migration)) if (sort === "index") dropped.add(name);
      const { node, fields } = statement;
      if (node !== "IndexStmt" || fields.concurrent !== true || fields.if_not_exists !== true) continue;
      for (const { name } of madeBy(statement, migration)) {
        if (dropped.has(name)) continue;
        const fix = `DROP INDEX CONCURRENTLY IF EXISTS ${name};`;
        const known = migration.after.model.relations.get(name)?.index;
        if (known?.isValid === false)
          yield at(statement, `${name} is there and INVALID: the statement leaves it so`, { level: "high", fix });
        else if (fields.unique === true)
          yield at(statement, `an INVALID ${name} of a failed build would be accepted, and duplicates with it`, {
            level: "medium",
            fix,
          });
        else yield at(statement, `an INVALID ${name} of a failed build would be accepted`, { fix });
      }
    }
  },
};
