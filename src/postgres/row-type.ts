/**
 * Rows as thin views over the cells that the driver read: a cell is parsed when it is asked for. A catalog has tens of
 * thousands of rows with a dozen cells each; copying all of them into objects first costs more time and memory than the
 * rest of an inspection.
 */

import { cellParser } from "./cell-parser.ts";

/** The text of a row's cells; null is NULL. */
export type Cells = readonly (string | null)[];

/** Makes a row from its cells: one readable property per column. */
export type RowType = new (cells: Cells) => Readonly<Record<string, unknown>>;

/** A class for rows of these columns. With two columns of one name the last one counts. */
export function rowType(fields: readonly { readonly name: string; readonly dataTypeID: number }[]): RowType {
  class Row {
    readonly #cells: Cells;

    constructor(cells: Cells) {
      this.#cells = cells;
    }

    static {
      for (const [i, { name, dataTypeID }] of fields.entries()) {
        const parse = cellParser(dataTypeID);
        const get =
          parse === null
            ? function (this: Row) {
                return this.#cells[i] ?? null;
              }
            : function (this: Row) {
                const text = this.#cells[i] ?? null;
                return text === null ? null : parse(text);
              };
        Object.defineProperty(Row.prototype, name, { get, enumerable: true, configurable: true });
      }
    }
  }
  return Row as unknown as RowType; // its properties are made above, where the compiler cannot follow
}

/** The row as a plain object, for results that are kept and passed on rather than read once. */
export function plainRow(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const plain: Record<string, unknown> = {};
  for (const column in row) plain[column] = row[column];
  return plain;
}
