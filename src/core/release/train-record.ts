/** What is kept of a train when it has come to its end: which window it came for, what rode, and how long each step took. */

import { type JournalHead, parseJournalHead } from "../journal/journal-head.ts";
import { calendarDay } from "./calendar-day.ts";
import type { TrainWindow } from "./train-windows.ts";

/** The `data` of evidence of the kind `train`. */
export interface TrainRecord {
  /** `production 2026-11-27`. */
  readonly train: string;
  /** Null: it ran outside of every window. */
  readonly window: TrainWindow | null;
  /** `empty`: nothing was on board, and it closed itself. */
  readonly outcome: "done" | "empty" | "failed";
  /** Applied by it, in their order. */
  readonly files: readonly string[];
  readonly steps: readonly { readonly step: string; readonly ms: number }[];
  /** The journal's last event when it ended; null without a journal. */
  readonly head: JournalHead | null;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly endedAt: string;
}

/** How a train is called: its environment, and the day its window opens in the team's zone. */
export function trainName(environment: string, opens: Date, zone: string): string {
  return `${environment} ${calendarDay(opens, zone)}`;
}

/** Reads `data`; null when it is something else. */
export function parseTrainRecord(data: unknown): TrainRecord | null {
  if (typeof data !== "object" || data === null) return null;
  const { train, window, outcome, files, steps, head, startedAt, endedAt }: Partial<Record<keyof TrainRecord, unknown>> = data;
  if (typeof train !== "string" || !isMoment(startedAt) || !isMoment(endedAt)) return null;
  if (outcome !== "done" && outcome !== "empty" && outcome !== "failed") return null;
  if (!Array.isArray(files) || !files.every((file) => typeof file === "string")) return null;
  if (!Array.isArray(steps) || !steps.every(isStep)) return null;
  const known = window === null ? null : windowOf(window);
  return known === undefined
    ? null
    : { train, window: known, outcome, files, steps, head: parseJournalHead(head), startedAt, endedAt };
}

function isStep(step: unknown): step is TrainRecord["steps"][number] {
  if (typeof step !== "object" || step === null) return false;
  const { step: name, ms }: { step?: unknown; ms?: unknown } = step;
  return typeof name === "string" && typeof ms === "number" && ms >= 0;
}

function windowOf(window: unknown): TrainWindow | undefined {
  if (typeof window !== "object" || window === null) return undefined;
  const { opens, closes }: { opens?: unknown; closes?: unknown } = window;
  return isMoment(opens) && isMoment(closes) ? { opens, closes } : undefined;
}

function isMoment(text: unknown): text is string {
  return typeof text === "string" && !Number.isNaN(Date.parse(text));
}
