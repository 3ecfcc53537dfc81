/** A URL written into the configuration itself: fine for a local database, a leak for any other. */

import { redact } from "../../core/report/redact.ts";
import type { SecretSource } from "./secret-source.ts";

/** A value that stands in the configuration as it is. */
export interface LiteralReference {
  readonly kind: "literal";
  readonly value: string;
}

/** The value itself; it is described without its password. Never throws. */
export const literalSource: SecretSource<LiteralReference> = {
  describe: ({ value }) => redact(value),
  resolve: async (reference) => ({ value: reference.value, describedAs: literalSource.describe(reference) }),
};
