/**
 * The road to launch as it stands: each item with its state, what blocks, what is late, what comes next, and how much is ready. Readiness
 * counts items that are closed, each by its evidence, and nothing else.
 */

import { calendarDay, daysBetween } from "./calendar-day.ts";
import { type LaunchItemId, type LaunchPlan, type LaunchPlanItem, type LaunchStation, stationAt } from "./launch-plan.ts";
import type { StoredLaunch } from "./launch-record.ts";
import { statementFor } from "./launch-statement.ts";
import type { LaunchVerdict } from "./launch-verdict.ts";

/** Where an item stands; `waits`: its week has not come. */
export type LaunchState = LaunchVerdict["state"] | "attested" | "waived" | "waits";

/** An item. */
export interface LaunchItem extends Omit<LaunchPlanItem, "provenBy"> {
  readonly state: LaunchState;
  readonly why: string;
  readonly fix: string | null;
  /** Open, and its station is over. */
  readonly isLate: boolean;
}

/** The road. */
export interface LaunchStanding {
  /** Days until the launch; negative after it. */
  readonly daysLeft: number;
  /** The station of now; null before the first and after the last. */
  readonly station: LaunchStation | null;
  readonly items: readonly LaunchItem[];
  /** Items that are closed, of those that apply. */
  readonly ready: { readonly done: number; readonly of: number };
  /** Open, and its week is now. */
  readonly blocking: readonly LaunchItemId[];
  /** Open, and its week is over. */
  readonly late: readonly LaunchItemId[];
  /** The station after this one; null on launch day and after it. */
  readonly next: LaunchStation | null;
  /** Launch day has come, and nothing is open. */
  readonly isDone: boolean;
}

/** What is known. */
export interface LaunchFacts {
  readonly environment: string;
  readonly now: Date;
  /** The database's own identity; null: it could not be asked, or has none. */
  readonly database: string | null;
  /** All of the environment's, newest first. */
  readonly records: readonly StoredLaunch[];
  /** Of items whose week has come; an item without one is left out. */
  readonly verdicts: ReadonlyMap<LaunchItemId, LaunchVerdict>;
}

const closed: ReadonlySet<LaunchState> = new Set(["proven", "attested", "waived"]);

/** Whether nothing is to be done about it any more. */
export function isClosedItem({ state }: Pick<LaunchItem, "state">): boolean {
  return closed.has(state) || state === "not-applicable";
}

/** Puts it together. */
export function launchStanding(plan: LaunchPlan, facts: LaunchFacts): LaunchStanding {
  const { now } = facts;
  const items = plan.items.flatMap((item) => {
    const found = itemOf(item, plan, facts);
    return found === null ? [] : [found];
  });
  const asked = items.filter(({ state }) => state !== "not-applicable");
  const at = now.toISOString();
  const open = items.filter(({ state }) => state === "open");
  return {
    daysLeft: daysBetween(calendarDay(now, plan.zone), plan.date),
    station: stationAt(plan, now),
    items,
    ready: { done: asked.filter(isClosedItem).length, of: asked.length },
    blocking: open.filter(({ isLate }) => !isLate).map(({ id }) => id),
    late: open.filter(({ isLate }) => isLate).map(({ id }) => id),
    next: plan.stations.find(({ opens }) => opens > at) ?? null,
    isDone: items.length > 0 && items.every(isClosedItem),
  };
}

function itemOf(item: LaunchPlanItem, plan: LaunchPlan, facts: LaunchFacts): LaunchItem | null {
  const { provenBy: _, ...base } = item;
  const station = plan.stations.find(({ id }) => id === item.station);
  const at = facts.now.toISOString();
  if (station === undefined) return null;
  if (at < station.opens) return { ...base, state: "waits", why: `its time begins on ${station.from}`, fix: null, isLate: false };
  const verdict = facts.verdicts.get(item.id);
  if (verdict === undefined) return null;
  const occasion = { launch: plan.date, database: facts.database, now: facts.now, opens: station.opens };
  const vouched = item.isVouched ? statementFor(facts.records, item.id, "attested", occasion) : { found: null, why: null };
  if (vouched.found !== null) {
    const { name, reason } = vouched.found.record;
    const day = calendarDay(new Date(vouched.found.at), plan.zone);
    return { ...base, state: "attested", why: `${name} on ${day}: ${reason}`, fix: null, isLate: false };
  }
  // what does not apply proves nothing
  const { doesNotProve = verdict.state === "not-applicable" ? "" : item.doesNotProve } = verdict;
  const judged = { ...base, ...verdict, doesNotProve, why: told(verdict.why, vouched.why), isLate: false };
  if (verdict.state !== "open") return judged;
  const waiver = statementFor(facts.records, item.id, "waived", occasion);
  if (waiver.found !== null) {
    const { name, reason } = waiver.found.record;
    const until = waiver.found.record.act === "waived" ? waiver.found.record.until : "";
    const why = `${name} lets it pass until ${until}: ${reason}`;
    return { ...base, state: "waived", why, doesNotProve: `anything: ${verdict.why}`, fix: null, isLate: false };
  }
  return { ...judged, why: told(judged.why, waiver.why), isLate: at >= station.closes };
}

function told(why: string, more: string | null): string {
  return more === null ? why : `${why}; ${more}`;
}
