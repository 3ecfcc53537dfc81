/**
 * `launch check` and `launch status`: every item of the road whose week has come is proven now. What is found is kept as evidence when it
 * changes, and an audit once a day; `status` keeps nothing else.
 */

import { relative } from "node:path";
import { AppError } from "../core/app-error.ts";
import type { Finding } from "../core/finding.ts";
import { calendarDay } from "../core/release/calendar-day.ts";
import { type Freeze, freezeAt } from "../core/release/freeze.ts";
import { launchNotice } from "../core/release/launch-notice.ts";
import type { LaunchItemId, LaunchPlanItem, LaunchStation } from "../core/release/launch-plan.ts";
import type { CheckedItem, LaunchRecord, StoredLaunch } from "../core/release/launch-record.ts";
import { type LaunchStanding, launchStanding } from "../core/release/launch-standing.ts";
import { lastChecked } from "../core/release/launch-statement.ts";
import { isKnown, type LaunchVerdict, openVerdict } from "../core/release/launch-verdict.ts";
import type { NoticeDelivery } from "../core/release/notice-record.ts";
import { saveEvidence } from "../project/evidence.ts";
import { actorOf } from "./actor-of.ts";
import { auditForLaunch, auditsKept, type LaunchAudit } from "./launch-audit.ts";
import { readLaunchHistory } from "./launch-history.ts";
import { type LaunchPlace, type LaunchRequest, openLaunch, readLaunchRecords } from "./launch-place.ts";
import { type LaunchScene, launchProofs, listsOf, momentaryItems } from "./launch-proofs.ts";
import { readFreezes } from "./read-freezes.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What to look at. */
export interface LaunchCheckRequest extends LaunchRequest {
  /** Null: every item. */
  readonly item: LaunchItemId | null;
  /** Keep what was found; else only the day's audit is kept. */
  readonly keeps: boolean;
}

/** The road to launch. */
export interface LaunchOutcome extends LaunchStanding {
  readonly environment: string;
  /** YYYY-MM-DD, a day of `zone`. */
  readonly date: string;
  readonly zone: string;
  readonly now: string;
  readonly freeze: Freeze | null;
  /** Kept by this run, relative to the working folder. */
  readonly evidence: readonly string[];
  /** What could not be looked at, a sentence each. */
  readonly notSeen: readonly string[];
  /** One for each open item. */
  readonly findings: readonly Finding[];
}

/** Looks. @throws AppError LAUNCH_MISSING, CONFIG_INVALID, ENVIRONMENT_UNKNOWN, FILE_UNWRITABLE, INTERRUPTED; what cannot be asked is an open item */
export async function checkLaunch(request: LaunchCheckRequest, context: WorkflowContext): Promise<LaunchOutcome> {
  return proveLaunch(await openLaunch(request, context), request, context);
}

/** The same on a launch that is open already. */
async function proveLaunch(
  place: LaunchPlace,
  wish: Pick<LaunchCheckRequest, "item" | "keeps">,
  context: WorkflowContext,
): Promise<LaunchOutcome> {
  const { environment, plan, now, database, target, folder, project } = place;
  const items = plan.items.filter(({ id }) => wish.item === null || id === wish.item);
  const looked = await lookAt(items, place, wish.keeps, context);
  const verdicts = looked.verdicts;
  const facts = { environment: environment.name, now, database, records: looked.records, verdicts };
  const events = target.kind === "asked" ? target.events : [];
  const freezes = await readFreezes(folder, environment.name, events);
  const standing = launchStanding({ ...plan, items }, facts);
  return {
    ...standing,
    findings: findingsOf(standing),
    environment: environment.name,
    date: plan.date,
    zone: plan.zone,
    now: now.toISOString(),
    freeze: freezeAt({ launch: project.config.launch, freezes, zone: plan.zone }, now),
    evidence: looked.evidence.map((path) => relative(context.cwd, path)),
    notSeen: looked.notSeen,
  };
}

function findingsOf({ items }: LaunchStanding): readonly Finding[] {
  return items.flatMap(({ id, state, isLate, title, why, fix }): readonly Finding[] => {
    if (state !== "open") return [];
    const level = isLate ? "high" : "medium";
    return [{ rule: `launch-${id}`, level, message: `${title}: ${why}`, ...(fix === null ? {} : { fix }) }];
  });
}

interface Looked {
  readonly verdicts: ReadonlyMap<LaunchItemId, LaunchVerdict>;
  readonly records: readonly StoredLaunch[];
  /** Paths. */
  readonly evidence: readonly string[];
  readonly notSeen: readonly string[];
}

async function lookAt(
  items: readonly LaunchPlanItem[],
  place: LaunchPlace,
  keeps: boolean,
  context: WorkflowContext,
): Promise<Looked> {
  const { plan, now, target, environment, folder } = place;
  const records = await readLaunchRecords(folder, environment.name);
  const at = now.toISOString();
  const ends = plan.stations.at(-1)?.closes ?? "";
  const stationOf = (item: LaunchPlanItem): LaunchStation | null =>
    plan.stations.find(({ id, opens }) => id === item.station && opens <= at) ?? null;
  const due = items.flatMap((item) => {
    const station = stationOf(item);
    return station === null ? [] : [{ item, station }];
  });
  if (due.length === 0) return { verdicts: new Map(), records, evidence: [], notSeen: [] };
  if (target.kind === "unanswered") {
    const why = `${environment.name} could not be asked: ${target.error.message.replace(/\.$/, "")}`;
    const open = openVerdict(why, target.error.hint ?? `lockstep doctor`);
    return { verdicts: new Map(due.map(({ item }) => [item.id, open])), records, evidence: [], notSeen: [`${why}.`] };
  }
  const isOver = at >= ends;
  const wantsParity = !isOver && due.some(({ item }) => item.id === "parity");
  const audit = isOver ? await pastAudit(place) : await auditForLaunch(place, { wantsParity }, context);
  const history = await readLaunchHistory(place, target);
  const base = { place, target, history, records, audit, context };
  const evidence = audit.evidence === null ? [] : [audit.evidence];
  const documents = keeps && !isOver && due.some(({ item }) => item.id === "pending-documented");
  const written = documents ? await documentPending(base) : null;
  if (written !== null) evidence.push(written);
  const known = written === null ? records : await readLaunchRecords(folder, environment.name);
  const verdicts = new Map<LaunchItemId, LaunchVerdict>();
  for (const { item, station } of due) {
    const occasion = { launch: plan.date, database: place.database, now, opens: station.opens };
    const verdict =
      isOver && momentaryItems.has(item.id)
        ? lastChecked(known, item.id, { ...occasion, ends })
        : await proven(item.id, { ...base, records: known, station });
    verdicts.set(item.id, verdict);
  }
  if (keeps && !isOver) evidence.push(...(await keepChecked(verdicts, { ...base, records: known })));
  return { verdicts, records: known, evidence, notSeen: audit.failed === null ? [] : [`${audit.failed}.`] };
}

// After the road nobody looks every day any more; what was kept still counts.
async function pastAudit(place: LaunchPlace): Promise<LaunchAudit> {
  const end = new Date(Date.parse(place.plan.stations.at(-1)?.closes ?? "") - 1);
  return { days: await auditsKept({ ...place, now: end }), parity: null, evidence: null, failed: null };
}

async function proven(id: LaunchItemId, scene: LaunchScene): Promise<LaunchVerdict> {
  const step = `prove ${id}`;
  scene.context.progress({ step, state: "start" });
  try {
    return await launchProofs[id](scene);
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "INTERRUPTED") throw error;
    return openVerdict(`it could not be looked at: ${error.message.replace(/\.$/, "")}`, error.hint ?? null);
  } finally {
    scene.context.progress({ step, state: "done" });
  }
}

type KeepingScene = Omit<LaunchScene, "station">;

/** The list of what is pending, where the newest one says something else; its path. */
async function documentPending(scene: KeepingScene): Promise<string | null> {
  const { history, place } = scene;
  const [newest] = listsOf(scene);
  const pending = history.migrations
    .filter(({ isApplied }) => !isApplied)
    .map(({ file, checksum, risk }) => ({ file, checksum, risk }));
  const before = newest?.record.act === "documented" ? newest.record.pending : null;
  if (JSON.stringify(before) === JSON.stringify(pending)) return null;
  const { plan, database } = place;
  return keep({ launch: plan.date, database, act: "documented", head: history.head, pending }, scene);
}

/** What a check has found: once a day, and whenever a state is another one than before; its path. */
async function keepChecked(
  verdicts: ReadonlyMap<LaunchItemId, LaunchVerdict>,
  { place, records, context }: KeepingScene,
): Promise<readonly string[]> {
  const { plan, database, now } = place;
  const items = [...verdicts].map(([item, { state, why }]): CheckedItem => ({ item, state, why }));
  const isKept = items.every(({ item, state }) => {
    for (const { at, record } of records) {
      if (record.act !== "checked" || record.launch !== plan.date || record.database !== database) continue;
      const seen = record.items.find((one) => one.item === item);
      if (seen !== undefined && isKnown(at, now))
        return seen.state === state && calendarDay(new Date(at), plan.zone) === calendarDay(now, plan.zone);
    }
    return false;
  });
  return isKept ? [] : [await keep({ launch: plan.date, database, act: "checked", items }, { place, context })];
}

function keep(data: LaunchRecord, { place, context }: Pick<KeepingScene, "place" | "context">): Promise<string> {
  const { folder, environment, now } = place;
  const at = now.toISOString();
  return saveEvidence(folder, { kind: "launch", at, environment: environment.name, by: actorOf(context), data });
}

/** Tells the team how it stands, in one line. @throws nothing; what did not arrive is in the deliveries */
export async function notifyLaunch(
  outcome: LaunchOutcome,
  clock: () => Date,
  context: WorkflowContext,
): Promise<{ readonly deliveries: readonly NoticeDelivery[]; readonly findings: readonly Finding[] }> {
  const [{ deliveryFindings, notify }, { openProject }] = await Promise.all([import("./notify.ts"), import("./open-project.ts")]);
  const project = await openProject({ ...context, progress: () => {} });
  const deliveries = await notify(launchNotice(outcome), project, context, { clock, by: actorOf(context) });
  return { deliveries, findings: deliveryFindings(deliveries) };
}
