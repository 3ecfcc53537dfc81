/** CREATE TABLE AS and SELECT INTO from tables in use. */

import { nodesIn } from "../../sql/nodes-in.ts";
import { fieldsOf } from "../../sql/sql-tree.ts";
import { withInner } from "../inner-statements.ts";
import type { JudgedMigration, JudgedStatement } from "../judged-migration.ts";
import { isExisting, rangeVarsIn, relationOf } from "../names-in-tree.ts";
import type { Rule } from "../rule.ts";
import { at } from "../uses.ts";

/** The rule. */
export const createTableAsCopiesRows: Rule = {
  id: "create-table-as-copies-rows",
  summary: "CREATE TABLE AS or SELECT INTO copies rows of existing tables",
  why: "The copy has no keys, indexes, defaults or rights, and is old from the moment it is made; what it copies is read in full in one transaction.",
  advice: "CREATE TABLE (LIKE … INCLUDING ALL), and rows in batches; for a copy to go back to, a backup.",
  level: "low",
  group: "safety",
  docs: ["sql-createtableas"],
  aliases: [],
  bad: [{ sql: "create table users_copy as select * from users;" }, { sql: "select * into users_copy from users;" }],
  good: [
    { sql: "create table users_copy as select * from users with no data;" },
    { sql: "create temporary table ids as select id from users;" },
    { sql: "create materialized view counts as select count(*) from users;" },
    { sql: "create table numbers as select generate_series(1, 10) as n;" },
  ],
  looksAt: ["CreateTableAsStmt", "SelectStmt"],
  *check(outer) {
    const migration = withInner(outer);
    for (const statement of migration.statements) {
      const found = copyOf(statement, migration);
      if (found !== null) yield at(statement, `${found.to} gets the rows of ${found.from} and nothing else of it`);
    }
  },
};

function copyOf(
  { node, fields, ...rest }: JudgedStatement,
  migration: JudgedMigration,
): { readonly to: string; readonly from: string } | null {
  const into = node === "CreateTableAsStmt" ? fieldsOf(fields.into) : node === "SelectStmt" ? fieldsOf(fields.intoClause) : {};
  const target = fieldsOf(into.rel);
  if (target.relname === undefined || target.relpersistence === "t" || into.skipData === true) return null;
  if (node === "CreateTableAsStmt" && fields.objtype !== "OBJECT_TABLE") return null;
  const query = node === "CreateTableAsStmt" ? (fields.query ?? null) : { ...fields, intoClause: null };
  const inWith = new Set([...nodesIn(query, "CommonTableExpr")].map(({ ctename }) => ctename));
  const statement = { node, fields, ...rest };
  for (const rangeVar of rangeVarsIn(query)) {
    const from = relationOf(migration, rangeVar);
    if (!inWith.has(rangeVar.relname ?? null) && isExisting(statement, from)) return { to: relationOf(migration, target), from };
  }
  return null;
}
