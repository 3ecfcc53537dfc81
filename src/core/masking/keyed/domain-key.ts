/**
 * The keys of a domain. Each domain and each use has a key of its own, so that equal values of two domains, or two uses of one value,
 * have nothing to do with each other.
 */

import { createHmac, type KeyObject } from "node:crypto";
import { AppError } from "../../app-error.ts";

/** 32 bytes for one use in one domain: HMAC-SHA-256 of both under the project's key. @throws AppError MASKING_KEY_WEAK below 128 bits */
export function domainKey(project: KeyObject, use: string, domain: string): Buffer {
  if ((project.symmetricKeySize ?? 0) < 16) throw tooShort();
  return createHmac("sha256", project).update(`lockstep masking 1\0${use}\0${domain}`).digest();
}

function tooShort(): AppError {
  return new AppError({
    code: "MASKING_KEY_WEAK",
    message: "The key for masking is shorter than 16 bytes: whoever guesses it can try values until they match.",
    hint: "Make one with: openssl rand -base64 32",
  });
}
