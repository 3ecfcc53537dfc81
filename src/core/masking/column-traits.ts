/** What a mask must know of a column to stay within it: type, limits, keys. Read from the catalog, never from values. */

/** One column. Tables are named with their schema, without quotes: `public.users`. */
export interface ColumnTraits {
  readonly table: string;
  readonly column: string;
  /** `format_type` of the column's type; of what it rests on where that is a domain. */
  readonly type: string;
  /** `pg_type.typcategory`: S, N, D, B, E, A … */
  readonly typeCategory: string;
  /** In a unique index or constraint, alone or together with others: other columns may then be all that differs. */
  readonly isUnique: boolean;
  /** Part of the primary key. */
  readonly isKey: boolean;
  readonly foreignKeyTo: { readonly table: string; readonly column: string } | null;
  readonly isNullable: boolean;
  /** In characters; null: none. */
  readonly maxLength: number | null;
  /** In their order, where the type is an enum. */
  readonly enumLabels: readonly string[] | null;
  /** Check constraints that name the column, with those of its domain: expressions in SQL. */
  readonly checks: readonly string[];
  readonly isGenerated: boolean;
  readonly isIdentity: boolean;
  /** `type` still ends in []. */
  readonly isArray: boolean;
}

/** `public.users.email`. */
export function columnName(column: Pick<ColumnTraits, "table" | "column">): string {
  return `${column.table}.${column.column}`;
}
