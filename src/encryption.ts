/** What `import … from "lockstep/encryption"` gives to an application: reading and writing of encrypted columns. Named re-exports only. */

export { AppError, type AppErrorFields } from "./core/app-error.ts";
export type { Binding } from "./core/encryption/additional-data.ts";
export type { Normaliser } from "./core/encryption/blind-index.ts";
export { dataKeysSql, type StoredDataKey } from "./core/encryption/data-key.ts";
export { type EncryptedTextType, encryptedText } from "./core/encryption/drizzle-column.ts";
export type { EncryptedColumn, RowKey } from "./core/encryption/encrypted-column.ts";
export { type ColumnOptions, type Keyring, type KeyringParts, openKeyring } from "./core/encryption/keyring.ts";
