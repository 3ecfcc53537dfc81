/** IF NOT EXISTS on a part of an existing table: what is there already is taken as it is. */

import { fieldsOf } from "../../sql/sql-tree.ts";
import type { JudgedMigration } from "../judged-migration.ts";
import { isExisting, relationOf } from "../names-in-tree.ts";
import { madeBy, type NamedObject } from "../objects-in-tree.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const ifNotExistsHidesDrift: Rule = {
  id: "if-not-exists-hides-drift",
  summary: "IF NOT EXISTS on a column or an index that is there already",
  why: "Only the name is looked at: a column of another type or an index on other columns is taken for the right one. And the lock is taken all the same, while Postgres finds out.",
  advice: "Leave it if two databases may differ here; `lockstep apply` stops when what it skips is not what the file would make.",
  level: "medium",
  group: "safety",
  docs: ["sql-altertable", "sql-createindex"],
  aliases: [],
  bad: [
    {
      before: "create table users (id bigint primary key, avatar_url integer);",
      sql: "alter table users add column if not exists avatar_url text;",
    },
    {
      before: "create table users (id bigint primary key, email text, name text);\ncreate index users_email on users (name);",
      sql: "-- lockstep: transaction = none\ncreate index concurrently if not exists users_email on users (email);",
    },
  ],
  good: [
    {
      sql: "create table if not exists feature (id bigint primary key);\ncreate index if not exists feature_id on feature (id);",
    },
    { sql: "alter table users add column avatar_url text;" },
    // whoever did not look at the database does not know, and `lockstep apply` looks
    { sql: "alter table users add column if not exists avatar_url text;" },
  ],
  looksAt: ["IndexStmt", "AT_AddColumn"],
  *check(migration, { isLive }) {
    if (!isLive) return;
    for (const statement of migration.statements) {
      for (const object of madeBy(statement, migration)) {
        if (object.isGuarded !== true || (object.sort !== "column" && object.sort !== "index")) continue;
        if (!isExisting(statement, relationOf(migration, fieldsOf(statement.fields.relation)))) continue;
        if (!existed(object, migration)) continue;
        const lock = object.sort === "column" || statement.fields.concurrent === true ? "" : " after it has locked out writes";
        yield at(
          statement,
          `${object.sort} ${object.name} is there already: the statement does nothing, whatever it looks like${lock}`,
        );
      }
    }
  },
};

function existed({ sort, name, of }: NamedObject, { after }: JudgedMigration): boolean {
  const { relations } = after.model;
  if (sort === "index") return relations.has(name);
  const columns = relations.get(of ?? "")?.columns ?? [];
  return columns.some((column) => name === `${of}.${column.name}` || name === `${of}."${column.name.replaceAll('"', '""')}"`);
}
