/** Names without a schema where it is not plain which schema they mean. */

import { nodesIn } from "../../sql/nodes-in.ts";
import { type SqlFields, textOf } from "../../sql/sql-tree.ts";
import type { JudgedStatement } from "../judged-migration.ts";
import { rangeVarsIn } from "../names-in-tree.ts";
import type { Rule } from "../rule.ts";
import { settingsIn } from "../settings-in-tree.ts";
import { at } from "../uses.ts";

/** The rule. */
export const unqualifiedName: Rule = {
  id: "unqualified-name",
  summary: "a name without a schema in a file that sets search_path, or for a role whose search_path does not begin with public",
  why: "Which table is meant depends on a setting: another role, another database or a statement run by itself means another one.",
  advice: "Write the schema: app.users.",
  level: "low",
  group: "safety",
  docs: ["ddl-schemas"],
  aliases: ["squawk:require-table-schema"],
  bad: [
    { sql: "set local search_path = app;\ncreate table users (id bigint primary key);" },
    { sql: "select set_config('search_path', 'app', true);\nalter table users add column email text;" },
  ],
  good: [
    { sql: "create table users (id bigint primary key);" },
    { sql: "set local search_path = app;\ncreate table app.users (id bigint primary key);" },
    { sql: "set local search_path = '';\ncreate table app.users (id bigint primary key);" },
  ],
  *check(migration, { isLive }) {
    const { statements, after } = migration;
    const change = [...settingsIn(migration)].find(({ name, value }) => name === "search_path" && value !== "");
    const [first] = after.model.searchPath;
    if (change === undefined && (!isLive || first === undefined || first === "public")) return;
    const from = change === undefined ? 0 : statements.indexOf(change.statement) + 1;
    for (const statement of statements.slice(from)) {
      const name = firstUnqualified(statement);
      if (name === null) continue;
      const by =
        change === undefined ? `it is looked for in ${first} first` : `search_path of line ${change.statement.line} decides`;
      yield at(statement, `${name} is written without its schema: ${by}`);
      return;
    }
  },
};

function firstUnqualified({ node, fields }: JudgedStatement): string | null {
  const inWith = new Set([...nodesIn(fields, "CommonTableExpr")].map(({ ctename }) => ctename));
  const isMeant = (rangeVar: SqlFields) =>
    rangeVar.schemaname === undefined && rangeVar.relpersistence !== "t" && !inWith.has(rangeVar.relname ?? null);
  if (node === "VariableSetStmt") return null;
  for (const rangeVar of rangeVarsIn(fields)) if (isMeant(rangeVar)) return textOf(rangeVar.relname);
  return null;
}
