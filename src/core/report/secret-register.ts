/** The secrets of a run as they become known, and the redactor that knows all of them so far. */

import { createRedactor, type Redactor } from "./redact.ts";

/** A redactor that learns. Sinks hold `redact` from the start and are covered from the moment of `add`. */
export interface SecretRegister {
  readonly add: (secret: string) => void;
  readonly redact: Redactor;
}

/** A register with the secrets that are known already. */
export function createSecretRegister(known: readonly string[] = []): SecretRegister {
  const secrets = new Set(known);
  let redactor = createRedactor([...secrets]);
  return {
    add: (secret) => {
      if (secrets.has(secret)) return;
      secrets.add(secret);
      redactor = createRedactor([...secrets]);
    },
    redact: (text) => redactor(text),
  };
}
