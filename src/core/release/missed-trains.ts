/**
 * Which windows passed without a train although something waited for one. A train came when it left a record, or when anything was applied
 * between that window and the next: whoever applied late has not forgotten.
 */

import { freezeAt } from "./freeze.ts";
import type { StoredFreeze } from "./freeze-record.ts";
import type { TrainRecord } from "./train-record.ts";
import type { TrainWindow } from "./train-windows.ts";

/** A migration's time in waiting. */
export interface WaitingMigration {
  readonly file: string;
  /** When it was there to be applied: ISO 8601, UTC. */
  readonly since: string;
  /** When it was applied; null: it still waits. */
  readonly appliedAt: string | null;
}

/** A window that no train came for. */
export interface MissedTrain {
  readonly window: TrainWindow;
  /** What waited for it. */
  readonly files: readonly string[];
}

/** How an environment stands with its trains. */
export interface TrainStanding {
  /** The last window, where what waited for it waits still; null: nothing is overdue. */
  readonly overdue: MissedTrain | null;
  /** All windows without a train, oldest first, with the overdue one. */
  readonly missed: readonly MissedTrain[];
}

/** What is known of the windows' past. */
export interface TrainHistory {
  /** Those that have closed, oldest first. */
  readonly windows: readonly TrainWindow[];
  /** When the window after the last of these opens; null: never. */
  readonly next: string | null;
  readonly trains: readonly TrainRecord[];
  /** When anything was applied. */
  readonly appliedAt: readonly string[];
  readonly migrations: readonly WaitingMigration[];
  readonly freezes: readonly StoredFreeze[];
  readonly zone: string;
}

/** Works it out. A window during which somebody had frozen the environment was not missed. */
export function trainStanding(history: TrainHistory): TrainStanding {
  const { windows, migrations } = history;
  const missed = windows.flatMap((window, i): readonly MissedTrain[] => {
    const until = windows[i + 1]?.opens ?? history.next ?? "9999";
    if (hasCome(window, until, history) || wasFrozen(window, history)) return [];
    const files = migrations
      .filter(
        ({ since, appliedAt }) => earlier(since, window.opens) && (appliedAt === null || !earlier(appliedAt, window.closes)),
      )
      .map(({ file }) => file);
    return files.length === 0 ? [] : [{ window, files }];
  });
  const last = missed.at(-1) ?? null;
  const waits = new Set(migrations.filter(({ appliedAt }) => appliedAt === null).map(({ file }) => file));
  const isOverdue = last !== null && last.window.opens === windows.at(-1)?.opens && last.files.some((file) => waits.has(file));
  return { overdue: isOverdue ? last : null, missed };
}

function hasCome({ opens }: TrainWindow, until: string, { trains, appliedAt }: TrainHistory): boolean {
  return (
    trains.some(({ window }) => window !== null && Date.parse(window.opens) === Date.parse(opens)) ||
    appliedAt.some((at) => !earlier(at, opens) && earlier(at, until))
  );
}

// Freezes of that time only: one that came later excuses nothing.
function wasFrozen({ opens }: TrainWindow, { freezes, zone }: TrainHistory): boolean {
  const then = freezes.filter(({ at }) => !earlier(opens, at));
  return freezeAt({ launch: null, freezes: then, zone }, new Date(opens)) !== null;
}

// The journal writes microseconds and evidence milliseconds: as texts they compare, but for what follows the seconds.
function earlier(one: string, other: string): boolean {
  return one.slice(0, 23) < other.slice(0, 23);
}

/**
 * When a migration was there: its version tells as far as that is a moment (`20261009103000`) or a day; any other number came with or
 * after the one before it.
 */
export function writtenAt(version: string, before: string): string {
  const [, year, month, day, hour = "00", minute = "00", second = "00"] =
    /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?(?:\D|$)/.exec(version) ?? [];
  const text = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  return year === undefined || Number.isNaN(Date.parse(text)) ? before : text;
}
