/** Keys opened for use: what an application makes once at its start, and a job before its first row. */

import type { Binding } from "./additional-data.ts";
import { columnIdOf } from "./column-id.ts";
import { openColumnKeys } from "./column-keys.ts";
import type { StoredDataKey } from "./data-key.ts";
import { type EncryptedColumn, encryptedColumn } from "./encrypted-column.ts";
import { parseMasterKey } from "./master-key.ts";

/** What a keyring is made of. */
export interface KeyringParts {
  /** The master key as its secret source gives it; several while one replaces the other. */
  readonly kek: string | readonly string[];
  /** The rows of `dataKeysSql`. */
  readonly keys: readonly StoredDataKey[];
}

/** A column as its job file describes it. */
export interface ColumnOptions {
  /** The `id` of the job file. */
  readonly id: string;
  /** The column's name there. */
  readonly column: string;
  /** As in the job file. */
  readonly binding: Binding;
  /** `tolerant` (default) passes plain text on, until every row is encrypted; `strict` refuses it. */
  readonly mode?: "tolerant" | "strict";
}

/** Opened keys. */
export interface Keyring {
  /** What seals and opens values of a column. @throws AppError ENCRYPTION_KEY_UNKNOWN where it has no key, ENCRYPTION_INVALID */
  readonly column: (options: ColumnOptions) => EncryptedColumn;
}

/** Opens keys. @throws AppError ENCRYPTION_KEY_INVALID; a column's keys are opened when they are asked for */
export function openKeyring({ kek, keys }: KeyringParts): Keyring {
  const masters = (typeof kek === "string" ? [kek] : kek).map(parseMasterKey);
  return {
    column: ({ id, column, binding, mode = "tolerant" }) =>
      encryptedColumn(openColumnKeys(columnIdOf(id, column), keys, masters), { name: column, binding, mode }),
  };
}
