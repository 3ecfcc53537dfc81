/**
 * Whether the schema is frozen at a moment, why, and who can lift it: the weeks before the launch by themselves, or because somebody said
 * so. Days are days of the team's zone; they are compared as text, so that nothing here needs a calendar.
 */

import { calendarDay } from "./calendar-day.ts";
import type { StoredFreeze } from "./freeze-record.ts";

/** Before the launch. */
const launchFreezeDays = 28;

/** A freeze that is in force. */
export interface Freeze {
  /** A day (YYYY-MM-DD) or an instant (ISO 8601, UTC). */
  readonly since: string;
  /** The last day of it (YYYY-MM-DD); null: until somebody lifts it. */
  readonly until: string | null;
  /** One sentence without its full stop. */
  readonly why: string;
  /** Who lifts it and how, in one sentence. */
  readonly liftedBy: string;
  /** Where it stands. */
  readonly source: "launch" | "evidence" | "journal";
}

/** What freezes. */
export interface FreezeSources {
  readonly launch: { readonly date: string } | null;
  /** Acts of one environment, in any order. */
  readonly freezes: readonly StoredFreeze[];
  /** The zone in which days are meant; UTC where none is given. */
  readonly zone?: string;
}

/**
 * The freeze in force at `now`; one that somebody began comes before the launch's, as it holds more back. In evidence and in the journal the
 * last act decides, each for itself: what was begun in both is lifted in both, and a file that was removed or forged does not lift what the
 * journal says. A freeze counts even before its own time: clocks that were set back lift nothing.
 */
export function freezeAt({ launch, freezes, zone = "UTC" }: FreezeSources, now: Date): Freeze | null {
  const today = calendarDay(now, zone);
  const standing = standingFreeze(freezes, "journal", today) ?? standingFreeze(freezes, "evidence", today);
  if (standing !== null || launch === null) return standing;
  const own = launchFreeze(launch.date);
  return own.since <= today && today <= launch.date ? own : null;
}

/** The freeze that a launch brings: the four weeks before it and the day itself. */
export function launchFreeze(date: string): Freeze {
  return {
    since: new Date(Date.parse(`${date}T00:00:00Z`) - launchFreezeDays * 86_400_000).toISOString().slice(0, 10),
    until: date,
    why: `the launch is on ${date}, and the four weeks before it are for what is there already`,
    liftedBy: "Whoever may change launch.date in the configuration can move it.",
    source: "launch",
  };
}

function standingFreeze(freezes: readonly StoredFreeze[], source: StoredFreeze["source"], today: string): Freeze | null {
  const acts = freezes.filter((one) => one.source === source && one.record.act !== "critical");
  // a tie falls to what came last: a journal tells in its order
  const last = acts.toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0)).at(-1);
  if (last === undefined || last.record.act !== "freeze") return null;
  const { reason, until } = last.record;
  if (until !== null && today > until) return null;
  const by = last.by ?? "somebody";
  return {
    since: last.at,
    until,
    why: `${by} froze it${reason === "" ? "" : `: ${reason}`}`,
    liftedBy: `${by}, or whoever may speak for the team, lifts it with lockstep schedule unfreeze.`,
    source,
  };
}
