/**
 * `launch check ITEM --by NAME`: what a named person says on the road to launch. Only for what no machine can see; any other item can be
 * let pass, with a reason and an end, and stays visible as that.
 */

import { relative } from "node:path";
import { AppError } from "../core/app-error.ts";
import type { LaunchItemId, LaunchPlan, LaunchPlanItem } from "../core/release/launch-plan.ts";
import type { LaunchRecord } from "../core/release/launch-record.ts";
import { saveEvidence } from "../project/evidence.ts";
import { actorOf } from "./actor-of.ts";
import { type LaunchPlace, type LaunchRequest, openLaunch } from "./launch-place.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** What is said. */
export interface LaunchVouching extends LaunchRequest {
  readonly item: LaunchItemId;
  readonly act: "attested" | "waived";
  /** Who says it. */
  readonly name: string;
  readonly reason: string;
  /** Until when a waiver holds: a day of the team's zone, whole, or an instant; null for an attestation. */
  readonly until: string | null;
}

/** What was kept. */
export interface LaunchVouched {
  readonly environment: string;
  readonly item: LaunchItemId;
  readonly title: string;
  readonly act: "attested" | "waived";
  readonly name: string;
  readonly reason: string;
  /** ISO 8601, UTC; null for an attestation, which holds for this launch. */
  readonly until: string | null;
  readonly doesNotProve: string;
  /** Relative to the working folder. */
  readonly evidence: string;
}

/** Keeps it. @throws AppError LAUNCH_REFUSED, LAUNCH_MISSING, JOURNAL_MISSING, USAGE, CONNECT_*, FILE_UNWRITABLE */
export async function vouchForLaunch(request: LaunchVouching, context: WorkflowContext): Promise<LaunchVouched> {
  const { item: id, act, name, reason } = request;
  const place = await openLaunch(request, context);
  const { plan, environment, folder, now } = place;
  const item = itemOf(plan, id);
  if (act === "attested") refuseUntimely(item, place);
  const database = identityOf(place);
  const until = act === "waived" ? await endOf(request.until ?? "", plan.zone) : null;
  if (until !== null && until <= now.toISOString())
    throw new AppError({ code: "USAGE", message: `${until} is over.`, hint: "--until DATE" });
  const bound = { launch: plan.date, item: id, database, name, reason };
  const data: LaunchRecord = until === null ? { ...bound, act: "attested" } : { ...bound, act: "waived", until };
  const evidence = { kind: "launch" as const, at: now.toISOString(), environment: environment.name, by: actorOf(context), data };
  const path = await saveEvidence(folder, evidence);
  const { title, doesNotProve } = item;
  return {
    environment: environment.name,
    item: id,
    title,
    act,
    name,
    reason,
    until,
    doesNotProve,
    evidence: relative(context.cwd, path),
  };
}

function itemOf({ items }: LaunchPlan, id: LaunchItemId): LaunchPlanItem {
  const item = items.find((one) => one.id === id);
  if (item === undefined) throw new AppError({ code: "INTERNAL", message: `The plan has no item ${id}.` });
  return item;
}

function refuseUntimely({ id, isVouched, provenBy, station }: LaunchPlanItem, { plan, now }: LaunchPlace): void {
  if (!isVouched)
    throw new AppError({
      code: "LAUNCH_REFUSED",
      message: `Nobody's word turns ${id} green: it is proven by ${provenBy}. Nothing was kept.`,
      hint: [
        `Prove it: lockstep launch check ${id}`,
        `Whoever answers for the launch may let it pass: lockstep launch check ${id} --waive --by NAME --reason WHY --until DATE`,
      ].join("\n"),
    });
  const own = plan.stations.find((one) => one.id === station);
  if (own === undefined || now.toISOString() >= own.opens) return;
  throw new AppError({
    code: "LAUNCH_REFUSED",
    message: `${id} is for ${own.from} and later: what is said before says nothing of that week. Nothing was kept.`,
    hint: `Say it then. Who has moved the launch sets launch.date, which is ${plan.date}.`,
  });
}

function identityOf({ target, database, environment }: LaunchPlace): string {
  if (target.kind === "unanswered") throw target.error;
  if (database !== null) return database;
  throw new AppError({
    code: "JOURNAL_MISSING",
    message: `${environment.name} has no journal: nothing says which database this would be about.`,
    hint: `lockstep identify ${environment.name}`,
  });
}

async function endOf(text: string, zone: string): Promise<string> {
  const instant = new Date(text);
  if (Number.isNaN(instant.getTime()))
    throw new AppError({
      code: "USAGE",
      message: `--until takes a day or an instant, not "${text}".`,
      hint: "--until 2027-03-01",
    });
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return instant.toISOString();
  const [{ Temporal }, { instantOf, isoOf }] = await Promise.all([
    import("temporal-polyfill"),
    import("../core/release/wall-clock.ts"),
  ]);
  return isoOf(instantOf(Temporal.PlainDate.from(text).add({ days: 1 }).toPlainDateTime(), zone, "opens"));
}
