/**
 * What proves each item of the road to launch, one function to an item. All of it is looked at now, in the journals, the catalogs and the
 * folder; stored evidence stands only for runs that took another day: audits, smoke checks, load, watches.
 */

import { AppError } from "../core/app-error.ts";
import { calendarDay } from "../core/release/calendar-day.ts";
import { criticalFiles } from "../core/release/freeze-record.ts";
import { auditedDaily } from "../core/release/launch-audits.ts";
import { encryptedReadable, encryptionRun } from "../core/release/launch-encryption.ts";
import { loadTested } from "../core/release/launch-load.ts";
import {
  allApplied,
  dataMigrated,
  documentedSince,
  freezeKept,
  type LaunchHistory,
  pendingDocumented,
} from "../core/release/launch-migrations.ts";
import type { LaunchItemId, LaunchStation } from "../core/release/launch-plan.ts";
import type { StoredLaunch } from "../core/release/launch-record.ts";
import { statementFor } from "../core/release/launch-statement.ts";
import { isKnown, type LaunchVerdict, openVerdict, provenVerdict } from "../core/release/launch-verdict.ts";
import { watchedWell } from "../core/release/launch-watched.ts";
import { usualTolerance } from "../core/release/load-comparison.ts";
import { loadDigest } from "../core/release/load-mix.ts";
import { stagesBefore } from "../core/release/stages.ts";
import { readEvidence } from "../project/evidence.ts";
import { listJobs } from "../project/read-job.ts";
import type { LaunchAudit } from "./launch-audit.ts";
import type { LaunchPlace, LaunchTarget } from "./launch-place.ts";
import { readFreezes } from "./read-freezes.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What all proofs share. */
export interface LaunchScene {
  readonly place: LaunchPlace;
  readonly target: Extract<LaunchTarget, { readonly kind: "asked" }>;
  readonly history: LaunchHistory;
  /** All that was kept, newest first. */
  readonly records: readonly StoredLaunch[];
  readonly audit: LaunchAudit;
  /** Of the item in hand. */
  readonly station: LaunchStation;
  readonly context: WorkflowContext;
}

/** Proves one item. @throws AppError of whatever could not be looked at */
export type LaunchProof = (scene: LaunchScene) => LaunchVerdict | Promise<LaunchVerdict>;

/** All proofs. */
export const launchProofs: Readonly<Record<LaunchItemId, LaunchProof>> = {
  freeze: frozen,
  "daily-audit": ({ audit, place }) => auditedDaily(audit.days, calendarDay(place.now, place.plan.zone)),
  "pending-documented": (scene) => pendingDocumented(scene.history, listsOf(scene)),
  "pending-applied": ({ history }) => allApplied(history),
  encryption: (scene) => encryptionProof(scene, "encryption"),
  parity: ({ audit }) => audit.parity ?? openVerdict("nobody has compared it with dev", "lockstep launch check parity"),
  "data-migrated": ({ history }) => dataMigrated(history),
  "encrypted-readable": (scene) => encryptionProof(scene, "encrypted-readable"),
  "critical-flows": flowsGreen,
  "full-smoke": smokedWhole,
  load: loadBorne,
  "rollback-tested": rollbackHolds,
  deployed: () => openVerdict("nobody has said what was deployed", vouchLine("deployed")),
  "watch-go": watchSaysGo,
};

/** Items that are about what is the case at a moment: after the road they are told by the last check, as life goes on. */
export const momentaryItems: ReadonlySet<LaunchItemId> = new Set([
  "freeze",
  "pending-documented",
  "pending-applied",
  "parity",
  "data-migrated",
  "critical-flows",
  "full-smoke",
  "rollback-tested",
]);

/** Lists of what was pending that count here, newest first. */
export function listsOf({ place, target, records }: Pick<LaunchScene, "place" | "target" | "records">): readonly StoredLaunch[] {
  const { plan, database, now } = place;
  const hashes = new Map(target.events.map(({ seq, hash }) => [seq, hash]));
  return documentedSince(records, { launch: plan.date, database, opens: plan.stations[0]?.opens ?? "", now, hashes });
}

async function frozen(scene: LaunchScene): Promise<LaunchVerdict> {
  const { place, target, history, station } = scene;
  const freezes = await readFreezes(place.folder, place.environment.name, target.events);
  const known = freezes.filter(({ at, source }) => source === "journal" || isKnown(at, place.now));
  return freezeKept(history, { opens: station.opens, documented: listsOf(scene), critical: criticalFiles(known) });
}

async function encryptionProof(
  { place, station, context }: LaunchScene,
  item: "encryption" | "encrypted-readable",
): Promise<LaunchVerdict> {
  const { config } = place.project;
  const isEmpty = listJobs(config).length === 0;
  if (isEmpty && config.written?.jobs === undefined)
    return {
      state: "not-applicable",
      why: `there is no job in ${config.jobs}`,
      doesNotProve: `that nothing has to be encrypted; where something was, somebody can say so: ${vouchLine(item)}`,
      fix: null,
    };
  const { readEncryptionStandings } = await import("./encryption-standing.ts");
  const jobs = await readEncryptionStandings(place, context);
  if (jobs.length === 0)
    return openVerdict(`no job in ${config.jobs} encrypts, and nobody has vouched that it was done otherwise`, vouchLine(item));
  const { environment } = place;
  return item === "encryption" ? encryptionRun(jobs, environment) : encryptedReadable(jobs, environment.name, station.opens);
}

function vouchLine(item: LaunchItemId): string {
  return `lockstep launch check ${item} --by NAME --reason WHAT`;
}

async function flowsGreen({ place, station, context }: LaunchScene): Promise<LaunchVerdict> {
  const { project, environment, folder, now } = place;
  const { dev, staging } = stagesBefore(project.config.environments, environment.name);
  const stage = staging ?? dev;
  if (stage === null) return { state: "not-applicable", why: `no environment stands before ${environment.name}`, fix: null };
  const { smokeVerdict } = await import("./smoke-verdict.ts");
  const verdict = await smokeVerdict(stage, { project, environment, folder }, now, context);
  if (verdict.state !== "proven") return openVerdict(verdict.why, verdict.fix);
  return (await notOfThisWeek(place, stage, station)) ?? provenVerdict(verdict.why);
}

async function smokedWhole({ place, station, context }: LaunchScene): Promise<LaunchVerdict> {
  const { project, environment, folder, now } = place;
  const { name } = environment;
  const { readSmokeStanding } = await import("./smoke-standing.ts");
  const { green } = await readSmokeStanding({ environment: name, stage: name, folder, now }, project, context);
  if (green.state !== "proven") return openVerdict(green.why, green.fix);
  return (await notOfThisWeek(place, name, station)) ?? provenVerdict(green.why);
}

// The journal may stand still for weeks while the code does not.
async function notOfThisWeek(
  { folder, now }: LaunchPlace,
  environment: string,
  { opens }: LaunchStation,
): Promise<LaunchVerdict | null> {
  const runs = await readEvidence(folder, "smoke", environment);
  const last = runs.find(({ at }) => isKnown(at, now));
  if (last !== undefined && last.at >= opens) return null;
  return openVerdict(
    `the checks last ran on ${environment} on ${last?.at.slice(0, 10) ?? "no day"}, before this week`,
    `lockstep smoke ${environment}`,
  );
}

async function loadBorne({ place, station }: LaunchScene): Promise<LaunchVerdict> {
  const { project, environment, folder, now } = place;
  const { config } = project;
  const { dev, staging } = stagesBefore(config.environments, environment.name);
  const names = [staging ?? dev, environment.name].filter((name) => name !== null);
  const places = await Promise.all(
    names.map(async (name) => ({ environment: name, runs: await readEvidence(folder, "load", name) })),
  );
  const { p95, errors } = usualTolerance;
  const tolerance = { p95: config.load?.tolerance?.p95 ?? p95, errors: config.load?.tolerance?.errors ?? errors };
  const { readLoad } = await import("../project/load-steps.ts");
  const digest = config.load === null ? null : loadDigest(await readLoad(config.load, config.directory));
  return loadTested(places, { digest, tolerance, opens: station.opens, now });
}

async function rollbackHolds({ place, context }: LaunchScene): Promise<LaunchVerdict> {
  const { name, protected: isProtected } = place.environment;
  const line = `lockstep rollback ${name} --dry-run`;
  if (!isProtected)
    return openVerdict(
      `${name} is not protected, so that no rollback of it is rehearsed`,
      `environments.${name}.protected: true`,
    );
  const { rollback } = await import("./rollback.ts");
  const wish = { to: null, only: null, steps: null, waitMs: 10_000, lockBudgetMs: 3_000, attempts: 1 };
  try {
    const { undone, acknowledgements } = await rollback(
      { ...wish, environment: name, isDryRun: true, tool: place.tool },
      context,
    );
    const files = undone.map(({ file }) => file);
    if (files.length === 0) return { state: "not-applicable", why: "nothing was applied that could be undone", fix: null };
    const incomplete = acknowledgements.find((one) => one.startsWith("incomplete-rollback:"));
    if (incomplete !== undefined) return openVerdict(`${files.join(", ")}: the way back does not lead back`, line);
    const losses = acknowledgements.length === 0 ? undefined : `that nothing is lost: ${acknowledgements.join(", ")}`;
    return provenVerdict(`${files.join(", ")}: the way back runs on a scratch copy`, losses);
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "INTERRUPTED") throw error;
    return openVerdict(error.message.replace(/\.$/, ""), line);
  }
}

async function watchSaysGo({ place, records, station }: LaunchScene): Promise<LaunchVerdict> {
  const { folder, environment, plan, database, now, project } = place;
  const occasion = { launch: plan.date, database, now, opens: station.opens };
  const said = statementFor(records, "deployed", "attested", occasion).found;
  const waived = statementFor(records, "deployed", "waived", occasion).found;
  return watchedWell(await readEvidence(folder, "watch", environment.name), {
    environment: environment.name,
    opens: station.opens,
    closes: station.closes,
    deployedAt: said?.at ?? (waived === null ? null : station.opens),
    minutes: project.config.watch.minutes,
    now,
  });
}
