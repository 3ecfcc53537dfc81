/**
 * The key that wraps all others. It comes as a text from a secret source, and the usual mistakes with such texts make weak keys without anybody
 * noticing (32 characters of hexadecimal taken as 32 bytes are half a key), so anything that is not exactly 32 bytes in a known spelling is refused.
 */

import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import { AppError } from "../app-error.ts";
import { bytesOfBase64url, bytesOfHex } from "./bytes.ts";

/** Bytes of every key here. */
export const keyBytes = 32;

/** A key that wraps others. */
export interface MasterKey {
  /** Twelve hexadecimal digits by which it can be told from others; says nothing about the key. */
  readonly fingerprint: string;
  readonly key: KeyObject;
}

/** Reads a key: 64 hexadecimal digits, or base64 of 32 bytes. @throws AppError ENCRYPTION_KEY_INVALID, without a character of the text */
export function parseMasterKey(text: string): MasterKey {
  const bytes = bytesOf(text.trim());
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return { key, fingerprint: fingerprintOf(key) };
}

function bytesOf(text: string): Uint8Array {
  if (/^[0-9a-f]+$/i.test(text)) {
    if (text.length === keyBytes * 2) return bytesOfHex(text);
    throw refused(`it is ${text.length} hexadecimal digits, which are ${Math.floor(text.length / 2)} bytes`);
  }
  if (text === "") throw refused("it is empty");
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text))
    throw refused(`it is ${text.length} characters that are neither hexadecimal nor base64`);
  const bytes = bytesOfBase64url(text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, ""));
  if (bytes?.length === keyBytes) return bytes;
  const length = bytes?.length ?? Math.floor((text.length * 3) / 4);
  bytes?.fill(0);
  throw refused(
    text.length === keyBytes
      ? "it is 32 characters, which are no 32 random bytes: text has fewer values than bytes have"
      : `it is ${text.length} characters of base64, which are ${length} bytes`,
  );
}

function refused(what: string): AppError {
  return new AppError({
    code: "ENCRYPTION_KEY_INVALID",
    message: `The key is not 32 bytes: ${what}.`,
    hint: "openssl rand -base64 32",
  });
}

function fingerprintOf(key: KeyObject): string {
  return createHmac("sha256", key).update("lockstep master key").digest("hex").slice(0, 12);
}
