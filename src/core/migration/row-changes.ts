/** Whether a migration changes rows: a copy of the schema alone lacks what it does. */

import { tryParseSql } from "../sql/parse-sql.ts";
import { treeOf } from "../sql/sql-tree.ts";
import type { MigrationFile } from "./migration-file.ts";
import { scriptOf } from "./script-of.ts";

const changing: ReadonlySet<string> = new Set(["InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "DoStmt", "CallStmt"]);

/** True where its header says so, or a statement does; a DO block or a procedure may. The parser must be loaded. */
export function changesRows(migration: MigrationFile): boolean {
  const { kind, statements } = scriptOf(migration);
  return kind === "data" || statements.some(({ sql }) => nodesOf(sql).some((node) => changing.has(node)));
}

function nodesOf(sql: string): readonly string[] {
  const outcome = tryParseSql(sql);
  return outcome.ok ? outcome.statements.flatMap(({ tree }) => Object.keys(treeOf(tree) ?? {})) : [];
}
