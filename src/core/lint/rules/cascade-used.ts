/** CASCADE, which takes along what the file does not name. */

import { fieldsOf, listOf, nodeOf, textOf } from "../../sql/sql-tree.ts";
import { namesThatDependOn } from "../dependents-by-name.ts";
import { withInner } from "../inner-statements.ts";
import type { JudgedMigration, JudgedStatement } from "../judged-migration.ts";
import { clausesOf, isExisting, relationOf } from "../names-in-tree.ts";
import { droppedBy } from "../objects-in-tree.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const cascadeUsed: Rule = {
  id: "cascade-used",
  summary: "DROP or TRUNCATE … CASCADE",
  why: "Views, foreign keys and (with TRUNCATE) rows of other tables go along without being named, each under ACCESS EXCLUSIVE, and on another database there may be more of them.",
  advice: "Name what goes, in the order in which it can, and leave CASCADE out.",
  level: "medium",
  group: "safety",
  docs: ["ddl-depend", "sql-truncate"],
  aliases: ["squawk:ban-truncate-cascade", "pgfence:truncate-cascade", "migrationpilot:MP022", "migrationpilot:MP036"],
  bad: [
    { sql: "drop table teams cascade;" },
    { sql: "alter table users drop column email cascade;" },
    {
      before:
        "create table teams (id bigint primary key);\ncreate table users (id bigint primary key, team_id bigint references teams (id));",
      sql: "truncate teams cascade;",
    },
  ],
  good: [
    { sql: "drop table teams;" },
    { sql: "create table teams (id bigint primary key);\ndrop table teams cascade;" },
    { before: "create table teams (id bigint primary key);", sql: "drop table teams cascade;" },
  ],
  looksAt: ["DropStmt", "TruncateStmt", "DropOwnedStmt", "AT_DropColumn", "AT_DropConstraint"],
  *check(outer, { isLive }) {
    const migration = withInner(outer);
    for (const statement of migration.statements)
      for (const { what, name } of cascades(statement, migration)) {
        const along = new Set([
          ...statement.effects.locks.flatMap(({ relation, because }) =>
            because?.includes(name) && isOther(because) ? [relation] : [],
          ),
          ...namesThatDependOn(name, migration.after.model),
        ]);
        along.delete(name);
        if (isLive && along.size === 0) continue;
        const names = [...along].sort();
        const listed = names.length > 8 ? `${names.slice(0, 8).join(", ")} and ${names.length - 8} more` : names.join(", ");
        yield at(statement, `${what} ${name} CASCADE takes along ${isLive ? listed : "whatever depends on it"}`);
      }
  },
};

/** Own indexes and sequences are no surprise. */
function isOther(because: string): boolean {
  return /^(?:CASCADE\b|its foreign key references)/.test(because);
}

function* cascades(
  statement: JudgedStatement,
  migration: JudgedMigration,
): Generator<{ readonly what: string; readonly name: string }> {
  const { node, fields } = statement;
  const isCascade = fields.behavior === "DROP_CASCADE";
  if (node === "DropStmt" && isCascade)
    for (const { sort, name, of } of droppedBy(statement, migration))
      if (isExisting(statement, of ?? name)) yield { what: `DROP ${sort.toUpperCase()}`, name };
  if (node === "TruncateStmt" && isCascade)
    for (const one of listOf(fields.relations)) {
      const relation = relationOf(migration, fieldsOf(nodeOf(one, "RangeVar")));
      if (isExisting(statement, relation)) yield { what: "TRUNCATE", name: relation };
    }
  for (const clause of clausesOf(statement, "OBJECT_TABLE", "OBJECT_FOREIGN_TABLE")) {
    if (clause.behavior !== "DROP_CASCADE") continue;
    const part = droppedBy(statement, migration).find(
      ({ name }) => name.endsWith(`.${textOf(clause.name)}`) || name.endsWith(`."${textOf(clause.name)}"`),
    );
    if (part !== undefined && isExisting(statement, part.of ?? ""))
      yield { what: `DROP ${part.sort.toUpperCase()}`, name: part.name };
  }
  if (node === "DropOwnedStmt") yield { what: "DROP OWNED of", name: ownersOf(statement) };
}

function ownersOf({ fields }: JudgedStatement): string {
  return listOf(fields.roles)
    .map((role) => textOf(nodeOf(role, "RoleSpec")?.rolename) ?? "the current role")
    .join(", ");
}
