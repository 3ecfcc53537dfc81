/** What nobody can tell from the text: said, never passed over. */

import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const dynamicSqlUnknown: Rule = {
  id: "dynamic-sql-unknown",
  summary: "a part of the migration whose effects cannot be told from its text",
  why: "SQL that is put together at run time, or code whose body is not in sight, can take any lock and change anything. It was not judged.",
  advice: "Write it as plain statements; or `lockstep rehearse`, which runs it and looks.",
  level: "medium",
  group: "safety",
  docs: ["plpgsql-statements"],
  aliases: ["migrationpilot:MP063"],
  bad: [
    {
      sql: "do $$ declare t text; begin for t in select tablename from pg_tables loop execute 'truncate ' || t; end loop; end $$;",
    },
  ],
  good: [{ sql: "alter table users add column email text;" }],
  *check({ statements }) {
    // CASCADE has a rule of its own
    for (const statement of statements)
      for (const what of statement.effects.unknown)
        if (!what.startsWith("what CASCADE drops"))
          // thousands have run the script of an extension before
          yield at(statement, `cannot tell ${what}`, what.startsWith("what the script of extension") ? { level: "low" } : {});
  },
};
