/**
 * Encryption jobs: which columns of a table, under which key. The file says nothing of how rows are gone through: that is the same for every job.
 */

import type { Binding } from "../core/encryption/additional-data.ts";
import type { Normaliser } from "../core/encryption/blind-index.ts";
import type { SecretReference } from "./secrets/secret-reference.ts";

/** A column under the name that its values were first encrypted under, where it has got another one since. */
export interface RenamedColumn {
  readonly column: string;
  /** The name that stood here when the job first ran. */
  readonly was: string;
}

/** A blind index: a digest beside the column, by which equal values are found. */
export interface BlindIndexDefinition {
  /** The text column that holds it; it must be there. */
  readonly into: string;
  /** How values are made alike; see `lockstep/encryption`. */
  readonly normalise: Normaliser;
}

/** What is encrypted. */
export interface EncryptionDefinition {
  /** A uuid of the job's own, made once: values are bound to it, and open under no other. */
  readonly id: string;
  /** With its schema: `public.email_accounts`. */
  readonly table: string;
  readonly columns: readonly (string | RenamedColumn)[];
  /** The master key: 32 random bytes as base64 or hexadecimal, from a secret source. */
  readonly key: SecretReference;
  /** Master keys of before, while `rotate --kek` replaces them. */
  readonly previousKeys?: readonly SecretReference[];
  /** `row`: a value opens only in its own row, and the application has to know the row's key. `column`: in any row of the column. */
  readonly binding: Binding;
  /** Column → its blind index. */
  readonly blindIndex?: Readonly<Record<string, BlindIndexDefinition>>;
}

/** A job as its file exports it. */
export interface EncryptionFile extends EncryptionDefinition {
  readonly kind: "encryption";
}

/** Marks its argument as an encryption job; `export default` it from a file in the jobs' folder. */
export function defineEncryption(definition: EncryptionDefinition): EncryptionFile {
  return { ...definition, kind: "encryption" };
}
