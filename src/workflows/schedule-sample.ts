/** `schedule sample`: reads how much a database has done so far, and keeps it. Run every hour from cron or CI, it tells the quiet hours. */

import { hostname } from "node:os";
import { relative } from "node:path";
import { quietHours, windowTraffic } from "../core/release/quiet-hours.ts";
import type { TrafficSample } from "../core/release/sample-record.ts";
import { type TrainWindow, windowAt } from "../core/release/train-windows.ts";
import type { MeasuredWeekReport } from "../core/report/schedule-report.ts";
import { readTraffic } from "../postgres/traffic-counters.ts";
import { findEnvironment } from "../project/find-environment.ts";
import { migrationsPath } from "../project/migrations-path.ts";
import { keepSample } from "../project/sample-file.ts";
import { actorOf } from "./actor-of.ts";
import { openProject } from "./open-project.ts";
import { readSamples } from "./read-samples.ts";
import { withEnvironment } from "./with-environment.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What was kept. */
export interface SampleOutcome {
  readonly environment: string;
  readonly sample: TrafficSample;
  /** Relative to the working directory. */
  readonly evidence: string;
  /** Of this environment, with this one. */
  readonly samples: number;
  /** What they tell of the week; null: not measured for seven days. */
  readonly quiet: MeasuredWeek | null;
}

/** The week as it was measured, beside the window that is open or comes next. */
export interface MeasuredWeek extends MeasuredWeekReport {
  readonly window: (NonNullable<MeasuredWeekReport["window"]> & { readonly window: TrainWindow }) | null;
}

/** Samples. Only reads the database. @throws AppError ENVIRONMENT_UNKNOWN, CONNECT_*, FILE_UNWRITABLE */
export async function sampleTraffic(environment: string, context: WorkflowContext): Promise<SampleOutcome> {
  const project = await openProject(context);
  const { config } = project;
  const place = findEnvironment(config, environment, context.env);
  const folder = migrationsPath(config);
  const sample = await withEnvironment(place, project, context, readTraffic);
  const { path } = await keepSample(folder, sample, { environment, host: hostname(), by: actorOf(context) });
  const samples = await readSamples(folder, environment);
  return {
    environment,
    sample,
    evidence: relative(context.cwd, path),
    samples: samples.length,
    quiet: measuredWeek(samples, config.cadence, new Date(sample.at)),
  };
}

/** What samples tell; null where seven days were not measured. @throws AppError CONFIG_INVALID */
export function measuredWeek(
  samples: readonly TrafficSample[],
  cadence: Parameters<typeof windowAt>[0] | null,
  now: Date,
): MeasuredWeek | null {
  const zone = cadence?.zone ?? "UTC";
  const quiet = quietHours(samples, zone, now);
  if (quiet === null) return null;
  const { open, next } = cadence === null ? { open: null, next: null } : windowAt(cadence, now);
  const window = open ?? next;
  const traffic = window === null ? null : windowTraffic(quiet, window, zone);
  return {
    days: quiet.days,
    zone,
    quietest: quiet.hours.slice(0, 5),
    busiest: quiet.hours.slice(-5).reverse(),
    window: window === null || traffic === null ? null : { window, isQuiet: traffic.isQuiet, rank: traffic.rank, of: traffic.of },
  };
}
