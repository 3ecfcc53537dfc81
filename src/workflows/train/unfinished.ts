/** What was applied since the last train that came to its end: by a run of this one that was killed, or by hand. It is to be verified and smoked. */

import type { EventSummary } from "../../core/journal/journal-event.ts";
import { ownEvents } from "../../core/release/items/tested-on.ts";
import { parseTrainRecord } from "../../core/release/train-record.ts";
import type { TrainWindow } from "../../core/release/train-windows.ts";
import { readEvidence } from "../../project/evidence.ts";

/** Whose journal, and where evidence of trains lies. */
export interface UnfinishedPlace {
  readonly events: readonly EventSummary[];
  readonly folder: string;
  /** Its name. */
  readonly environment: string;
}

/** When the train began, and its window. */
export interface TrainTime {
  readonly start: Date;
  readonly window: TrainWindow | null;
}

const dayMs = 86_400_000;

/** A file that was applied. */
export interface UnfinishedFile {
  readonly file: string;
  readonly version: string;
  /** ISO 8601, UTC; the server's clock. */
  readonly at: string;
}

/** In the order in which they were applied. */
export async function unfinished(
  { events, folder, environment }: UnfinishedPlace,
  { start, window }: TrainTime,
): Promise<readonly UnfinishedFile[]> {
  const hashes = new Map(events.map(({ seq, hash }) => [seq, hash]));
  const ended = (await readEvidence(folder, "train", environment)).flatMap(({ data }) => {
    const head = parseTrainRecord(data)?.head ?? null;
    // a record of another journal, or a forged one, ends nothing
    return head !== null && hashes.get(head.seq) === head.hash ? [head.seq] : [];
  });
  const from = window?.opens ?? new Date(start.getTime() - dayMs).toISOString();
  // before the first train only what is of this window is its own
  const last = ended.length === 0 ? null : Math.max(...ended);
  const files = new Map<string, UnfinishedFile>();
  for (const { event, seq, at, file, version } of ownEvents(events)) {
    if (version === null) continue;
    if (event === "rolled-back") files.delete(version);
    const isOwn = last === null ? Date.parse(at) >= Date.parse(from) : seq > last;
    if (event === "applied" && file !== null && isOwn) files.set(version, { file, version, at });
  }
  return [...files.values()];
}
