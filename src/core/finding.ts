/** A problem in the user's SQL, schema or set-up: data, not an error. The JSON form is a contract. */

import type { RiskLevel } from "./risk/risk-level.ts";

/** One problem; `file`, `line` and `column` (from 1) where it has a place in a file. */
export interface Finding {
  readonly rule: string;
  readonly level: RiskLevel;
  readonly message: string;
  readonly why?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** The next thing to do, best as a command. */
  readonly fix?: string;
}
