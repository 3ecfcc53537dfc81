/**
 * Strings that a PL/pgSQL body puts together from what its text already says: literals, `||`, format() and the quoting functions. What
 * EXECUTE runs is known exactly as far as this goes.
 */

import { tryParseSql } from "../../../sql/parse-sql.ts";
import { quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import { listOf, namesOf, nodeOf, type SqlTree, treeOf } from "../../../sql/sql-tree.ts";
import { literalOf } from "../data/literal.ts";

/** Variables whose values are known, by lower-case name; a loop variable has several. */
export type KnownValues = ReadonlyMap<string, readonly string[]>;

/** Every text that the expression can be; null where that depends on data. */
export function constantTexts(sql: string, known: KnownValues): readonly string[] | null {
  const tree = expressionOf(sql);
  return tree === null ? null : textsOf(tree, known);
}

/** The tree of an expression. */
function expressionOf(sql: string): SqlTree {
  const outcome = tryParseSql(`select ${sql}`);
  const select = outcome.ok ? nodeOf(treeOf(outcome.statements[0]?.tree ?? {}), "SelectStmt") : null;
  return nodeOf(listOf(select?.targetList)[0], "ResTarget")?.val ?? null;
}

/** The elements of a constant array: `array['a', 'b']` or `'{a,b}'::text[]`; null for any other expression. */
export function constantElements(sql: string, known: KnownValues): readonly string[] | null {
  const tree = expressionOf(sql);
  const array = nodeOf(nodeOf(tree, "TypeCast")?.arg ?? tree, "A_ArrayExpr");
  if (array !== null) {
    const elements = listOf(array.elements).map((element) => textsOf(element, known));
    return elements.includes(null) ? null : elements.flatMap((one) => one ?? []);
  }
  const text = literalOf(tree);
  return typeof text === "string" && /^\{[\w, ]*\}$/.test(text)
    ? text
        .slice(1, -1)
        .split(",")
        .map((one) => one.trim())
    : null;
}

function textsOf(tree: SqlTree, known: KnownValues): readonly string[] | null {
  const literal = literalOf(tree);
  if (literal !== undefined) return literal === null ? null : [String(literal)];
  const cast = nodeOf(tree, "TypeCast");
  if (cast !== null) return textsOf(cast.arg ?? null, known);
  const names = namesOf(nodeOf(tree, "ColumnRef")?.fields);
  if (names !== null && names.length > 0) return names.length === 1 ? (known.get(names[0] ?? "") ?? null) : null;
  const operation = nodeOf(tree, "A_Expr");
  if (operation !== null && namesOf(operation.name)?.at(-1) === "||")
    return combined([operation.lexpr ?? null, operation.rexpr ?? null], known, (parts) => parts.join(""));
  const call = nodeOf(tree, "FuncCall");
  const name = namesOf(call?.funcname)?.at(-1) ?? "";
  const read = functions[name];
  return call === null || read === undefined ? null : combined(listOf(call.args), known, read);
}

const functions: { readonly [name: string]: ((parts: readonly string[]) => string | null) | undefined } = {
  quote_ident: ([name = ""]) => quoteIdentifier(name),
  quote_literal: ([text = ""]) => quoteLiteral(text).trim(),
  concat: (parts) => parts.join(""),
  lower: ([text = ""]) => text.toLowerCase(),
  upper: ([text = ""]) => text.toUpperCase(),
  format: ([template = "", ...values]) => formatted(template, values),
};

/** All combinations of what the parts can be, each made into one text. */
function combined(
  trees: readonly SqlTree[],
  known: KnownValues,
  make: (parts: readonly string[]) => string | null,
): readonly string[] | null {
  let rows: readonly (readonly string[])[] = [[]];
  for (const tree of trees) {
    const texts = textsOf(tree, known);
    if (texts === null) return null;
    rows = rows.flatMap((row) => texts.map((text) => [...row, text]));
  }
  const made = rows.map(make);
  return made.includes(null) ? null : made.flatMap((one) => one ?? []);
}

// https://www.postgresql.org/docs/18/functions-string.html#FUNCTIONS-STRING-FORMAT, without widths
function formatted(template: string, values: readonly string[]): string | null {
  let next = 0;
  let isKnown = true;
  const text = template.replace(/%(?:(\d+)\$)?([sIL%])|%/g, (all, position: string | undefined, sort: string | undefined) => {
    if (sort === "%") return "%";
    if (position !== undefined) next = Number(position) - 1;
    const value = values[next++];
    if (sort === undefined || value === undefined) {
      isKnown = false;
      return all;
    }
    return sort === "I" ? quoteIdentifier(value) : sort === "L" ? quoteLiteral(value).trim() : value;
  });
  return isKnown ? text : null;
}
