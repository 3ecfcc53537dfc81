/** `diff`: the changes that turn one source into another. */

import type { Finding } from "../core/finding.ts";
import type { ParityReport } from "../core/parity/parity-report.ts";
import { compareReadings, type PairPolicy } from "./compare-readings.ts";
import { openProject, type Project } from "./open-project.ts";
import { readPendingMigrations } from "./pending-causes.ts";
import type { ReadingDepth } from "./read-live-source.ts";
import { withSources } from "./read-sources.ts";
import type { SourceReading } from "./source-reading.ts";
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

/** Both sides of a diff, read, and how they are compared. */
export interface DiffReadings {
  readonly project: Project;
  readonly from: SourceReading;
  readonly to: SourceReading;
  readonly policy: PairPolicy;
}

/** Compares two sources. Reads only. @throws AppError of configuration, secrets, connections, SAME_DATABASE */
export async function diffSources(request: DiffRequest, context: WorkflowContext): Promise<DiffOutcome> {
  return withDiffReadings(request, context, {}, async ({ from, to, policy }) => {
    const { report, findings } = await compareReadings(to, from, policy);
    return { report, findings: [...from.findings, ...to.findings, ...findings] };
  });
}

/** Reads both sides, runs `work`, and closes them. @throws as {@link diffSources}, and what `work` throws */
export async function withDiffReadings<T>(
  request: DiffRequest,
  context: WorkflowContext,
  depth: ReadingDepth,
  work: (readings: DiffReadings) => Promise<T>,
): Promise<T> {
  const project = await openProject(context);
  const readBoth = async ([from, to]: readonly SourceReading[]) => {
    if (from === undefined || to === undefined) throw new Error("two names gave fewer readings");
    return work({ project, from, to, policy: diffPolicy(request, project, from) });
  };
  return withSources([request.from, request.to], project, context, readBoth, depth);
}

/** How a diff compares: what the configuration and the request say together. */
export function diffPolicy(
  { columnOrder, ignore = [] }: Pick<DiffRequest, "columnOrder" | "ignore">,
  { config }: Project,
  from: SourceReading,
): PairPolicy {
  return {
    columnOrder: columnOrder ?? config.compare.columnOrder,
    ignore: [...config.ignore, ...ignore],
    pending: () => readPendingMigrations(config, from),
    checks: [],
  };
}
