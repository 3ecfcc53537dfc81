/** What a running database has to say of one statement: a finding that has no place yet, and the axis on which it counts. */

import type { Finding } from "../finding.ts";
import type { RiskAxis } from "../risk/rating.ts";
import type { RiskLevel } from "../risk/risk-level.ts";

/** One finding. */
export interface LiveFinding extends Omit<Finding, "file" | "line" | "column" | "level"> {
  readonly level: RiskLevel;
  readonly axis: RiskAxis;
}
