/** Launch day's watch: the newest one decides, it must have lasted as long as was agreed on, and it must have seen what was deployed. */

import { isKnown, type LaunchVerdict, openVerdict, provenVerdict } from "./launch-verdict.ts";
import type { DatedData } from "./smoke-standing.ts";
import type { WatchRecord } from "./watch-record.ts";

/** What is asked of it. */
export interface WatchWish {
  readonly environment: string;
  /** Launch day. */
  readonly opens: string;
  readonly closes: string;
  /** When the deployment was noted; null: it was not. */
  readonly deployedAt: string | null;
  /** As configured. */
  readonly minutes: number;
  readonly now: Date;
}

/** A look may end a moment before the time is over. */
const nearly = 0.95;

/** Judges; `watches` are of the environment, newest first. */
export function watchedWell(watches: readonly DatedData[], wish: WatchWish): LaunchVerdict {
  const { environment, opens, closes, deployedAt, minutes, now } = wish;
  const fix = `lockstep launch watch ${environment}`;
  if (deployedAt === null) return openVerdict("nothing is deployed yet that could be watched", "lockstep launch check deployed");
  const [newest] = watches.flatMap(({ at, data }) => {
    const ending = isKnown(at, now) ? endingOf(data) : null;
    return ending === null || ending.from < opens || ending.from >= closes ? [] : [ending];
  });
  if (newest === undefined) return openVerdict("nobody has watched on launch day", fix);
  if (newest.kind === "stop") return openVerdict(`the last watch says stop: ${newest.reasons.join("; ")}`, fix);
  if (newest.until < deployedAt) return openVerdict("the last watch ended before the deployment was noted", fix);
  const lasted = (Date.parse(newest.until) - Date.parse(newest.from)) / 60_000;
  if (lasted < minutes * nearly)
    return openVerdict(`the last watch was over after ${Math.round(lasted * 10) / 10} of ${minutes} minutes`, fix);
  return provenVerdict(`go, after ${newest.looks} looks in ${Math.round(lasted * 10) / 10} minutes`);
}

interface Ending {
  readonly kind: "go" | "stop";
  readonly from: string;
  readonly until: string;
  readonly looks: number;
  readonly reasons: readonly string[];
}

function endingOf(data: unknown): Ending | null {
  if (typeof data !== "object" || data === null) return null;
  const { kind, from, until, looks, reasons }: Partial<Record<keyof WatchRecord, unknown>> = data;
  if ((kind !== "go" && kind !== "stop") || typeof looks !== "number") return null;
  if (typeof from !== "string" || typeof until !== "string") return null;
  if (Number.isNaN(Date.parse(from)) || Number.isNaN(Date.parse(until))) return null;
  return { kind, from, until, looks, reasons: Array.isArray(reasons) ? reasons.flatMap(messageOf) : [] };
}

function messageOf(reason: unknown): readonly string[] {
  if (typeof reason !== "object" || reason === null || !("message" in reason)) return [];
  return [String(reason.message)];
}
