/** An encryption job as it was read: every field looked at, names resolved, and its checksum. */

import { AppError } from "../core/app-error.ts";
import { type Normaliser, normalisers } from "../core/encryption/blind-index.ts";
import { columnIdOf } from "../core/encryption/column-id.ts";
import { sha256Of } from "../core/sha256-of.ts";
import type { BlindIndexDefinition, EncryptionFile, RenamedColumn } from "./define-encryption.ts";
import type { SecretReference } from "./secrets/secret-reference.ts";

/** A column of a job. */
export interface JobColumnPlan {
  /** In the database. */
  readonly name: string;
  /** What its values are bound to. */
  readonly columnId: string;
  readonly blindIndex: { readonly into: string; readonly normaliser: Normaliser } | null;
}

/** A job. */
export interface EncryptionJob {
  readonly name: string;
  readonly table: string;
  readonly binding: "row" | "column";
  readonly columns: readonly JobColumnPlan[];
  readonly key: SecretReference;
  readonly previousKeys: readonly SecretReference[];
  /** Of everything that decides what becomes of a row. */
  readonly checksum: string;
}

const parts: readonly string[] = ["kind", "id", "table", "columns", "key", "previousKeys", "binding", "blindIndex"];

/** Reads what a file exports. @throws AppError ENCRYPTION_INVALID with the field */
export function encryptionJob(name: string, file: string, exported: EncryptionFile): EncryptionJob {
  const fields: Readonly<Record<string, unknown>> = { ...exported };
  const invalid = (message: string, hint?: string) =>
    new AppError({ code: "ENCRYPTION_INVALID", message: `${file}: ${message}`, ...(hint === undefined ? {} : { hint }) });
  const { id, table, columns, key, previousKeys = [], binding, blindIndex = {} } = fields;
  const stray = Object.keys(fields).find((name) => !parts.includes(name));
  if (stray !== undefined) throw invalid(`a job has no "${stray}".`, `It has: ${parts.slice(1).join(", ")}`);
  if (typeof id !== "string") throw invalid("id is missing: a uuid of its own.", "node -e 'console.log(crypto.randomUUID())'");
  if (typeof table !== "string" || table === "") throw invalid('table is missing, such as "public.email_accounts".');
  if (binding !== "row" && binding !== "column") throw invalid('binding is "row" or "column".');
  if (!Array.isArray(columns) || columns.length === 0) throw invalid('columns is a list of names, such as ["access_token"].');
  if (!isReference(key)) throw invalid('key is a reference to a secret, such as env("TOKEN_KEY").');
  if (key.kind === "literal") throw invalid('the key itself stands in the file; put it into a variable and write env("NAME").');
  if (!Array.isArray(previousKeys) || !previousKeys.every(isReference))
    throw invalid("previousKeys is a list of references to secrets.");
  const planned = columns.map((column: unknown) => columnOf(column, id, blindIndex, invalid));
  const names = planned.map((column) => column.name);
  if (new Set(names).size < names.length) throw invalid("a column stands twice in columns.");
  const foreign = Object.keys(Object(blindIndex)).find((column) => !names.includes(column));
  if (foreign !== undefined) throw invalid(`blindIndex names ${foreign}, which is no column of the job.`);
  const checksum = sha256Of(JSON.stringify([table, binding, planned]));
  return { name, table, binding, columns: planned, key, previousKeys, checksum };
}

function columnOf(column: unknown, id: string, indexes: unknown, invalid: (message: string) => AppError): JobColumnPlan {
  const { column: name, was }: Partial<Record<keyof RenamedColumn, unknown>> =
    typeof column === "string" ? { column, was: column } : Object(column);
  if (typeof name !== "string" || name === "" || typeof was !== "string")
    throw invalid("a column is a name, or { column, was }.");
  const index: Partial<Record<keyof BlindIndexDefinition, unknown>> | undefined = Object(indexes)[name];
  const columnId = columnIdOf(id, was);
  if (index === undefined) return { name, columnId, blindIndex: null };
  const { into, normalise } = index;
  if (typeof into !== "string" || into === name) throw invalid(`blindIndex.${name}.into is the name of another column.`);
  if (!isNormaliser(normalise)) throw invalid(`blindIndex.${name}.normalise is one of ${Object.keys(normalisers).join(", ")}.`);
  return { name, columnId, blindIndex: { into, normaliser: normalise } };
}

function isNormaliser(value: unknown): value is Normaliser {
  return typeof value === "string" && Object.hasOwn(normalisers, value);
}

function isReference(value: unknown): value is SecretReference {
  return typeof value === "object" && value !== null && "kind" in value && typeof value.kind === "string";
}
