/** `load`: a mix of SQL and requests on an environment, at a rate and for a time, compared with how it was before. */

import { relative } from "node:path";
import { AppError } from "../core/app-error.ts";
import { compareLoad, type LoadVerdict, usualTolerance } from "../core/release/load-comparison.ts";
import { loadDigest, stepPicker } from "../core/release/load-mix.ts";
import { type LoadRecord, loadFigures, loadRecord, type StepEnding } from "../core/release/load-record.ts";
import type { Environment } from "../project/environments.ts";
import { readEvidence, saveEvidence } from "../project/evidence.ts";
import { findEnvironment } from "../project/find-environment.ts";
import { type ReadyLoad, readLoad } from "../project/load-steps.ts";
import { migrationsPath } from "../project/migrations-path.ts";
import { actorOf } from "./actor-of.ts";
import { openLoad } from "./open-load.ts";
import { runOpenLoop } from "./open-loop.ts";
import { openProject, type Project } from "./open-project.ts";
import { redacting } from "./redacting.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** How to run it. */
export interface LoadRequest {
  /** `--confirm`: the name of a protected environment. */
  readonly confirm: string | null;
  /** Asks for a text on the terminal; null where nobody can answer. */
  readonly askText: ((question: string) => Promise<string>) | null;
  /** Keep the run as the one that later ones are compared with. */
  readonly isBaseline: boolean;
  readonly clock: () => Date;
  /** Milliseconds, of a clock that only goes on. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** What came of it. */
export interface LoadOutcome extends LoadRecord {
  readonly environment: string;
  readonly verdict: LoadVerdict;
  /** Relative to the working folder. */
  readonly evidence: string;
}

/** Opens the project and runs. @throws AppError ENVIRONMENT_UNKNOWN and what `loadEnvironment` throws */
export async function load(
  request: LoadRequest & { readonly environment: string },
  context: WorkflowContext,
): Promise<LoadOutcome> {
  const project = await openProject(context);
  return loadEnvironment(findEnvironment(project.config, request.environment, context.env), project, request, context);
}

/** Puts the configured load on an environment. @throws AppError LOAD_MISSING, LOAD_REFUSED, CONFIRMATION_MISSING, SMOKE_INVALID, SECRET_*, CONNECT_*, INTERRUPTED */
async function loadEnvironment(
  environment: Environment,
  opened: Project,
  request: LoadRequest,
  context: WorkflowContext,
): Promise<LoadOutcome> {
  const { project, redact } = redacting(opened, context);
  const { config } = project;
  const { name } = environment;
  if (config.load === null)
    throw new AppError({
      code: "LOAD_MISSING",
      message: "No load is configured.",
      hint: 'load: { rate: 50, mix: [{ sql: "load/orders.sql" }, { http: http("https://…/") }] } in lockstep.config.ts',
    });
  const plan = await readLoad(config.load, config.directory);
  await consentTo(plan, environment, request);
  const folder = migrationsPath(config);
  const { endings, tookMs } = await run(plan, { environment, project, request }, context);
  const record = recordOf(plan, endings, tookMs, redact);
  const tolerance = {
    p95: config.load.tolerance?.p95 ?? usualTolerance.p95,
    errors: config.load.tolerance?.errors ?? usualTolerance.errors,
  };
  const baseline = request.isBaseline ? null : await newestBaseline(folder, name, record.digest);
  const compared = compareLoad(record, baseline, tolerance);
  const isRefused = request.isBaseline && !compared.passed;
  const verdict = isRefused ? { ...compared, why: "what fails is no baseline, and none was kept" } : compared;
  // what failed is no measure for anything
  const kept = { ...record, isBaseline: request.isBaseline && verdict.passed };
  const at = request.clock().toISOString();
  const path = await saveEvidence(folder, { kind: "load", at, environment: name, by: actorOf(context), data: kept });
  return { ...kept, environment: name, verdict, evidence: relative(context.cwd, path) };
}

async function consentTo({ mix }: ReadyLoad, environment: Environment, { confirm, askText }: LoadRequest): Promise<void> {
  const { name } = environment;
  const missing = (message: string) =>
    new AppError({
      code: "CONFIRMATION_MISSING",
      message: `${message} Nothing was done.`,
      hint: `lockstep load ${name} --confirm ${name}`,
    });
  if (confirm !== null && confirm !== name) throw missing(`--confirm says ${confirm}, and this is ${name}.`);
  if (!environment.protected) return;
  const writing = mix.filter(({ writes }) => writes);
  if (writing.length > 0)
    throw new AppError({
      code: "LOAD_REFUSED",
      message: `${name} is protected, and ${writing.map((step) => step.name).join(", ")} would write there. Nothing was done.`,
      hint: "Run it on staging, or leave `writes` out: the step runs in a read-only transaction then.",
    });
  if (confirm === name) return;
  if (askText === null) throw missing(`${name} is protected, and nobody has confirmed that it may be put under load.`);
  const typed = await askText(`Put ${name} under load? Type ${name} to go on`);
  if (typed.trim() !== name) throw missing(`${name} was not confirmed.`);
}

async function run(
  plan: ReadyLoad,
  {
    environment,
    project,
    request,
  }: { readonly environment: Environment; readonly project: Project; readonly request: LoadRequest },
  context: WorkflowContext,
) {
  const steps = await openLoad(plan, environment, project, context);
  const step = `load ${environment.name}`;
  let told = 0;
  try {
    context.progress({ step, state: "start", detail: `${plan.rate}/s for ${plan.seconds} s` });
    return await runOpenLoop({
      ...plan,
      pick: stepPicker(plan.mix.map(({ weight }) => weight)),
      work: steps.work,
      now: request.now,
      sleep: request.sleep,
      onProgress: (done, due) => {
        const tenth = Math.floor((done * 10) / due);
        if (tenth === told) return;
        told = tenth;
        context.progress({ step, state: done === due ? "done" : "start", detail: `${done} of ${due}` });
      },
    });
  } finally {
    await steps.close();
  }
}

function recordOf(plan: ReadyLoad, endings: readonly StepEnding[], tookMs: number, redact: (text: string) => string): LoadRecord {
  const { rate, seconds, sessions, mix } = plan;
  const all = loadFigures(endings);
  const counts = new Map<string, number>();
  for (const { error } of endings) if (error !== null) counts.set(error, (counts.get(error) ?? 0) + 1);
  const errors = [...counts].sort(([one, n], [other, m]) => m - n || (one < other ? -1 : 1)).slice(0, 5);
  return {
    digest: loadDigest(plan),
    rate,
    seconds,
    sessions,
    throughput: Math.round((all.good / Math.max(tookMs, 1)) * 10_000) / 10,
    all,
    steps: mix.map(({ name }, i) => ({ name, ...loadFigures(endings.filter(({ step }) => step === i)) })),
    errors: errors.map(([message, count]) => ({ message: redact(message).slice(0, 300), count })),
    isBaseline: false,
  };
}

/** The newest baseline of this very load; else the newest of any, so that one can say why it is not compared with. */
async function newestBaseline(folder: string, environment: string, digest: string) {
  const stored = (await readEvidence(folder, "load", environment)).flatMap(({ at, data }) => {
    const record = loadRecord(data);
    return record?.isBaseline === true ? [{ at, record }] : [];
  });
  return stored.find(({ record }) => record.digest === digest) ?? stored[0] ?? null;
}
