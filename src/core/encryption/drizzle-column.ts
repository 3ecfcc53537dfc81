/**
 * An encrypted text column for Drizzle. Drizzle's own `customType` is an argument, so that nothing here depends on an ORM or on its version. A
 * column type sees values and not rows, which is why only columns with binding "column" can have one.
 */

import { AppError } from "../app-error.ts";
import type { EncryptedColumn } from "./encrypted-column.ts";

/** What `customType` is given: text in the database, text in the program. */
export interface EncryptedTextType {
  readonly dataType: () => string;
  readonly toDriver: (value: string) => string;
  readonly fromDriver: (value: string) => string;
}

/**
 * The column type: `const secret = encryptedText(customType<{ data: string; driverData: string }>, column)`, then `token: secret("token")`.
 * @throws AppError ENCRYPTION_KEY_MISSING where values are bound to their row
 */
export function encryptedText<Type>(customType: (type: EncryptedTextType) => Type, column: EncryptedColumn): Type {
  if (column.binding === "row")
    throw new AppError({
      code: "ENCRYPTION_KEY_MISSING",
      message: "A column type does not know the row that a value belongs to.",
      hint: 'Encrypt the column with binding: "column", or call column.encrypt(text, row.id) yourself.',
    });
  return customType({
    dataType: () => "text",
    toDriver: (value) => column.encrypt(value),
    fromDriver: (value) => column.decrypt(value),
  });
}
