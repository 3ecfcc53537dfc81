/** Changes of rows and of the schema of existing tables in one file. */

import { dataChangesIn, dataStatements } from "../data-changes.ts";
import { withInner } from "../inner-statements.ts";
import type { JudgedStatement } from "../judged-migration.ts";
import type { Rule } from "../rule.ts";
import { exclusiveLocks } from "../strong-locks.ts";
import { at } from "../uses.ts";

/** The rule. */
export const dataAndSchemaMixed: Rule = {
  id: "data-and-schema-mixed",
  summary: "rows of existing tables and their schema are changed in one file",
  why: "The schema's lock is held while rows are changed, and code never gets to run between the two: schema first, then code that handles both, then data, then clean up.",
  advice: "Two migrations: the schema, and after it one with `-- lockstep: kind = data`.",
  level: "medium",
  group: "safety",
  docs: ["explicit-locking"],
  aliases: ["migrationpilot:MP080"],
  bad: [
    { sql: "alter table users add column plan text;\nupdate users set plan = 'free' where plan is null;" },
    {
      sql: "-- lockstep: kind = data\nupdate users set plan = 'free' where plan is null;\nalter table users alter column plan set not null;",
    },
  ],
  good: [
    { sql: "alter table users add column plan text;" },
    {
      sql: "-- lockstep: kind = data\nupdate users set plan = 'free' where id in (select id from users where plan is null limit 1000);",
    },
    { sql: "create table plans (name text primary key);\ninsert into plans (name) values ('free');" },
    { sql: "alter table plans add column price numeric;\nupdate plans set price = 10 where name = 'pro';" },
  ],
  looksAt: dataStatements,
  *check(outer) {
    const migration = withInner(outer);
    const ddl = migration.statements.find(changesSchema);
    if (ddl === undefined) return;
    const change = dataChangesIn(migration).find(({ rows }) => rows !== "few");
    if (change === undefined) return;
    const { verb, relation, statement } = change;
    const [lock] = exclusiveLocks(ddl);
    yield at(statement, `${verb} of ${relation} in the file that changes ${lock?.relation ?? "the schema"} (line ${ddl.line})`);
  },
};

function changesSchema(statement: JudgedStatement): boolean {
  return /^(?:Alter|Drop|Rename|DoStmt)/.test(statement.node) && exclusiveLocks(statement).length > 0;
}
