/**
 * The statements of a SQL file that somebody else wraps in a transaction: smoke checks, load, signals. Whatever would end that transaction
 * or make it one that writes is refused here, because the server would obey.
 */

import { AppError } from "../app-error.ts";
import { tryParseSql } from "../sql/parse-sql.ts";
import { splitStatements } from "../sql/split-statements.ts";
import { nodeOf, textOf, treeOf } from "../sql/sql-tree.ts";

/** The statements in order, without `;`; never none. The parser must be loaded. @throws AppError SQL_SYNTAX, SMOKE_INVALID */
export function plainStatements(text: string, file: string): readonly string[] {
  const parts = splitStatements(text);
  if (parts.length === 0) throw invalid(`${file} holds no statement.`, "Write a query: select 1 from orders limit 1;");
  return parts.map((part) => {
    if (part.kind !== "statement")
      throw invalid(`${file}:${part.line}: only SQL can stand here, no psql commands and no COPY data.`);
    const outcome = tryParseSql(part.text);
    if (!outcome.ok) throw new AppError({ code: "SQL_SYNTAX", message: `${file}:${part.line}: ${outcome.problem.message}` });
    for (const { tree } of outcome.statements)
      if (controlsTransaction(tree))
        throw invalid(
          `${file}:${part.line}: the transaction around it is Lockstep's, and no statement may end or change it.`,
          "Leave out begin, commit, rollback and set transaction.",
        );
    return part.text.replace(/;\s*$/, "");
  });
}

/** Settings by which a transaction would become one that writes. */
const transactionSetting = /^(?:default_)?transaction|^session characteristics/i;

function controlsTransaction(tree: object): boolean {
  const node = treeOf(tree);
  if (nodeOf(node, "TransactionStmt") !== null) return true;
  const setting = nodeOf(node, "VariableSetStmt");
  if (setting === null) return false;
  // RESET ALL and DISCARD-like forms would take back the time limit too
  return setting.kind === "VAR_RESET_ALL" || transactionSetting.test(textOf(setting.name) ?? "");
}

function invalid(message: string, hint?: string): AppError {
  return new AppError({ code: "SMOKE_INVALID", message, ...(hint === undefined ? {} : { hint }) });
}
