/** A foreign key whose columns no index begins with. */

import { oncePer } from "../../once-per.ts";
import { columnOfReference, treesOf } from "../../risk/expression.ts";
import type { IndexModel } from "../../risk/schema-model.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { listOf, nodeOf, type SqlTree } from "../../sql/sql-tree.ts";
import { columnsIn, type DefinedForeignKey, foreignKeysIn } from "../columns-in-tree.ts";
import { indexesByTable, type MadeIndex } from "../indexes-in-tree.ts";
import { withInner } from "../inner-statements.ts";
import type { JudgedMigration } from "../judged-migration.ts";
import { isExisting } from "../names-in-tree.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const foreignKeyWithoutIndex: Rule = {
  id: "foreign-key-without-index",
  summary: "a foreign key without an index on the columns that reference",
  why: "Every DELETE and every change of a key in the referenced table reads the whole referencing table, once for each row.",
  advice: "CREATE INDEX CONCURRENTLY on the referencing columns.",
  level: "medium",
  group: "safety",
  docs: ["ddl-constraints"],
  aliases: ["eugene:E15", "migrationpilot:MP016"],
  bad: [
    { sql: "create table posts (id bigint primary key, author_id bigint references users (id));" },
    { sql: "alter table posts add column author_id bigint references users (id);" },
    {
      before: "create table users (id bigint primary key);\ncreate table posts (id bigint primary key, author_id bigint);",
      sql: "alter table posts add constraint posts_author foreign key (author_id) references users (id) not valid;",
    },
  ],
  good: [
    {
      sql: "create table posts (id bigint primary key, author_id bigint references users (id));\ncreate index posts_author on posts (author_id);",
    },
    {
      sql: "create table posts (id bigint primary key, author_id bigint references users (id));\ncreate index posts_author on posts (author_id) where author_id is not null;",
    },
    // the index was built concurrently in a file before, which alone nobody can see
    { sql: "alter table posts add constraint posts_author foreign key (author_id) references users (id) not valid;" },
    { sql: "create table profiles (user_id bigint primary key references users (id));" },
    {
      sql: "create table members (team_id bigint references teams (id), user_id bigint references users (id), primary key (team_id, user_id));\ncreate index on members (user_id);",
    },
  ],
  looksAt: ["CreateStmt", "AT_AddColumn", "AT_AddConstraint"],
  *check(outer, { isLive }) {
    const migration = withInner(outer);
    if (foreignKeysIn(migration).length === 0) return;
    const made = indexesByTable(migration);
    for (const key of foreignKeysIn(migration)) {
      if (key.columns.length === 0 || isIndexed(key, made.get(key.table) ?? [], migration)) continue;
      const { table, columns, statement } = key;
      const quoted = columns.map(quoteIdentifier).join(", ");
      const isNew = statement.node === "CreateStmt" || !isExisting(statement, table);
      // an index that nobody here has heard of may serve columns that were there before
      if (!isLive && !columns.some((column) => definedColumns(migration).has(`${table} ${column}`))) continue;
      const concurrently = isNew ? "" : " CONCURRENTLY";
      yield at(
        statement,
        `the foreign key of ${table} (${quoted}) has no index: deleting from ${key.referenced} scans ${table}`,
        { level: isNew ? "low" : "medium", fix: `CREATE INDEX${concurrently} ON ${table} (${quoted});` },
      );
    }
  },
};

const definedColumns = oncePer(
  (migration: JudgedMigration): ReadonlySet<string> => new Set(columnsIn(migration).map(({ table, name }) => `${table} ${name}`)),
);

function isIndexed({ table, columns }: DefinedForeignKey, made: readonly MadeIndex[], migration: JudgedMigration): boolean {
  const leads = (index: readonly (string | null)[]) => {
    const first = new Set(index.slice(0, columns.length));
    return columns.every((column) => first.has(column));
  };
  if (made.some((index) => index.predicate === null && leads(index.columns))) return true;
  // a look for referencing rows is by equality, which no null meets: what leaves out nulls alone leaves out nothing that is looked for
  const serves = ({ predicate }: IndexModel) =>
    predicate === null || treesOf(predicate).every((tree) => columns.some((column) => isNotNull(tree, column)));
  return migration.after.indexesOf(table).some(({ index }) => index !== null && serves(index) && leads(index.columns));
}

function isNotNull(tree: SqlTree, column: string): boolean {
  const combined = nodeOf(tree, "BoolExpr");
  if (combined?.boolop === "AND_EXPR") return listOf(combined.args).every((part) => isNotNull(part, column));
  const test = nodeOf(tree, "NullTest");
  return test?.nulltesttype === "IS_NOT_NULL" && columnOfReference(test.arg ?? null) === column;
}
