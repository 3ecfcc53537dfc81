/** What somebody typed to choose rows: `public.accounts: created_at > now() - interval '1 year'`. */

import { AppError } from "../app-error.ts";
import { didYouMean } from "../did-you-mean.ts";
import { tryParseSql } from "../sql/parse-sql.ts";
import { nodeOf, treeOf } from "../sql/sql-tree.ts";
import type { SubsetRoot } from "./subset-plan.ts";

/** Reads it. @throws AppError USAGE */
export function parseSubsetRequest(text: string): { readonly table: string; readonly where: string } {
  const at = text.indexOf(":");
  const [table, where] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  if (at > 0 && table !== "" && where !== "" && !where.startsWith(":")) return { table, where };
  throw new AppError({
    code: "USAGE",
    message: `--subset takes a table and a condition, not "${text}".`,
    hint: "--subset \"public.accounts: created_at > now() - interval '90 days'\"",
  });
}

/**
 * The root that is meant. The parser must be loaded: the condition becomes a part of a statement, and must not be able to end it.
 * @throws AppError USAGE for a table that is not there, SQL_SYNTAX for what is no condition
 */
export function subsetRoot(
  { table, where }: { readonly table: string; readonly where: string },
  tables: readonly string[],
): SubsetRoot {
  const found = findTable(table, tables);
  const outcome = tryParseSql(`select from t where (${where}\n)`);
  const [only, ...others] = outcome.ok ? outcome.statements : [];
  const isCondition = only !== undefined && others.length === 0 && nodeOf(treeOf(only.tree), "SelectStmt") !== null;
  if (!isCondition || !standsAlone(where))
    throw new AppError({
      code: "SQL_SYNTAX",
      message: `The condition for ${found} is no single condition in SQL${outcome.ok ? "" : `: ${outcome.problem.message}`}.`,
      hint: "Write what would stand after `where`: created_at > '2026-01-01'",
    });
  return { table: found, where };
}

/** The table's own name, for one that was typed without its schema too. @throws AppError USAGE */
export function findTable(typed: string, tables: readonly string[]): string {
  if (tables.includes(typed)) return typed;
  const ending = tables.filter((table) => table.endsWith(`.${typed}`));
  const [only] = ending;
  if (only !== undefined && ending.length === 1) return only;
  const own = typed.slice(typed.lastIndexOf(".") + 1);
  const similar = didYouMean(own, [...new Set(tables.map(ownName))]);
  const near = tables.find((table) => ownName(table) === similar) ?? null;
  throw new AppError({
    code: "USAGE",
    message:
      ending.length > 1
        ? `"${typed}" may be ${ending.join(" or ")}.`
        : `There is no table "${typed}".${near === null ? "" : ` Did you mean "${near}"?`}`,
    hint: "Tables are named with their schema: public.accounts",
  });
}

function ownName(table: string): string {
  return table.slice(table.lastIndexOf(".") + 1);
}

// `1) or (2` parses between two parentheses, and is not one condition
function standsAlone(where: string): boolean {
  const outcome = tryParseSql(`select ${where}\n`);
  return outcome.ok && outcome.statements.length === 1;
}
