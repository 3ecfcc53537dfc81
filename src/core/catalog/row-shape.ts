/**
 * The typed edge between a query and the code that reads its rows. A shape names each output column and its type;
 * it is checked once against the server's row description, so that reading a hundred thousand rows stays cheap.
 */

import type { FactValue } from "./schema-object.ts";

/** Column types by name; a trailing `?` admits NULL. `int` covers smallint, integer and oid. */
export type ColumnType =
  | "text"
  | "text?"
  | "bool"
  | "bool?"
  | "int"
  | "int?"
  | "float"
  | "text[]"
  | "text[]?"
  | JsonColumn<FactValue>;

/** A json column whose content the query itself builds. */
export interface JsonColumn<T extends FactValue> {
  readonly json: true;
  /** Never set: carries the type only. */
  readonly type?: T;
}

/** Output column name → type, in any order. */
export type RowShape = { readonly [column: string]: ColumnType };

/** Marks a json column built by the query (`json_agg`, `json_build_object`); NULL must be part of T where it can occur. */
export function json<T extends FactValue>(): JsonColumn<T> {
  return { json: true };
}

type ValueOf<C extends ColumnType> = C extends "text"
  ? string
  : C extends "text?"
    ? string | null
    : C extends "bool"
      ? boolean
      : C extends "bool?"
        ? boolean | null
        : C extends "int" | "float"
          ? number
          : C extends "int?"
            ? number | null
            : C extends "text[]"
              ? readonly string[]
              : C extends "text[]?"
                ? readonly string[] | null
                : C extends JsonColumn<infer T>
                  ? T
                  : never;

/** The row type that a shape describes. */
export type RowOf<S extends RowShape> = { readonly [K in keyof S]: ValueOf<S[K]> };

/** `pg_type.oid`s that each column type accepts (src/include/catalog/pg_type.dat; they never change). */
const acceptedTypes: Record<string, readonly number[]> = {
  text: [25, 19, 18, 1043],
  bool: [16],
  int: [21, 23, 26],
  float: [700, 701],
  "text[]": [1009],
  json: [114],
};

/** A description of what is wrong with a result's columns, or null when they fit the shape. */
export function shapeMismatch(shape: RowShape, fields: readonly { name: string; dataTypeID: number }[]): string | null {
  for (const [name, type] of Object.entries(shape)) {
    const field = fields.find((candidate) => candidate.name === name);
    if (field === undefined) return `column ${name} is missing`;
    const accepted = acceptedTypes[typeof type === "string" ? type.replace("?", "") : "json"] ?? [];
    if (!accepted.includes(field.dataTypeID)) return `column ${name} has type oid ${field.dataTypeID}`;
  }
  const extra = fields.find((field) => !(field.name in shape));
  return extra === undefined ? null : `column ${extra.name} is not in the shape`;
}

/** One result set as the driver gives it. */
export interface ResultSet {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
  readonly rows: readonly { readonly [column: string]: unknown }[];
}

/** A result's rows as the shape types them. Throws on a query that does not fit its shape, which is a defect. */
export function rowsOf<const S extends RowShape>(result: ResultSet | undefined, shape: S, what: string): readonly RowOf<S>[] {
  if (result === undefined) throw new Error(`the inspection returned no result for ${what}`);
  const mismatch = shapeMismatch(shape, result.fields);
  if (mismatch !== null) throw new Error(`the query for ${what} does not fit its reader: ${mismatch}`);
  return result.rows as readonly RowOf<S>[]; // the shape was just checked against the server's row description
}
