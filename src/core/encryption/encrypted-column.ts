/** What an application does with one encrypted column. Everything is synchronous: keys are opened before, and no request waits for them. */

import { AppError } from "../app-error.ts";
import type { Binding, ValuePlace } from "./additional-data.ts";
import { blindIndexOf, type Normaliser } from "./blind-index.ts";
import type { ColumnKeys } from "./column-keys.ts";
import { sealText } from "./seal.ts";
import { classWords, readStored, type StoredValue } from "./stored-value.ts";

/** A row's key: one value, or several in the order of the job's key. Numbers and bigints are written as Postgres writes them. */
export type RowKey = KeyPart | readonly KeyPart[];
type KeyPart = string | number | bigint;

/** A column's cipher. */
export interface EncryptedColumn {
  /** To what its values are bound. */
  readonly binding: Binding;
  /** What to store. @throws AppError ENCRYPTION_KEY_MISSING where values are bound to their row and no key is given */
  readonly encrypt: (text: string, key?: RowKey) => string;
  /**
   * What was stored. @throws AppError ENCRYPTED_VALUE_UNREADABLE, never with the value: a damaged or foreign one, or in strict mode one that is
   * plain text
   */
  readonly decrypt: (stored: string, key?: RowKey) => string;
  /** What to look for in the column of the blind index. @throws AppError ENCRYPTION_KEY_UNKNOWN where the column has none */
  readonly blindIndex: (text: string, normaliser: Normaliser) => string;
}

/** Puts a column together. */
export function encryptedColumn(
  keys: ColumnKeys,
  { name, binding, mode }: { readonly name: string; readonly binding: Binding; readonly mode: "tolerant" | "strict" },
): EncryptedColumn {
  const placeOf = (key: RowKey | undefined): ValuePlace => ({
    columnId: keys.columnId,
    binding,
    key: binding === "column" ? [] : keyTextsOf(key, name),
  });
  return {
    binding,
    encrypt: (text, key) => sealText(text, keys.current, placeOf(key)),
    decrypt: (stored, key) => {
      const value = readStored(stored, keys, placeOf(key));
      if (value.kind === "current" || value.kind === "older-key") return value.text;
      if (mode === "tolerant" && (value.kind === "plaintext" || value.kind === "empty")) return value.text;
      throw unreadable(name, value);
    },
    blindIndex: (text, normaliser) => {
      if (keys.index !== null) return blindIndexOf(text, normaliser, keys.index.key);
      throw new AppError({ code: "ENCRYPTION_KEY_UNKNOWN", message: `Column ${name} has no key for a blind index.` });
    },
  };
}

function keyTextsOf(key: RowKey | undefined, name: string): readonly string[] {
  const parts: readonly KeyPart[] = typeof key === "object" ? key : key === undefined ? [] : [key];
  if (parts.length === 0)
    throw new AppError({
      code: "ENCRYPTION_KEY_MISSING",
      message: `Values of ${name} are bound to their row: its key is needed to encrypt and to decrypt.`,
      hint: 'column.encrypt(text, row.id); where the row is not known, as in an ORM\'s column type, encrypt with binding: "column".',
    });
  return parts.map(String);
}

/** Says what stands there, by its class and key id. */
function unreadable(name: string, value: Exclude<StoredValue, { kind: "current" | "older-key" }>): AppError {
  const kid = "kid" in value && value.kid !== null ? ` (key ${value.kid})` : "";
  const isMoved = value.kind === "unopenable" && value.kid !== null;
  return new AppError({
    code: "ENCRYPTED_VALUE_UNREADABLE",
    message: `A value of ${name} cannot be read: it ${value.kind === "unopenable" ? "" : "is "}${classWords[value.kind]}${kid}.`,
    hint: isMoved
      ? "It was damaged, or belongs to another row or column: id, column, binding and key must be those that it was encrypted with."
      : value.kind === "unknown-key"
        ? "Read lockstep.data_key again: a key may have come since the keyring was opened."
        : "lockstep encrypt verify JOB counts what stands in the column.",
  });
}
