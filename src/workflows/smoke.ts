/** `smoke`: the user's own checks on an environment. Only reads; how it went is kept as evidence, with the wording of every check. */

import { relative } from "node:path";
import { AppError } from "../core/app-error.ts";
import { didYouMean } from "../core/did-you-mean.ts";
import type { Finding } from "../core/finding.ts";
import { checksDigest, type SmokeRecord, type SmokeResult } from "../core/release/smoke-record.ts";
import { sendRequest } from "../network/http-check.ts";
import type { Environment } from "../project/environments.ts";
import { saveEvidence } from "../project/evidence.ts";
import { findEnvironment } from "../project/find-environment.ts";
import { migrationsPath } from "../project/migrations-path.ts";
import { loadSmokeChecks, type SmokeCheck } from "../project/smoke-files.ts";
import { actorOf } from "./actor-of.ts";
import { openProject, type Project } from "./open-project.ts";
import { redacting } from "./redacting.ts";
import { resolveRequest } from "./resolve-request.ts";
import { runSmokeChecks, type SmokePlace, smokeDeadlineMs } from "./run-smoke-checks.ts";
import { journalHead, targetOf } from "./smoke-place.ts";
import { withEnvironment } from "./with-environment.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Which checks. */
export interface SmokeRequest {
  /** Only the checks of these names; none: all. */
  readonly only: readonly string[];
  readonly clock: () => Date;
  /** Who runs them, for the evidence. Default: as the journal would say. */
  readonly by?: string | null;
}

/** How they went. */
export interface SmokeOutcome extends SmokeRecord {
  readonly environment: string;
  readonly passed: boolean;
  /** Relative to the working folder; null where only some ran, which is evidence of nothing. */
  readonly evidence: string | null;
  readonly findings: readonly Finding[];
}

/** Opens the project and runs. @throws AppError ENVIRONMENT_UNKNOWN and what `smokeEnvironment` throws */
export async function smoke(
  request: SmokeRequest & { readonly environment: string },
  context: WorkflowContext,
): Promise<SmokeOutcome> {
  const project = await openProject(context);
  return smokeEnvironment(findEnvironment(project.config, request.environment, context.env), project, request, context);
}

/**
 * Runs the configured checks on an environment. A check that fails is a result; what is thrown is that they could not be run.
 * @throws AppError SMOKE_MISSING, SMOKE_INVALID, SECRET_*, CONNECT_*, IDENTITY_MISMATCH, INTERRUPTED
 */
export async function smokeEnvironment(
  environment: Environment,
  opened: Project,
  request: SmokeRequest,
  context: WorkflowContext,
): Promise<SmokeOutcome> {
  const { only, clock, by = actorOf(context) } = request;
  const { project, redact } = redacting(opened, context);
  const { name } = environment;
  const all = await configuredChecks(project, context);
  const checks = only.length === 0 ? all : chosen(all, only);
  const target = await targetOf(environment, project, context);
  const head = await withEnvironment(environment, project, context, (session) => journalHead(session, name));
  const place: SmokePlace = {
    environment: name,
    target,
    searchPath: null,
    env: context.env,
    request: (reference) => resolveRequest(reference, project),
    send: sendRequest,
  };
  context.progress({ step: `smoke ${name}`, state: "start", detail: `${checks.length} checks` });
  const endings = await runSmokeChecks(checks, place, {
    deadlineMs: context.timeoutMs ?? smokeDeadlineMs,
    signal: context.signal,
  });
  const results = checks.map(({ name: own, checksum, kind }, i): SmokeResult => {
    const { ms = 0, message = "it did not run" } = endings[i] ?? {};
    return { name: own, checksum, kind, passed: message === null, ms, message: message === null ? null : redact(message) };
  });
  const record: SmokeRecord = { checks: results, digest: checksDigest(results), head };
  const outcome = {
    ...record,
    environment: name,
    passed: results.every(({ passed }) => passed),
    findings: findingsOf(results, checks),
  };
  if (checks.length < all.length) return { ...outcome, evidence: null };
  const folder = migrationsPath(project.config);
  const path = await saveEvidence(folder, {
    kind: "smoke",
    at: clock().toISOString(),
    environment: name,
    by,
    data: record,
  });
  return { ...outcome, evidence: relative(context.cwd, path) };
}

/** The checks of the configuration, never none. @throws AppError SMOKE_MISSING, SMOKE_INVALID, SQL_SYNTAX, FILE_UNREADABLE */
export async function configuredChecks({ config }: Project, { progress }: WorkflowContext): Promise<readonly SmokeCheck[]> {
  const { checks, unmatched } = await loadSmokeChecks(config);
  if (checks.length > 0) {
    for (const pattern of unmatched) progress({ step: "smoke", state: "warning", detail: `no file matches ${pattern}` });
    return checks;
  }
  const why = config.smoke.length === 0 ? "No smoke checks are configured." : `No file matches ${unmatched.join(" or ")}.`;
  throw new AppError({
    code: "SMOKE_MISSING",
    message: why,
    hint: 'smoke: ["smoke/*.sql", http("https://…/health")] in lockstep.config.ts, and in smoke/orders.sql: select 1 from orders limit 1;',
  });
}

function chosen(all: readonly SmokeCheck[], only: readonly string[]): readonly SmokeCheck[] {
  const isCalled = (check: SmokeCheck, name: string) =>
    check.name === name || check.file === name || check.file?.endsWith(`/${name}`) === true;
  for (const name of only) {
    if (all.some((check) => isCalled(check, name))) continue;
    const names = all.map((check) => check.name);
    const near = didYouMean(name, names);
    throw new AppError({
      code: "USAGE",
      message: `There is no smoke check "${name}".${near === null ? "" : ` Did you mean "${near}"?`}`,
      hint: `There are: ${names.join(" · ")}`,
    });
  }
  return all.filter((check) => only.some((name) => isCalled(check, name)));
}

function findingsOf(results: readonly SmokeResult[], checks: readonly SmokeCheck[]): readonly Finding[] {
  return results.flatMap(({ name, passed, message }, i): readonly Finding[] => {
    const file = checks[i]?.file ?? null;
    if (passed) return [];
    return [
      { rule: "smoke", level: "high", message: `${name}: ${message}`, ...(file === null ? {} : { file, line: 1, column: 1 }) },
    ];
  });
}
