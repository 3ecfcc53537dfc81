/**
 * Data keys: one to a column, a purpose and a version, random, and stored wrapped by the master key beside the data. A new master key wraps them
 * again and touches no row.
 */

import { createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { AppError } from "../app-error.ts";
import { lengthPrefixed } from "./additional-data.ts";
import { base64urlOf, bytesOfBase64url, joined } from "./bytes.ts";
import { nonceBytes, tagBytes } from "./envelope.ts";
import { keyBytes, type MasterKey } from "./master-key.ts";
import { type NamedKey, openBytes, sealBytes } from "./seal.ts";

/** What a data key is for: values, or blind indexes, which must not share a key with them. */
export type KeyPurpose = "data" | "index";

/** A row of `lockstep.data_key`, as {@link dataKeysSql} reads it. */
export interface StoredDataKey {
  readonly kid: string;
  readonly column_id: string;
  readonly purpose: string;
  readonly wrapped: string;
  /** The fingerprint of the master key that wraps it. */
  readonly kek: string;
  /** New values are sealed with the newest of these; others are there for reading. */
  readonly is_current: boolean;
}

/** Reads the keys, for an application's own driver; needs `usage` on the schema and `select` on the table. */
export const dataKeysSql =
  "select kid, column_id::pg_catalog.text as column_id, purpose, wrapped, kek, is_current from lockstep.data_key order by created_at, kid";

/** What a wrapped key is bound to. */
export type KeyPlace = Pick<StoredDataKey, "kid" | "column_id" | "purpose">;

const wrapPrefix = "lk1.";

/** A new key, wrapped. */
export function mintDataKey(columnId: string, purpose: KeyPurpose, master: MasterKey): Omit<StoredDataKey, "is_current"> {
  const bytes = randomBytes(keyBytes);
  const place = { kid: randomBytes(6).toString("hex"), column_id: columnId, purpose };
  const wrapped = wrap(bytes, place, master);
  bytes.fill(0);
  return { ...place, wrapped, kek: master.fingerprint };
}

/** The same key under another master key. @throws AppError ENCRYPTION_KEY_UNKNOWN, ENCRYPTION_KEY_INVALID */
export function rewrapDataKey(stored: StoredDataKey, from: readonly MasterKey[], to: MasterKey): StoredDataKey {
  const bytes = unwrap(stored, from);
  const wrapped = wrap(bytes, stored, to);
  bytes.fill(0);
  return { ...stored, wrapped, kek: to.fingerprint };
}

/** The key itself. @throws AppError ENCRYPTION_KEY_UNKNOWN, ENCRYPTION_KEY_INVALID */
export function openDataKey(stored: StoredDataKey, masters: readonly MasterKey[]): NamedKey {
  const bytes = unwrap(stored, masters);
  const key: KeyObject = createSecretKey(bytes);
  bytes.fill(0);
  return { kid: stored.kid, key };
}

function wrap(bytes: Uint8Array, place: KeyPlace, { key }: MasterKey): string {
  const { nonce, ciphertext, tag } = sealBytes(bytes, key, boundTo(place));
  return `${wrapPrefix}${base64urlOf(joined(nonce, ciphertext, tag))}`;
}

function unwrap(stored: StoredDataKey, masters: readonly MasterKey[]): Uint8Array {
  const master = masters.find(({ fingerprint }) => fingerprint === stored.kek);
  if (master === undefined)
    throw new AppError({
      code: "ENCRYPTION_KEY_UNKNOWN",
      message: `Data key ${stored.kid} is wrapped by master key ${stored.kek}, and ${knownWords(masters)}.`,
      hint: "Give the key that was used before as well, as previousKeys: [env(…)].",
    });
  const body = bytesOfBase64url(stored.wrapped.slice(wrapPrefix.length)) ?? new Uint8Array(0);
  const sealed = {
    nonce: body.subarray(0, nonceBytes),
    ciphertext: body.subarray(nonceBytes, Math.max(nonceBytes, body.length - tagBytes)),
    tag: body.subarray(Math.max(nonceBytes, body.length - tagBytes)),
  };
  const opened = stored.wrapped.startsWith(wrapPrefix) ? openBytes(sealed, master.key, boundTo(stored)) : null;
  if (opened?.length === keyBytes) return opened;
  throw new AppError({
    code: "ENCRYPTION_KEY_INVALID",
    message: `Data key ${stored.kid} does not open under master key ${stored.kek}: its row in lockstep.data_key was changed or belongs to another database.`,
  });
}

function knownWords(masters: readonly MasterKey[]): string {
  return masters.length === 0 ? "none was given" : `this is ${masters.map(({ fingerprint }) => fingerprint).join(", ")}`;
}

function boundTo({ kid, column_id, purpose }: KeyPlace): Uint8Array {
  return lengthPrefixed(["lk1", kid, column_id, purpose]);
}
