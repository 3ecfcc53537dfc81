/** `diff`: the changes that turn one source into another. */

import type { Finding } from "../core/finding.ts";
import type { ParityReport } from "../core/parity/parity-report.ts";
import { compareReadings } from "./compare-readings.ts";
import { openProject } from "./open-project.ts";
import { readPendingMigrations } from "./pending-causes.ts";
import { withSources } from "./read-sources.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What to compare. */
export interface DiffRequest {
  readonly from: string;
  readonly to: string;
  readonly columnOrder?: boolean;
  readonly ignore?: readonly string[];
}

/** A report whose target is `from` and whose source is `to`: `add` means that `to` has it. */
export interface DiffOutcome {
  readonly report: ParityReport;
  readonly findings: readonly Finding[];
}

/** Compares two sources. Reads only. @throws AppError of configuration, secrets, connections, SAME_DATABASE */
export async function diffSources(request: DiffRequest, context: WorkflowContext): Promise<DiffOutcome> {
  const project = await openProject(context);
  const { config } = project;
  return withSources([request.from, request.to], project, context, async (readings) => {
    const [from, to] = readings;
    if (from === undefined || to === undefined) throw new Error("two names gave fewer readings");
    const { report, findings } = await compareReadings(to, from, {
      columnOrder: request.columnOrder ?? config.compare.columnOrder,
      ignore: [...config.ignore, ...(request.ignore ?? [])],
      pending: () => readPendingMigrations(config, from.name, from.catalog),
      checks: [],
    });
    return { report, findings: [...from.findings, ...to.findings, ...findings] };
  });
}
