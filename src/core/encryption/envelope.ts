/**
 * The text form of an encrypted value: `ls1.<algorithm>.<key id>.<base64url(nonce ‖ ciphertext ‖ tag)>`. The head is readable so that a key can be
 * found and the server can tell plain text from the rest; it proves nothing: a value is encrypted when its tag opens.
 */

import { base64urlOf, bytesOfBase64url, joined } from "./bytes.ts";

/** What every envelope of this format begins with. */
export const envelopePrefix = "ls1.";

/** The algorithms: `g` is AES-256-GCM. */
export const algorithms = ["g"] as const;
export type Algorithm = (typeof algorithms)[number];

/** Bytes of a nonce of AES-GCM, and of its tag: shorter tags are easier to forge and are never taken. */
export const nonceBytes = 12;
export const tagBytes = 16;

/**
 * The form of an envelope as a regular expression that Postgres and JavaScript read alike: for the fence and for telling plain text. A value of
 * nonce and tag alone has 38 characters of base64url.
 */
export const envelopePattern = "^ls1\\.[a-z]\\.[0-9a-f]{12}\\.[A-Za-z0-9_-]{38,}$";

/** An envelope that was taken apart. */
export interface Envelope {
  readonly algorithm: Algorithm;
  /** Twelve hexadecimal digits. */
  readonly kid: string;
  readonly nonce: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly tag: Uint8Array;
}

/** What a stored text is by its form. */
export type ParsedEnvelope =
  /** It does not even begin as one. */
  | { readonly kind: "plaintext" }
  /** It begins as one and is none: damaged, cut short, or a plain text that happens to look so. */
  | { readonly kind: "malformed" }
  | { readonly kind: "unknown-algorithm"; readonly algorithm: string; readonly kid: string }
  | { readonly kind: "envelope"; readonly envelope: Envelope };

const shape = /^ls1\.([a-z])\.([0-9a-f]{12})\.([A-Za-z0-9_-]+)$/;

/** Takes a text apart, without a key. Lengths are checked here, before anything is decrypted. */
export function parseEnvelope(text: string): ParsedEnvelope {
  if (!text.startsWith(envelopePrefix)) return { kind: "plaintext" };
  const [, algorithm = "", kid = "", body = ""] = shape.exec(text) ?? [];
  if (algorithm === "") return { kind: "malformed" };
  const known = algorithms.find((one) => one === algorithm);
  if (known === undefined) return { kind: "unknown-algorithm", algorithm, kid };
  const bytes = bytesOfBase64url(body);
  if (bytes === null || bytes.length < nonceBytes + tagBytes) return { kind: "malformed" };
  const envelope = {
    algorithm: known,
    kid,
    nonce: bytes.subarray(0, nonceBytes),
    ciphertext: bytes.subarray(nonceBytes, bytes.length - tagBytes),
    tag: bytes.subarray(bytes.length - tagBytes),
  };
  return { kind: "envelope", envelope };
}

/** Puts one together. */
export function formatEnvelope({ algorithm, kid, nonce, ciphertext, tag }: Envelope): string {
  return `${envelopeHead(algorithm, kid)}${base64urlOf(joined(nonce, ciphertext, tag))}`;
}

/** What stands before the base64url of nonce, ciphertext and tag. */
export function envelopeHead(algorithm: Algorithm, kid: string): string {
  return `${envelopePrefix}${algorithm}.${kid}.`;
}

/** Characters of the envelope around a plain text of so many bytes. */
export function envelopeLength(plaintextBytes: number): number {
  const head = envelopePrefix.length + "g.".length + 12 + ".".length;
  return head + Math.ceil(((nonceBytes + plaintextBytes + tagBytes) * 4) / 3);
}
