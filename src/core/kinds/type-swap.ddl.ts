/**
 * How a type is made anew while tables store it: the old one steps aside under another name, the new one takes its place, each
 * column is converted, and the old one goes. Dropping the type instead would take the columns and their values along.
 */

import { containerOf, kindOf, nameOf, type ObjectId, ownNameOf } from "../catalog/object-id.ts";
import type { SchemaObject } from "../catalog/schema-object.ts";
import { guardable, type Statement, statement } from "../recipes/statement.ts";
import type { Hazard } from "../risk/hazard.ts";
import type { StatementForm } from "../risk/statement-form.ts";
import { quoteIdentifier, unquoteIdentifier } from "../sql/quote.ts";
import { type DdlContext, type DdlStep, oneStep } from "./kind-ddl.ts";
import { columnsOfType, isCarried, type TypeColumn, typeColumn } from "./type-columns.ts";

/** What differs from type to type. */
export interface TypeSwap {
  readonly id: ObjectId;
  readonly word: "TYPE" | "DOMAIN";
  /** Makes the new type under the name that has become free. */
  readonly create: Statement;
  /** What converting a column takes. */
  readonly form: StatementForm;
  /** The expression that converts a stored value; null where there is none. */
  readonly using: (column: string, isArray: boolean) => string | null;
  readonly hazards?: (column: TypeColumn) => readonly Hazard[];
}

/** The swap in one step, so that it happens in one transaction; null where no table stores the type or a value cannot be converted. */
export function swapType(swap: TypeSwap, context: DdlContext): readonly DdlStep[] | null {
  const { id, word } = swap;
  const columns = columnsOfType(id, context.start).filter((column) => isCarried(column, id, context));
  if (columns.length === 0) return null;
  const written = columns.map((column) => conversion(column, swap, context));
  if (written.some((actions) => actions === null)) return null;
  const aside = asideName(id);
  return oneStep(
    statement("alter-type", `ALTER ${word} ${nameOf(id)} RENAME TO ${ownNameOf(aside)}`),
    swap.create,
    ...tableStatements(columns, swap, context),
    guardable("drop-type", "IF EXISTS", (guard) => `DROP ${word} ${guard}${nameOf(aside)}`),
  );
}

/** True for a user of the type that {@link swapType} brings over. */
export function swapCarries(type: { readonly id: ObjectId }, user: SchemaObject, context: DdlContext): boolean {
  const column = typeColumn(user, type.id);
  return column !== null && isCarried(column, type.id, context);
}

/** One ALTER TABLE for all columns of a table: its rows are written again once only. */
function tableStatements(columns: readonly TypeColumn[], swap: TypeSwap, context: DdlContext): readonly Statement[] {
  // the parent's ALTER reaches inherited columns
  const own = columns.filter(({ column }) => column.facts.inheritedFrom === 0);
  return [...new Set(own.map(({ table }) => table))].map((table) => {
    const ofTable = own.filter((column) => column.table === table);
    const actions = ofTable.flatMap((column) => conversion(column, swap, context) ?? []);
    const head = `ALTER ${kindOf(table) === "foreign-table" ? "FOREIGN TABLE" : "TABLE"} ${nameOf(table)}`;
    const sql = actions.length === 1 ? `${head} ${actions[0]}` : `${head}\n    ${actions.join(",\n    ")}`;
    return statement(swap.form, sql, { relation: table, hazards: ofTable.flatMap((column) => swap.hazards?.(column) ?? []) });
  });
}

function conversion(stored: TypeColumn, swap: TypeSwap, context: DdlContext): readonly string[] | null {
  const { column, table, isArray } = stored;
  const name = ownNameOf(column.id);
  const using = swap.using(name, isArray);
  if (using === null) return null;
  // foreign tables hold no rows of their own to convert
  const conversionClause = kindOf(table) === "foreign-table" ? "" : ` USING ${using}`;
  const collation = column.facts.collation === null ? "" : ` COLLATE ${column.facts.collation}`;
  const after = context.goal.get(column.id)?.facts.default ?? null;
  return [
    ...(column.facts.default === null ? [] : [`ALTER COLUMN ${name} DROP DEFAULT`]),
    `ALTER COLUMN ${name} TYPE ${column.facts.type}${collation}${conversionClause}`,
    ...(column.facts.default === null || typeof after !== "string" ? [] : [`ALTER COLUMN ${name} SET DEFAULT ${after}`]),
  ];
}

/** `app.mood_old`, short enough for any name. */
function asideName(id: ObjectId): ObjectId {
  const plain = unquoteIdentifier(ownNameOf(id));
  return `${kindOf(id)}:${containerOf(nameOf(id))}.${quoteIdentifier(`${plain.slice(0, 58)}_old`)}` as ObjectId; // quoted parts
}
