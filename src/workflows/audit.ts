/** `audit`: what each environment lacks, has too much or has differently from the one before it, and why. */

import { AppError } from "../core/app-error.ts";
import type { Finding } from "../core/finding.ts";
import type { ParityReport } from "../core/parity/parity-report.ts";
import { otherDatabaseFinding, sourceOfSnapshot } from "./audit-since.ts";
import { checkLookupData, type LookupOutcome } from "./check-lookup-data.ts";
import { compareReadings } from "./compare-readings.ts";
import { openProject, type Project } from "./open-project.ts";
import { readPendingMigrations } from "./pending-causes.ts";
import { withSources } from "./read-sources.ts";
import type { SourceReading } from "./source-reading.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What to audit. */
export interface AuditRequest {
  /** Neighbours are compared: a → b, b → c. Empty: dev → production. */
  readonly sources: readonly string[];
  /**
   * A snapshot to compare the first source with, instead of a second source: what has changed since. The first source is then by
   * default the environment that the snapshot says it is of. */
  readonly since?: string;
  readonly columnOrder?: boolean;
  /** Beside the configuration's. */
  readonly ignore?: readonly string[];
}

/** One report per pair. */
export interface AuditOutcome {
  readonly pairs: readonly ParityReport[];
  readonly findings: readonly Finding[];
}

/** Audits. Reads only. @throws AppError of configuration, secrets, connections, SAME_DATABASE */
export async function audit(request: AuditRequest, context: WorkflowContext): Promise<AuditOutcome> {
  const project = await openProject(context);
  const environments = project.config.environments.map(({ name }) => name);
  return withSources(await sourcesOf(request, context.cwd, environments), project, context, async (readings) => {
    const outcomes = [];
    for (const [i, source] of readings.entries()) {
      const target = readings[i + 1];
      if (target !== undefined) outcomes.push(await auditPair(source, target, request, project));
    }
    return {
      pairs: outcomes.map(({ report }) => report),
      findings: distinct([
        ...sinceFindings(request, readings, environments),
        ...readings.flatMap(({ findings }) => findings),
        ...outcomes.flatMap(({ findings }) => findings),
      ]),
    };
  });
}

async function sourcesOf(
  { sources, since }: AuditRequest,
  cwd: string,
  environments: readonly string[],
): Promise<readonly string[]> {
  if (since !== undefined) {
    // What is there now is the source: `add` means that it came since the snapshot.
    if (sources.length <= 1) return [sources[0] ?? (await sourceOfSnapshot(since, cwd, environments)), since];
    throw new AppError({
      code: "USAGE",
      message: "--since compares one source with a snapshot of itself.",
      hint: `lockstep audit ${sources[0]} --since ${since}`,
    });
  }
  if (sources.length === 0) return ["dev", "production"];
  if (sources.length === 1) return sources[0] === "dev" ? ["dev", "production"] : ["dev", ...sources];
  return sources;
}

function sinceFindings(
  { since }: AuditRequest,
  [source, snapshot]: readonly SourceReading[],
  environments: readonly string[],
): readonly Finding[] {
  if (since === undefined || source === undefined || snapshot === undefined) return [];
  const finding = otherDatabaseFinding(source, snapshot, environments);
  return finding === null ? [] : [finding];
}

async function auditPair(source: SourceReading, target: SourceReading, request: AuditRequest, { config }: Project) {
  const lookup = await checkLookups(source, target, config.lookup);
  return compareReadings(source, target, {
    columnOrder: request.columnOrder ?? config.compare.columnOrder,
    ignore: [...config.ignore, ...(request.ignore ?? [])],
    pending: () => readPendingMigrations(config, target),
    checks: lookup === null || lookup.check === null ? [] : [lookup.check],
    notCompared: lookup?.notCompared ?? [],
  });
}

async function checkLookups(
  source: SourceReading,
  target: SourceReading,
  lookup: readonly string[],
): Promise<LookupOutcome | null> {
  if (lookup.length === 0 || source.live === null || target.live === null) return null;
  return await checkLookupData({ ...source, live: source.live }, { ...target, live: target.live }, lookup);
}

function distinct(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [`${finding.rule}\n${finding.message}`, finding])).values()];
}
