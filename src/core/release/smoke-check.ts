/**
 * What a smoke check in SQL asks and expects. Both stand in the file itself: the query as anybody could run it in psql, and a comment that
 * says what a good answer is.
 */

import { AppError } from "../app-error.ts";
import { plainStatements } from "./plain-statements.ts";

/** Ways to compare a value. */
const comparisons = ["=", "<>", ">=", "<=", ">", "<"] as const;

/** What the last statement must give. */
export type SmokeExpectation =
  | { readonly kind: "rows" }
  | { readonly kind: "no-rows" }
  /** One row, whose first column compares so. */
  | { readonly kind: "value"; readonly compare: (typeof comparisons)[number]; readonly value: string };

/** A SQL file as a check. */
export interface SmokeScript {
  /** From `-- Smoke: orders can be read`; else the file's name without its ending. */
  readonly name: string;
  readonly expectation: SmokeExpectation;
  readonly statements: readonly string[];
}

/** Reads a file; the parser must be loaded. `file` is for messages. @throws AppError SQL_SYNTAX, SMOKE_INVALID */
export function parseSmokeScript(text: string, file: string): SmokeScript {
  const head = headerOf(text);
  const name = head.get("smoke") ?? (file.split("/").at(-1) ?? file).replace(/\.\w+$/, "");
  return { name, expectation: expectationOf(head.get("expect") ?? "rows", file), statements: plainStatements(text, file) };
}

/** The comments above the first statement that have the form `-- Word: text`, by the word in lower case. */
function headerOf(text: string): ReadonlyMap<string, string> {
  const head = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    if (!/^\s*(?:--|$)/.test(line)) break;
    const [, word, value] = /^\s*--\s*(smoke|expect)\s*:\s*(.+?)\s*$/i.exec(line) ?? [];
    if (word !== undefined && value !== undefined) head.set(word.toLowerCase(), value);
  }
  return head;
}

function expectationOf(text: string, file: string): SmokeExpectation {
  if (/^rows$/i.test(text)) return { kind: "rows" };
  if (/^no rows$/i.test(text)) return { kind: "no-rows" };
  const [, compare = "=", value = ""] = /^(?:value\s+)?(?:(=|<>|>=|<=|>|<)\s*)?(.+)$/i.exec(text) ?? [];
  const known = comparisons.find((one) => one === compare);
  const isOrder = known !== "=" && known !== "<>";
  const isValue = /^value\s/i.test(text) || /^[=<>]/.test(text);
  if (known !== undefined && isValue && (!isOrder || numberOf(value) !== null)) return { kind: "value", compare: known, value };
  throw new AppError({
    code: "SMOKE_INVALID",
    message: `${file}: "-- Expect: ${text}" is none of the answers that can be expected.`,
    hint: "-- Expect: rows · -- Expect: no rows · -- Expect: value 42 · -- Expect: >= 1",
  });
}

/** What the last statement gave. */
export interface QueryAnswer {
  readonly fields: readonly { readonly name: string }[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** What is wrong with the answer, in one clause; null where it is the expected one. */
export function answerProblem(expectation: SmokeExpectation, { fields, rows }: QueryAnswer): string | null {
  const [column] = fields;
  if (column === undefined && expectation.kind !== "no-rows" && rows.length === 0)
    return "its last statement gives no columns: it is no query";
  switch (expectation.kind) {
    case "rows":
      return rows.length > 0 ? null : "expected rows, found none";
    case "no-rows":
      return rows.length === 0 ? null : `expected no rows, found ${rows.length}`;
    case "value": {
      const { compare, value } = expectation;
      if (rows.length !== 1 || column === undefined)
        return `expected one row with ${compare} ${value}, found ${rows.length} rows`;
      const found = textOf(rows[0]?.[column.name]);
      return holds(found, compare, value) ? null : `expected ${compare} ${value}, found ${found}`;
    }
  }
}

function textOf(cell: unknown): string {
  return cell === null || cell === undefined ? "null" : typeof cell === "object" ? JSON.stringify(cell) : String(cell);
}

function holds(found: string, compare: (typeof comparisons)[number], wanted: string): boolean {
  const [left, right] = [numberOf(found), numberOf(wanted)];
  const isSame = left !== null && right !== null ? left === right : found === wanted;
  if (compare === "=") return isSame;
  // what is not there is not other than something either: SQL says so too
  if (compare === "<>") return !isSame && found !== "null";
  if (left === null || right === null) return false;
  return compare === ">=" ? left >= right : compare === "<=" ? left <= right : compare === ">" ? left > right : left < right;
}

function numberOf(text: string): number | null {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : null;
}
