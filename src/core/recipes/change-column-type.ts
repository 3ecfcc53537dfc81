/**
 * Another type for a column. USING is left out where an assignment cast exists: with it the server rewrites the table even where
 * the stored bytes would do.
 */

import { kindOf, nameOf, type ObjectId } from "../catalog/object-id.ts";
import type { Hazard } from "../risk/hazard.ts";
import { countRows, mayFail } from "./count-rows.ts";
import { type Statement, statement } from "./statement.ts";

/** The change. */
export interface ColumnTypeChange {
  readonly table: ObjectId;
  /** Quoted. */
  readonly column: string;
  /** As format_type writes them. */
  readonly from: string;
  readonly to: string;
  /** The table as a query about its rows at the start names it; null where it cannot. */
  readonly rowsFrom: string | null;
  /** The condition of values that `to` cannot take, see {@link unfitValues}. */
  readonly unfit: string | null;
  /** The statement; `using` is empty or starts with a space. */
  readonly sql: (using: string) => string;
}

/** The statements: the change, and statistics anew where rows were written again. */
export function changeColumnType({ table, column, from, to, rowsFrom, unfit, sql }: ColumnTypeChange): readonly Statement[] {
  // between types of users there is a way through text, if any
  const using = isAssignable(from, to)
    ? ""
    : ` USING ${column}::${[from, to].some((type) => type.includes(".")) ? "text::" : ""}${to}`;
  const rewrites = !isBinaryWider(from, to);
  const hazards: Hazard[] = rewrites
    ? [{ hazard: "rewrites-table", detail: `${nameOf(table)} is written again under a lock that blocks reads` }]
    : [];
  if (using !== "" || isNarrower(from, to) || (rewrites && unfit !== null))
    hazards.push(mayFail(`fails when a value of ${column} is no ${to}`, countRows(rowsFrom, unfit)));
  return [
    statement("alter-column-type", sql(using), { relation: table, hazards }),
    ...(rewrites && kindOf(table) === "table"
      ? [statement("gather-statistics", `ANALYZE ${nameOf(table)} (${column})`, { relation: table })]
      : []),
  ];
}

const strings = new Set(["text", "character varying", "character", "bpchar", "name"]);
const numbers = new Set(["smallint", "integer", "bigint", "numeric", "real", "double precision"]);
const times = new Set(["date", "timestamp without time zone", "timestamp with time zone"]);

// pg_cast.castcontext a or i; anything becomes a string by assignment
function isAssignable(from: string, to: string): boolean {
  const [a, b] = [baseName(from), baseName(to)];
  if (a === b || strings.has(b)) return true;
  if (numbers.has(a) && numbers.has(b)) return true;
  if (times.has(a) && times.has(b)) return true;
  return (
    (a === "json" && b === "jsonb") ||
    (a === "jsonb" && b === "json") ||
    (a === "cidr" && b === "inet") ||
    (a === "inet" && b === "cidr")
  );
}

// Measured: these changes leave the heap as it is.
function isBinaryWider(from: string, to: string): boolean {
  const [a, b] = [baseName(from), baseName(to)];
  const [m, n] = [modifier(from), modifier(to)];
  if (a === "character varying" && (b === "text" || b === "character varying"))
    return n === null || (m !== null && first(m) <= first(n));
  if (a === "text" && b === "character varying") return n === null;
  if (a === "numeric" && b === "numeric") return n === null || (m !== null && first(m) <= first(n) && second(m) === second(n));
  if (a === "cidr" && b === "inet") return true;
  if (times.has(a) && a === b) return n === null || (m !== null && first(m) <= first(n));
  return a === "bit varying" && b === "bit varying" && (n === null || (m !== null && first(m) <= first(n)));
}

function isNarrower(from: string, to: string): boolean {
  const [m, n] = [modifier(from), modifier(to)];
  if (n !== null && (m === null || first(n) < first(m))) return true;
  const order = ["smallint", "integer", "bigint"];
  const [a, b] = [order.indexOf(baseName(from)), order.indexOf(baseName(to))];
  return a >= 0 && b >= 0 && b < a;
}

function baseName(type: string): string {
  return type.replace(/\([^)]*\)/, "");
}

function modifier(type: string): string | null {
  return /\(([^)]*)\)/.exec(type)?.[1] ?? null;
}

function first(numbersOf: string): number {
  return Number(numbersOf.split(",")[0]);
}

function second(numbersOf: string): number {
  return Number(numbersOf.split(",")[1] ?? 0);
}
