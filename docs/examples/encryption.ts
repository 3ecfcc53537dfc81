/** An application that reads and writes an encrypted column. */

import { dataKeysSql, openKeyring, type StoredDataKey } from "lockstep/encryption";

/** Your own driver: `(await pool.query(sql)).rows`, for one. */
type Query = (sql: string) => Promise<readonly StoredDataKey[]>;

/** Once, at the start of the application. */
async function openTokens(query: Query, kek: string) {
  const keyring = openKeyring({ kek, keys: await query(dataKeysSql) });
  // id, column and binding as in the job's file; "strict" once every row is encrypted
  return keyring.column({ id: "6f8b0c3e-58b7-4a44-9d0c-3f1e2d4c5b6a", column: "access_token", binding: "row", mode: "tolerant" });
}

// a key as `lockstep encrypt run` makes it, under a master key of zeros
const stored: StoredDataKey = {
  kid: "a4a352a7d2e5",
  column_id: "443d86c8-4547-8548-93c0-bc11c6c053be",
  purpose: "data",
  wrapped: "lk1.PwKadP8QdX-QGsGyFCQ4J0d6GjruvJrFyLT7G2J-efHh82zJgEcgvF_rSegPpVRNRwHk1ynOUsAHAyVB",
  kek: "0f85b57046bc",
  is_current: true,
};

const token = await openTokens(async () => [stored], "00".repeat(32));
const accountId = 42;
const encrypted = token.encrypt("ya29.token", accountId);
console.log(token.decrypt(encrypted, accountId));
