/** The library's `audit`: one pair of sources, drift and parity, as `lockstep audit --format json` gives it. */

import type { Finding } from "../core/finding.ts";
import type { ParityReport } from "../core/parity/parity-report.ts";
import type { ComparisonOptions } from "./library-options.ts";
import { runWorkflow } from "./run-workflow.ts";

/** Which two sources, and how they are compared. */
export interface AuditOptions extends ComparisonOptions {
  /** What should be. Default: `dev`. */
  readonly source?: string | undefined;
  /** What is. Default: `production`. */
  readonly target?: string | undefined;
}

/** A report with the problems met on the way that are not errors. */
export interface ComparedSources extends ParityReport {
  readonly findings: readonly Finding[];
}

/**
 * Audits one pair. `add` means that the source has it and the target lacks it. Reads only.
 *
 * @throws AppError of configuration, secrets, connections, files; SAME_DATABASE when both lead to one database
 */
export async function audit(options: AuditOptions = {}): Promise<ComparedSources> {
  const { source = "dev", target = "production", ignore, columnOrder } = options;
  return runWorkflow(options, async (context) => {
    const workflow = await import("../workflows/audit.ts");
    const request = {
      sources: [source, target],
      ...(ignore === undefined ? {} : { ignore }),
      ...(columnOrder === undefined ? {} : { columnOrder }),
    };
    const { pairs, findings } = await workflow.audit(request, context);
    const [report] = pairs;
    if (report === undefined) throw new Error("two sources gave no pair");
    return { ...report, findings };
  });
}
