/**
 * A watch: the signals of an environment, read again and again for a while, and stop or go. It ends at once when a stop condition holds;
 * what was usual is taken from before the change wherever that is known, as after it a fault would look usual.
 */

import { relative } from "node:path";
import { AppError } from "../core/app-error.ts";
import { type Baseline, baselineOf, limitOf, type Signal, type SignalSample } from "../core/release/signal.ts";
import { usualOf, type WatchedSignal, type WatchRecord } from "../core/release/watch-record.ts";
import { judgeWatch, usualStopRule, type WatchVerdict } from "../core/release/watch-verdict.ts";
import type { Environment } from "../project/environments.ts";
import { readEvidence, saveEvidence } from "../project/evidence.ts";
import { findEnvironment } from "../project/find-environment.ts";
import { migrationsPath } from "../project/migrations-path.ts";
import { actorOf } from "./actor-of.ts";
import { openProject, type Project } from "./open-project.ts";
import { openSignalReader, type SignalReader } from "./read-signals.ts";
import { redacting } from "./redacting.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** How the time goes: real in the command line, simulated in tests. */
export interface WatchTime {
  readonly clock: () => Date;
  /** Resolves after so many milliseconds, or earlier when the watch is interrupted. */
  readonly sleep: (ms: number) => Promise<void>;
}

/** How to watch. */
export interface WatchRequest extends WatchTime {
  /** Null: as configured (15 minutes). */
  readonly forMs: number | null;
  /** Null: as configured (10 s). */
  readonly everyMs: number | null;
  /** From before the change, see {@link takeBaseline}; null: the last watch's that ended with a go, else the first three looks. */
  readonly baseline: Baseline | null;
  /** Told of each look and what all of them amount to so far. */
  readonly onSample?: (sample: SignalSample, verdict: WatchVerdict) => void;
}

/** What came of it. */
export interface WatchOutcome extends WatchRecord {
  readonly environment: string;
  /** All looks, oldest first. */
  readonly samples: readonly SignalSample[];
  /** Relative to the working folder. */
  readonly evidence: string;
}

/** Opens the project and watches. @throws AppError ENVIRONMENT_UNKNOWN and what `watchEnvironment` throws */
export async function watch(
  request: WatchRequest & { readonly environment: string },
  context: WorkflowContext,
): Promise<WatchOutcome> {
  const project = await openProject(context);
  return watchEnvironment(findEnvironment(project.config, request.environment, context.env), project, request, context);
}

/** Looks a few times and tells what is usual; for whoever is about to change something. @throws as `watchEnvironment` */
export async function takeBaseline(
  environment: Environment,
  opened: Project,
  { looks, everyMs, clock, sleep }: WatchTime & { readonly looks: number; readonly everyMs: number },
  context: WorkflowContext,
): Promise<Baseline> {
  const { project } = redacting(opened, context);
  const reader = await openSignalReader(environment, project, context);
  const samples: SignalSample[] = [];
  try {
    while (samples.length < looks) {
      if (samples.length > 0) await sleep(everyMs);
      refuseInterrupted(context);
      samples.push({ at: clock().toISOString(), values: await reader.read() });
    }
  } finally {
    await reader.close();
  }
  return baselineOf(samples);
}

/**
 * Watches an environment and keeps what it saw as evidence. A database that does not answer is a reason to stop and no failure.
 * @throws AppError SECRET_*, URL_INVALID, SMOKE_INVALID, CONFIG_INVALID, FILE_UNREADABLE, FILE_UNWRITABLE, INTERRUPTED
 */
export async function watchEnvironment(
  environment: Environment,
  opened: Project,
  request: WatchRequest,
  context: WorkflowContext,
): Promise<WatchOutcome> {
  const { project } = redacting(opened, context);
  const { config } = project;
  const folder = migrationsPath(config);
  const known = request.baseline ?? (await storedBaseline(folder, environment.name));
  const reader = await openSignalReader(environment, project, context);
  let seen: Watched;
  try {
    seen = await look(reader, known, request, config.watch, context);
  } finally {
    await reader.close();
  }
  const { samples, baseline, verdict } = seen;
  const record: WatchRecord = {
    ...verdict,
    from: samples[0]?.at ?? "",
    until: samples.at(-1)?.at ?? "",
    looks: samples.length,
    baseline,
    signals: reader.signals.map((signal) => watched(signal, baseline, samples)),
    blindTo: reader.blindTo(),
  };
  const at = request.clock().toISOString();
  const evidence = { kind: "watch" as const, at, environment: environment.name, by: actorOf(context), data: record };
  return {
    ...record,
    environment: environment.name,
    samples,
    evidence: relative(context.cwd, await saveEvidence(folder, evidence)),
  };
}

interface Watched {
  readonly samples: readonly SignalSample[];
  readonly baseline: Baseline;
  readonly verdict: WatchVerdict;
}

/** Looks that make a baseline where none is known. */
const firstLooks = 3;

async function look(
  reader: SignalReader,
  known: Baseline | null,
  { clock, sleep, onSample, ...wishes }: WatchRequest,
  usual: Project["config"]["watch"],
  context: WorkflowContext,
): Promise<Watched> {
  const everyMs = wishes.everyMs ?? usual.every * 1_000;
  const forMs = wishes.forMs ?? usual.minutes * 60_000;
  const end = clock().getTime() + forMs;
  const samples: SignalSample[] = [];
  for (;;) {
    refuseInterrupted(context);
    const sample = { at: clock().toISOString(), values: await reader.read() };
    samples.push(sample);
    // what nobody knew before is taken from the first looks
    const baseline = { ...(samples.length < firstLooks ? {} : baselineOf(samples.slice(0, firstLooks))), ...known };
    const verdict = judgeWatch(reader.signals, baseline, samples);
    onSample?.(sample, verdict);
    const left = end - clock().getTime();
    // a watch does not end with a look that bodes ill, nor before there are enough of them to stop
    const isCalm = judgeWatch(reader.signals, baseline, [sample], { beyond: 1, of: 1 }).kind === "go";
    const isOver = left <= 0 && isCalm && samples.length >= usualStopRule.of;
    if (verdict.kind === "stop" || isOver) return { samples, baseline, verdict };
    await sleep(left > 0 ? Math.min(everyMs, left) : everyMs);
  }
}

function refuseInterrupted({ signal }: WorkflowContext): void {
  if (signal?.aborted === true)
    throw new AppError({ code: "INTERRUPTED", message: "The watch was stopped; nothing of it was kept." });
}

async function storedBaseline(folder: string, environment: string): Promise<Baseline | null> {
  for (const { data } of await readEvidence(folder, "watch", environment)) {
    const usual = usualOf(data);
    if (usual !== null) return usual;
  }
  return null;
}

function watched(signal: Signal, baseline: Baseline, samples: readonly SignalSample[]): WatchedSignal {
  const { name, unit } = signal;
  const values = samples.flatMap((sample) => sample.values[name] ?? []);
  return {
    name,
    unit,
    limit: limitOf(signal, baseline),
    middle: baselineOf(samples)[name] ?? null,
    worst: values.length === 0 ? null : Math.max(...values),
  };
}
