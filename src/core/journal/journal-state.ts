/** What the events of a journal add up to: for each version what became of it, and where an interrupted run stands. */

import type { EventSummary } from "./journal-event.ts";

/** How a version stands. */
export type VersionState =
  /** In effect; `how` is the event that says so. */
  | {
      readonly kind: "applied";
      readonly how: "applied" | "baselined" | "imported";
      readonly by: EventSummary;
      readonly amended: boolean;
    }
  | { readonly kind: "rolled-back"; readonly by: EventSummary }
  /** Its transaction failed and nothing of it happened. */
  | {
      readonly kind: "failed";
      readonly by: EventSummary;
      /** It was applied once and rolled back: its place is the old one. */
      readonly wasUndone: boolean;
      /** Somebody has said since that it may be tried again as it is. */
      readonly letThrough: EventSummary | null;
    }
  /** Runs statement by statement, and has not come to its end. */
  | {
      readonly kind: "under-way";
      readonly direction: "up" | "down";
      /** Statements that have taken effect. */
      readonly done: readonly EventSummary[];
      /** About to run when it was last heard of. */
      readonly intent: EventSummary | null;
      /** What stopped it, if anything said so. */
      readonly failure: EventSummary | null;
    };

/** A journal, folded. */
export interface JournalState {
  /** By version, in the order in which the versions were first heard of. */
  readonly versions: ReadonlyMap<string, VersionState>;
  /** What the database was last marked as; null: nobody has. */
  readonly identity: { readonly environment: string; readonly database: string } | null;
  /** Versions that were once left aside for a later one. */
  readonly skipped: ReadonlySet<string>;
  /** The last event; null in an empty journal. */
  readonly head: EventSummary | null;
}

/** Folds events, oldest first. */
export function journalState(events: readonly EventSummary[]): JournalState {
  const versions = new Map<string, VersionState>();
  let identity: JournalState["identity"] = null;
  const skipped = new Set<string>();
  for (const event of events) {
    for (const version of event.payload.skipped ?? []) skipped.add(version);
    const { environment, database } = event.payload;
    if (event.event === "identified" && environment !== undefined && database !== undefined) identity = { environment, database };
    if (event.version !== null) {
      const next = after(versions.get(event.version) ?? null, event);
      if (next !== null) versions.set(event.version, next);
    }
  }
  return { versions, identity, skipped, head: events.at(-1) ?? null };
}

function after(before: VersionState | null, event: EventSummary): VersionState | null {
  switch (event.event) {
    case "applied":
    case "baselined":
    case "imported":
      return { kind: "applied", how: event.event, by: event, amended: false };
    case "amended":
      return before?.kind === "applied" ? { ...before, by: event, amended: true } : before;
    case "rolled-back":
      return { kind: "rolled-back", by: event };
    case "intent":
    case "step":
      return underWay(before, event);
    case "failed":
      return before?.kind === "under-way"
        ? { ...before, intent: null, failure: event }
        : // a failed rollback leaves what was applied
          before?.kind === "applied"
          ? before
          : {
              kind: "failed",
              by: event,
              wasUndone: before?.kind === "rolled-back" || (before?.kind === "failed" && before.wasUndone),
              letThrough: null,
            };
    case "waived":
      return before?.kind === "failed" ? { ...before, letThrough: event } : before;
    default:
      return before;
  }
}

function underWay(before: VersionState | null, event: EventSummary): VersionState {
  const direction = event.payload.direction ?? "up";
  const known = before?.kind === "under-way" && before.direction === direction ? before : null;
  const done = known?.done ?? [];
  return event.event === "intent"
    ? { kind: "under-way", direction, done, intent: event, failure: null }
    : { kind: "under-way", direction, done: [...done, event], intent: null, failure: null };
}
