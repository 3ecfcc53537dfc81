/**
 * `smoke --prove`: the checks meet planted faults and have to notice. SQL and TypeScript checks run on a scratch copy of the environment's
 * schema without a row in it, and on an empty database; requests go to a server on this machine that answers as a broken one would.
 */

import { relative } from "node:path";
import type { Catalog } from "../core/catalog/catalog.ts";
import type { Finding } from "../core/finding.ts";
import { type FaultedCheck, hasTeeth, type SmokeFault, type SmokeFaultRecord } from "../core/release/smoke-fault.ts";
import { type FaultServer, openFaultServer } from "../network/fault-server.ts";
import { sendRequest } from "../network/http-check.ts";
import type { ConnectionTarget } from "../postgres/connection-url.ts";
import { searchPathOf } from "../postgres/read-only-run.ts";
import { saveEvidence } from "../project/evidence.ts";
import { findEnvironment } from "../project/find-environment.ts";
import { migrationsPath } from "../project/migrations-path.ts";
import type { SmokeCheck } from "../project/smoke-files.ts";
import { actorOf } from "./actor-of.ts";
import { openProject, type Project } from "./open-project.ts";
import { withSources } from "./read-sources.ts";
import { redacting } from "./redacting.ts";
import { runSmokeChecks, type SmokeEnding, type SmokePlace, smokeDeadlineMs } from "./run-smoke-checks.ts";
import { ScratchCopy } from "./scratch-copy.ts";
import { configuredChecks } from "./smoke.ts";
import { openScratch } from "./sources/open-scratch.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Whose schema is copied. */
export interface SmokeFaultsRequest {
  readonly environment: string;
  readonly clock: () => Date;
}

/** What came of it. */
export interface SmokeFaultsOutcome extends SmokeFaultRecord {
  readonly environment: string;
  /** Every check was seen to fail. */
  readonly proven: boolean;
  /** Relative to the working folder. */
  readonly evidence: string;
  readonly findings: readonly Finding[];
}

/** Runs the checks on the faults. The environment's schema is read, nothing else of it. @throws AppError SMOKE_MISSING, SMOKE_INVALID, SCRATCH_*, CONNECT_* */
export async function smokeFaults(request: SmokeFaultsRequest, context: WorkflowContext): Promise<SmokeFaultsOutcome> {
  const { project, redact } = redacting(await openProject(context), context);
  const { name } = findEnvironment(project.config, request.environment, context.env);
  const checks = await configuredChecks(project, context);
  const server = await openFaultServer();
  const met: Met[] = [];
  try {
    const onServer = { server, checks, name, context };
    met.push(...(await meetRequests(onServer)));
    if (checks.some(({ kind }) => kind !== "http")) met.push(...(await meetDatabases(onServer, project)));
  } finally {
    await server.close();
  }
  const faulted = checks.map((check) => faultedCheck(check, met, redact));
  const folder = migrationsPath(project.config);
  const data: SmokeFaultRecord = { checks: faulted };
  const at = request.clock().toISOString();
  const path = await saveEvidence(folder, { kind: "smoke-fault", at, environment: name, by: actorOf(context), data });
  return {
    ...data,
    environment: name,
    proven: faulted.every(hasTeeth),
    evidence: relative(context.cwd, path),
    findings: findingsOf(faulted, checks),
  };
}

interface Met {
  readonly check: SmokeCheck;
  readonly fault: SmokeFault;
  readonly ending: SmokeEnding;
}

interface Meeting {
  readonly checks: readonly SmokeCheck[];
  readonly server: FaultServer;
  readonly name: string;
  readonly context: WorkflowContext;
}

async function meetRequests({ checks, server, name, context }: Meeting): Promise<readonly Met[]> {
  const own = checks.filter(({ kind }) => kind === "http");
  const unavailable = await meet("http-503", own, placeOf(name, null, server.unavailable, null, context), context);
  return [...unavailable, ...(await meet("http-empty", own, placeOf(name, null, server.empty, null, context), context))];
}

// The path on which the environment looks for names: elsewhere a check would fail for want of a schema's name and prove nothing.
async function meetDatabases(meeting: Meeting, project: Project): Promise<readonly Met[]> {
  const { checks, server, name, context } = meeting;
  const own = checks.filter(({ kind }) => kind !== "http");
  return withSources(
    [name],
    project,
    context,
    async ([reading]) => {
      if (reading?.live === null || reading === undefined) throw new Error(`${name} was not read`);
      const searchPath = await searchPathOf(reading.live.session);
      const place = (target: ConnectionTarget, url: string) => placeOf(name, target, url, searchPath, context);
      context.progress({ step: "planting faults", state: "start", detail: `on a scratch copy of ${name}` });
      const without = await onCopy(reading.catalog, project, context, (target) =>
        meet("no-rows", own, place(target, server.unavailable), context),
      );
      const major = reading.catalog.server === null ? null : Math.floor(reading.catalog.server.versionNumber / 10_000);
      const empty = await onEmpty(major, project, context, (target) =>
        meet("empty-database", own, place(target, server.empty), context),
      );
      return [...without, ...empty];
    },
    { dependencies: true },
  );
}

async function onCopy<T>(
  catalog: Catalog,
  project: Project,
  context: WorkflowContext,
  work: (target: ConnectionTarget) => Promise<T>,
): Promise<T> {
  const copy = await ScratchCopy.build(catalog, catalog, project, context);
  try {
    return await work(copy.database.target);
  } finally {
    await copy.close();
  }
}

async function onEmpty<T>(
  wantedMajor: number | null,
  project: Project,
  workflow: WorkflowContext,
  work: (target: ConnectionTarget) => Promise<T>,
): Promise<T> {
  const database = await openScratch({ workflow, project, wantedMajor, owner: null, dependencies: false });
  try {
    return await work(database.target);
  } finally {
    await database.close();
  }
}

/** Every request goes to `url`, without the headers in which secrets are. */
function placeOf(
  environment: string,
  target: ConnectionTarget | null,
  url: string,
  searchPath: readonly string[] | null,
  { env }: WorkflowContext,
): SmokePlace {
  return {
    environment,
    target,
    searchPath,
    env,
    request: async ({ method, body, timeoutMs }) => ({
      url,
      method: method ?? (body === undefined ? "GET" : "POST"),
      headers: {},
      body: body ?? null,
      timeoutMs: timeoutMs ?? smokeDeadlineMs,
    }),
    send: (request, signal) => sendRequest({ ...request, url, headers: {} }, signal),
  };
}

async function meet(
  fault: SmokeFault,
  checks: readonly SmokeCheck[],
  place: SmokePlace,
  context: WorkflowContext,
): Promise<readonly Met[]> {
  const endings = await runSmokeChecks(checks, place, {
    deadlineMs: context.timeoutMs ?? smokeDeadlineMs,
    signal: context.signal,
  });
  return checks.flatMap((check, i) => {
    const ending = endings[i];
    return ending === undefined ? [] : [{ check, fault, ending }];
  });
}

// That a scratch server was slow or gone is no fault that the check has noticed.
function faultedCheck(check: SmokeCheck, met: readonly Met[], redact: (text: string) => string): FaultedCheck {
  const own = met.filter((one) => one.check === check);
  return {
    name: check.name,
    checksum: check.checksum,
    failedOn: own.flatMap(({ fault, ending: { by, message } }) =>
      by === "answer" ? [{ fault, message: redact(message ?? "") }] : [],
    ),
    passedOn: own.flatMap(({ fault, ending: { by } }) => (by === null ? [fault] : [])),
    undecidedOn: own.flatMap(({ fault, ending: { by } }) => (by === "deadline" || by === "place" ? [fault] : [])),
  };
}

function findingsOf(faulted: readonly FaultedCheck[], checks: readonly SmokeCheck[]): readonly Finding[] {
  return faulted.flatMap((one, i): readonly Finding[] => {
    const file = checks[i]?.file ?? null;
    if (hasTeeth(one)) return [];
    const message =
      one.undecidedOn.length === 0
        ? `${one.name} passes whatever is broken`
        : `${one.name} was not seen to fail, and came to no answer on ${one.undecidedOn.join(" and ")}`;
    const fix = "ask for something that can be missing: rows of a table, a text in the answer";
    return [{ rule: "smoke-toothless", level: "high", message, fix, ...(file === null ? {} : { file, line: 1, column: 1 }) }];
  });
}
