/** Another name for what code may use. */

import { containerOf } from "../../catalog/object-id.ts";
import { qualifiedName, quoteIdentifier, unquoteIdentifier } from "../../sql/quote.ts";
import { fieldsOf, isFields, type SqlFields, textOf } from "../../sql/sql-tree.ts";
import { withInner } from "../inner-statements.ts";
import type { JudgedMigration, JudgedStatement } from "../judged-migration.ts";
import { locksInWords } from "../locks-in-words.ts";
import { nameOfList, relationOf } from "../names-in-tree.ts";
import { keyOf, madeBy, renamedBy } from "../objects-in-tree.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const rename: Rule = {
  id: "rename",
  summary: "RENAME or SET SCHEMA of something that code may use by name",
  why: "Between the migration and the deployment, either the old code or the new one names something that is not there. A table or view is under ACCESS EXCLUSIVE for a moment.",
  advice:
    "Leave a view of the old name in the same migration; or add the new name beside the old one, use both, and drop the old one later.",
  level: "medium",
  group: "safety",
  docs: ["sql-altertable"],
  aliases: [
    "squawk:renaming-column",
    "squawk:renaming-table",
    "pgfence:rename-column",
    "migrationpilot:MP010",
    "migrationpilot:MP028",
    "atlas:BC101",
    "atlas:BC102",
  ],
  bad: [
    { sql: "alter table users rename to people;" },
    { sql: "alter table users rename column email to mail;" },
    { sql: "alter schema app rename to shop;" },
    { sql: "alter table users set schema archive;" },
    { sql: "alter type mood rename value 'sad' to 'blue';" },
    { sql: "alter view active_users rename to current_users;" },
  ],
  good: [
    { sql: "create table users (id bigint primary key, email text);\nalter table users rename column email to mail;" },
    {
      sql: "create type mood_new as enum ('sad', 'ok');\ndrop type mood;\nalter type mood_new rename to mood;\nalter type mood rename value 'ok' to 'glad';",
    },
    { sql: "alter table users rename constraint users_pkey to users_key;" },
    { sql: "alter index users_email rename to users_mail;" },
    { sql: "alter table users rename to people;\ncreate view users as select * from people;" },
  ],
  looksAt: ["RenameStmt", "AlterObjectSchemaStmt", "AlterEnumStmt"],
  *check(outer) {
    const migration = withInner(outer);
    const made = new Set<string>();
    for (const statement of migration.statements) {
      const found = renamed(statement, migration, made);
      const another = renamedBy(statement, migration);
      if (another !== null && made.has(keyOf({ sort: another.sort, name: another.from })))
        made.add(keyOf({ sort: another.sort, name: another.to }));
      for (const object of madeBy(statement, migration)) made.add(keyOf(object));
      if (found === null) continue;
      // a view of the old name in the same file keeps old code alive
      if (
        migration.statements.some(
          (one) => one.node === "ViewStmt" && madeBy(one, migration).some(({ name }) => name === found.from),
        )
      )
        continue;
      const locks = locksInWords(statement);
      const message = `${found.from} is ${found.to} from now on${locks === "" ? "" : `: ${locks} for a moment`}`;
      yield at(statement, message, found.fix === null ? {} : { fix: found.fix });
    }
  },
};

interface Found {
  readonly from: string;
  readonly to: string;
  readonly fix: string | null;
}

/** Constraints, triggers, policies and indexes have names that no query uses. */
const unused = new Set([
  "constraint",
  "trigger",
  "policy",
  "rule",
  "index",
  "statistics",
  "role",
  "event trigger",
  "publication",
  "subscription",
]);

/** `madeHere`: keys of what earlier statements of the file made, which nobody uses yet. */
function renamed(statement: JudgedStatement, migration: JudgedMigration, madeHere: ReadonlySet<string>): Found | null {
  const { node, fields, made } = statement;
  const isNew = (sort: string, name: string) => madeHere.has(keyOf({ sort, name }));
  if (node === "AlterEnumStmt" && fields.oldVal !== undefined) {
    if (isNew("type", nameOfList(migration, fields.typeName) ?? "")) return null;
    return { from: `'${textOf(fields.oldVal)}'`, to: `'${textOf(fields.newVal)}'`, fix: null };
  }
  const isOfNew = (relation: SqlFields) => made.has(relationBefore(relation, migration));
  if (node === "AlterObjectSchemaStmt" && isFields(fields.relation)) {
    if (isOfNew(fields.relation)) return null;
    const from = relationBefore(fields.relation, migration);
    const to = `${quoteIdentifier(textOf(fields.newschema) ?? "")}${from.slice(containerOf(from).length)}`;
    return {
      from,
      to,
      fix: viewOf(
        String(fields.objectType),
        `ALTER TABLE ${from} SET SCHEMA ${quoteIdentifier(textOf(fields.newschema) ?? "")};`,
        from,
        to,
      ),
    };
  }
  if (node !== "RenameStmt") return null;
  if (isFields(fields.relation) && isOfNew(fields.relation)) return null;
  if (fields.renameType === "OBJECT_SCHEMA") {
    return {
      from: `schema ${quoteIdentifier(textOf(fields.subname) ?? "")}`,
      to: quoteIdentifier(textOf(fields.newname) ?? ""),
      fix: null,
    };
  }
  const found = renamedBy(statement, migration);
  if (found === null || unused.has(found.sort) || isNew(found.sort, found.from)) return null;
  if (isFields(fields.relation) && textOf(fields.subname) === null) {
    const from = relationBefore(fields.relation, migration);
    const to = qualifiedName(unquoteIdentifier(containerOf(from)), textOf(fields.newname) ?? "");
    return {
      from,
      to,
      fix: viewOf(
        String(fields.renameType),
        `ALTER TABLE ${from} RENAME TO ${quoteIdentifier(textOf(fields.newname) ?? "")};`,
        from,
        to,
      ),
    };
  }
  return { from: found.from, to: found.to, fix: null };
}

function relationBefore(relation: SqlFields, migration: JudgedMigration): string {
  return relationOf(migration, fieldsOf(relation));
}

/** A simple view can be written through, like the table. */
function viewOf(sort: string, change: string, from: string, to: string): string | null {
  return sort === "OBJECT_TABLE" ? `${change}\nCREATE VIEW ${from} AS SELECT * FROM ${to};` : null;
}
