/** ACCESS EXCLUSIVE on several tables in one transaction; where a foreign key joins two of them, everyday statements use both. */

import type { QualifiedName } from "../../risk/schema-model.ts";
import type { JudgedMigration, JudgedStatement } from "../judged-migration.ts";
import { clausesOf } from "../names-in-tree.ts";
import type { Rule } from "../rule.ts";
import { exclusiveLocks } from "../strong-locks.ts";
import { at } from "../uses.ts";

const joined =
  "create table teams (id bigint primary key);\ncreate table users (id bigint primary key, team_id bigint references teams);";

/** The rule. */
export const severalStrongLocks: Rule = {
  id: "several-strong-locks",
  summary: "ACCESS EXCLUSIVE on several existing tables in one transaction (medium where a foreign key joins them)",
  why: "The first table stays locked while the transaction waits for the next. A query that uses both in the other order deadlocks with it; where a foreign key joins them, a plain INSERT or DELETE does so.",
  advice: "One table a migration, unless both changes only make sense together.",
  level: "low",
  group: "safety",
  docs: ["explicit-locking"],
  aliases: ["pgfence:wide-lock-window"],
  bad: [
    { sql: "alter table users add column email text;\nalter table teams add column email text;" },
    {
      before: joined,
      sql: "alter table teams add column email text;\nalter table users add column email text;",
    },
  ],
  good: [
    { sql: "alter table users add column email text;\nalter table users add column name text;" },
    {
      sql: "-- lockstep: transaction = none\nalter table users add column email text;\nalter table teams add column email text;",
    },
    {
      sql: "create table teams (id bigint primary key);\nalter table teams add column name text;\nalter table users add column email text;",
    },
  ],
  *check(migration) {
    if (migration.script.transaction !== "one") return;
    const held: string[] = [];
    for (const statement of migration.statements) {
      const taken = exclusiveLocks(statement)
        .filter(({ because }) => because === null && isOnTable(statement, migration))
        .map(({ relation }) => relation)
        .filter((relation) => !held.includes(relation));
      if (taken.length === 0) continue;
      if (held.length > 0) {
        const message = `ACCESS EXCLUSIVE on ${taken.join(", ")} while the transaction holds it on ${held.join(", ")}`;
        const pair = joinedBy(taken, held, migration);
        if (pair === null) yield at(statement, message);
        else
          yield at(statement, `${message}, and a foreign key of ${pair.child} leads to ${pair.parent}`, {
            level: "medium",
            why: `INSERT into ${pair.child} locks it and then looks into ${pair.parent}; DELETE from ${pair.parent} goes the other way. Whichever order the migration takes, one of the two deadlocks with it, and Postgres fails one of them.`,
          });
      }
      held.push(...taken);
    }
  },
};

/** A foreign key between a table that is being locked and one that is; one that others use, from before the migration. */
function joinedBy(
  taken: readonly QualifiedName[],
  held: readonly QualifiedName[],
  { after }: JudgedMigration,
): { readonly child: QualifiedName; readonly parent: QualifiedName } | null {
  for (const [ones, others] of [
    [taken, held],
    [held, taken],
  ] as const)
    for (const child of ones)
      for (const { type, referenced, isEnforced } of after.model.relations.get(child)?.constraints ?? [])
        if (type === "f" && isEnforced && referenced !== null && others.includes(referenced))
          return { child, parent: referenced };
  return null;
}

/** True where the statement is about tables; views, indexes and sequences are locked for a moment and seldom waited for. */
function isOnTable(statement: JudgedStatement, { after }: JudgedMigration): boolean {
  const { node, fields, effects } = statement;
  if (node === "AlterTableStmt") return clausesOf(statement, "OBJECT_TABLE").length > 0;
  if (node === "DropStmt") return fields.removeType === "OBJECT_TABLE";
  if (node === "RenameStmt") return fields.renameType === "OBJECT_TABLE" || fields.relationType === "OBJECT_TABLE";
  if (node === "TruncateStmt") return true;
  return effects.locks.some(({ relation }) => {
    const known = after.model.relations.get(relation);
    return known !== undefined && (known.relkind === "r" || known.relkind === "p");
  });
}
