/** `apply` on a fleet: the same migrations onto many databases, each with its own journal, so that a second run does only what is left. */

import { AppError } from "../core/app-error.ts";
import { waveBounds } from "../core/journal/fleet-waves.ts";
import type { Environment } from "../project/environments.ts";
import { type ApplyRequest, apply } from "./apply.ts";
import { type Consent, noConsent } from "./consent.ts";
import { type FleetMember, fleetMembers } from "./fleet-members.ts";
import type { MigratingPlace } from "./migrating.ts";
import type { Project } from "./open-project.ts";
import { type FleetExecutor, failedMember, type MemberOutcome, type MemberResult, memberResult, runFleet } from "./run-fleet.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What to apply, and how fast. */
export interface FleetRequest extends Omit<ApplyRequest, "place"> {
  readonly place: MigratingPlace;
  /** `1,5%`: see `waveBounds`. */
  readonly waves: string;
  /** At most so many databases at a time; null: 4, and with a queue as many as its workers take. */
  readonly jobs: number | null;
  readonly maxFailures: number;
  /** Where the queue is, for workers; null: this process does all of it. */
  readonly queue: string | null;
  /** A worker that says nothing for so long is taken for dead. */
  readonly leaseMs: number;
}

/** What was done. */
export interface FleetOutcome {
  readonly environment: string;
  readonly isDryRun: boolean;
  /** In the order of the fleet. */
  readonly databases: readonly MemberOutcome[];
  readonly maxFailures: number;
}

/** Goes through the fleet. @throws AppError FLEET_INVALID, USAGE, CONFIRMATION_MISSING, INTERRUPTED; what fails in a database is its outcome */
export async function applyFleet(request: FleetRequest, context: WorkflowContext): Promise<FleetOutcome> {
  const { place, isDryRun, maxFailures } = request;
  const { project, environment } = place;
  if (environment.fleet === null) throw new AppError({ code: "INTERNAL", message: `${environment.name} is no fleet.` });
  const members = await fleetMembers(environment.name, environment.fleet, project.secrets, context);
  const bounds = waveBounds(request.waves, members.length);
  const consent = await consentFor(request, members.length);
  if (request.queue !== null && isDryRun)
    throw new AppError({
      code: "USAGE",
      message: "A dry run takes no queue.",
      hint: `lockstep apply ${environment.name} --dry-run`,
    });
  const executor =
    request.queue === null
      ? inProcess({ ...request, consent }, context)
      : // brings the queue along
        await (await import("./queue-fleet.ts")).queued({ ...request, consent }, request.queue, context);
  try {
    const databases = await runFleet(members, executor, {
      bounds,
      maxFailures,
      signal: context.signal,
      onDone: ({ name, state, error }, ended) =>
        context.progress({
          step: `${ended} of ${members.length}: ${environment.name}/${name}`,
          state: error === null ? "done" : "warning",
          detail: error === null ? state : error.message,
        }),
    });
    refuseWhere(databases, environment, context);
    return { environment: environment.name, isDryRun, databases, maxFailures };
  } finally {
    await executor.close();
  }
}

/** One database of a fleet as an environment of its own. */
export function memberPlace(project: Project, fleet: Environment, { name, url }: FleetMember): MigratingPlace {
  return { project, environment: { ...fleet, name: `${fleet.name}/${name}`, url: { kind: "literal", value: url }, fleet: null } };
}

/** Applies to one; what fails is a result. */
export async function applyToMember(request: ApplyRequest, context: WorkflowContext): Promise<MemberResult> {
  try {
    const { applied, acknowledgements } = await apply(request, context);
    if (applied.length === 0) return memberResult("up-to-date");
    return memberResult("applied", {
      files: applied.map(({ file }) => file),
      acknowledgements: acknowledgements.map(({ flag }) => flag),
    });
  } catch (error) {
    // what was asked for by name is not pending there
    const { error: told } = failedMember(error);
    return error instanceof AppError && error.code === "USAGE" ? memberResult("skipped", { error: told }) : failedMember(error);
  }
}

function inProcess(request: FleetRequest, context: WorkflowContext): FleetExecutor & { readonly close: () => Promise<void> } {
  const { place, consent = noConsent, predicts = false } = request;
  return {
    jobs: request.jobs ?? 4,
    run: (member, isFirst) => {
      const own = memberPlace(place.project, place.environment, member);
      const { name } = own.environment;
      // what the first one shows need not be shown a hundred times
      const one = { ...request, environment: name, place: own, predicts: predicts && isFirst, consent: consentIn(consent, name) };
      const progress: WorkflowContext["progress"] = (event) => context.progress({ ...event, step: `${name}: ${event.step}` });
      return applyToMember(one, { ...context, progress });
    },
    giveUp: async () => {},
    close: async () => {},
  };
}

/** Consent to the fleet is consent to each of its databases. */
function consentIn(consent: Consent, name: string): Consent {
  return { ...consent, confirm: consent.confirm === null ? null : name };
}

// Asked once, before the first.
async function consentFor({ place, consent = noConsent, isDryRun }: FleetRequest, count: number): Promise<Consent> {
  const { name, protected: isProtected } = place.environment;
  const { confirm, approve, askText } = consent;
  if (approve !== null)
    throw new AppError({
      code: "USAGE",
      message: "--approve is for one database: each database of a fleet has a plan of its own.",
      hint: `lockstep apply ${name} --confirm ${name}`,
    });
  const silent = { ...consent, askText: null };
  if (!isProtected || isDryRun) return silent;
  const said = confirm ?? (await askText?.(`Apply to the ${count} databases of ${name}? Type ${name} to go on`))?.trim() ?? null;
  if (said === name) return { ...silent, confirm: name };
  throw new AppError({
    code: "CONFIRMATION_MISSING",
    message:
      said === null
        ? `${name} is protected, and nobody has confirmed this. Nothing was done.`
        : `This is ${name}, and what was said is another name. Nothing was done.`,
    hint: `lockstep apply ${name} --confirm ${name}`,
  });
}

function refuseWhere(databases: readonly MemberOutcome[], { name }: Environment, { signal }: WorkflowContext): void {
  const left = databases.filter(({ state }) => state === "not-begun").length;
  if (signal?.aborted === true)
    throw new AppError({
      code: "INTERRUPTED",
      message: `Stopped: ${left} of ${databases.length} databases of ${name} have not begun, the others are as their journals say.`,
      hint: `Go on: lockstep apply ${name}`,
    });
  const [first] = databases;
  // a name that is wrong is wrong everywhere
  if (first?.error == null || databases.some(({ state }) => state !== "skipped")) return;
  throw new AppError({
    code: "USAGE",
    message: first.error.message,
    ...(first.error.hint === null ? {} : { hint: first.error.hint }),
  });
}
