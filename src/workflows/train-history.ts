/** What is known of an environment's trains: evidence of those that came, the journal's times, and since when each file has waited. */

import type { EventSummary } from "../core/journal/journal-event.ts";
import type { MigrationEntry } from "../core/migration/migration-layout.ts";
import type { Cadence } from "../core/release/cadence.ts";
import type { StoredFreeze } from "../core/release/freeze-record.ts";
import { type TrainStanding, trainStanding, type WaitingMigration, writtenAt } from "../core/release/missed-trains.ts";
import { parseTrainRecord, type TrainRecord } from "../core/release/train-record.ts";
import { windowAt, windowsBetween } from "../core/release/train-windows.ts";
import { readEvidence } from "../project/evidence.ts";

/** Trains that came, the newest first. */
export async function readTrains(folder: string, environment: string): Promise<readonly TrainRecord[]> {
  return (await readEvidence(folder, "train", environment)).flatMap(({ data }) => parseTrainRecord(data) ?? []);
}

/** Older windows are nobody's concern any more. */
const remembered = 84 * 86_400_000;

/** What is known of the past. */
export interface KnownPast {
  /** Of the environment's journal, oldest first; none where there is none to ask. */
  readonly events: readonly EventSummary[];
  readonly trains: readonly TrainRecord[];
  readonly freezes: readonly StoredFreeze[];
}

/**
 * How the environment stands with its trains. Windows from before its journal began are nobody's; where nothing has ever been applied, only
 * the last one counts.
 * @throws AppError CONFIG_INVALID for a cadence that is none
 */
export function standingOfTrains(
  cadence: Cadence,
  migrations: readonly MigrationEntry[],
  { events, trains, freezes }: KnownPast,
  now: Date,
): TrainStanding {
  const begun = [...events.slice(0, 1).map(({ at }) => at), ...trains.map(({ startedAt }) => startedAt)].sort()[0] ?? null;
  const { last, next, open } = windowAt(cadence, now);
  const closed = windowsBetween(cadence, new Date(now.getTime() - remembered), now)
    // once a month may be longer ago than that
    .concat(last === null ? [] : [last])
    .filter(({ opens, closes }, i, all) => closes <= now.toISOString() && all.findIndex((one) => one.opens === opens) === i);
  return trainStanding({
    windows: begun === null ? closed.slice(-1) : closed.filter(({ closes }) => closes > begun),
    next: (open ?? next)?.opens ?? null,
    trains,
    appliedAt: events.flatMap(({ event, at }) => (event === "applied" ? [at] : [])),
    migrations: waitingMigrations(migrations, appliedTimes(events)),
    freezes,
    zone: cadence.zone,
  });
}

/** Version → since when it is in effect. */
function appliedTimes(events: readonly EventSummary[]): ReadonlyMap<string, string> {
  const times = new Map<string, string>();
  for (const { event, version, at } of events) {
    if (version === null) continue;
    if (event === "applied" || event === "baselined" || event === "imported") times.set(version, at);
    if (event === "rolled-back") times.delete(version);
  }
  return times;
}

function waitingMigrations(
  migrations: readonly MigrationEntry[],
  times: ReadonlyMap<string, string>,
): readonly WaitingMigration[] {
  let before = "0000-01-01T00:00:00.000Z";
  return migrations.map(({ file, version }) => {
    const since = writtenAt(version, before);
    before = since > before ? since : before;
    return { file, since, appliedAt: times.get(version) ?? null };
  });
}
