/** The secrets of a run as they become known, and the redactors that know all of them so far. */

import { createRedactors, type Redactor } from "./redact.ts";

/** Redactors that learn. Sinks hold them from the start and are covered from the moment of `add`. */
export interface SecretRegister {
  readonly add: (secret: string) => void;
  /** For what people read. */
  readonly redact: Redactor;
  /** For the strings of data that programs read back: see {@link createRedactors}. */
  readonly redactData: Redactor;
}

/** A register with the secrets that are known already. */
export function createSecretRegister(known: readonly string[] = []): SecretRegister {
  const secrets = new Set(known);
  let redactors = createRedactors([...secrets]);
  return {
    add: (secret) => {
      if (secrets.has(secret)) return;
      secrets.add(secret);
      redactors = createRedactors([...secrets]);
    },
    redact: (text) => redactors.text(text),
    redactData: (text) => redactors.data(text),
  };
}
