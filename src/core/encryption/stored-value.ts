/** What a stored value is, found out by opening it: the one place that tells plain text, current, older, damaged and foreign values apart. */

import type { ValuePlace } from "./additional-data.ts";
import type { ColumnKeys } from "./column-keys.ts";
import { parseEnvelope } from "./envelope.ts";
import { openText } from "./seal.ts";

/** The classes, in the order of reports. */
export const valueClasses = [
  "current",
  "older-key",
  "plaintext",
  "empty",
  "null",
  "unopenable",
  "unknown-key",
  "unknown-algorithm",
] as const;
export type ValueClass = (typeof valueClasses)[number];

/** A stored value. The text of an envelope is there only where its tag opened. */
export type StoredValue =
  | { readonly kind: "null" }
  | { readonly kind: "empty"; readonly text: "" }
  | { readonly kind: "plaintext"; readonly text: string }
  /** Sealed with the key that new values get. */
  | { readonly kind: "current"; readonly text: string; readonly kid: string }
  | { readonly kind: "older-key"; readonly text: string; readonly kid: string }
  /** It begins as an envelope, and no key opens it: damaged, moved from another place, or a plain text that looks so. */
  | { readonly kind: "unopenable"; readonly kid: string | null }
  | { readonly kind: "unknown-key"; readonly kid: string }
  | { readonly kind: "unknown-algorithm"; readonly algorithm: string };

/** Reads one. */
export function readStored(stored: string | null, keys: Pick<ColumnKeys, "current" | "byKid">, place: ValuePlace): StoredValue {
  if (stored === null) return { kind: "null" };
  if (stored === "") return { kind: "empty", text: "" };
  const parsed = parseEnvelope(stored);
  switch (parsed.kind) {
    case "plaintext":
      return { kind: "plaintext", text: stored };
    case "malformed":
      return { kind: "unopenable", kid: null };
    case "unknown-algorithm":
      return { kind: "unknown-algorithm", algorithm: parsed.algorithm };
    case "envelope": {
      const { kid } = parsed.envelope;
      const key = keys.byKid.get(kid);
      if (key === undefined) return { kind: "unknown-key", kid };
      const text = openText(parsed.envelope, key, place);
      if (text === null) return { kind: "unopenable", kid };
      return { kind: kid === keys.current.kid ? "current" : "older-key", text, kid };
    }
  }
}

/** In a report, without a value. */
export const classWords: Readonly<Record<ValueClass, string>> = {
  current: "encrypted",
  "older-key": "encrypted with an older key",
  plaintext: "plain text",
  empty: "empty",
  null: "null",
  unopenable: "begins as encrypted, and does not open",
  "unknown-key": "encrypted with a key that is not known here",
  "unknown-algorithm": "encrypted in a way that is not known here",
};
