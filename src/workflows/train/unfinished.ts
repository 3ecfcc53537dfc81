/** What was applied since the last train that came to its end: by a run of this one that was killed, or by hand. It is to be verified and smoked. */

import { ownEvents } from "../../core/release/items/tested-on.ts";
import { parseTrainRecord } from "../../core/release/train-record.ts";
import type { TrainWindow } from "../../core/release/train-windows.ts";
import { readEvidence } from "../../project/evidence.ts";
import type { NextTrain } from "../checklist.ts";

/** When the train began, and its window. */
export interface TrainTime {
  readonly start: Date;
  readonly window: TrainWindow | null;
}

const dayMs = 86_400_000;

/** Files, in the order in which they were applied. */
export async function unfinished(
  { train, folder, environment }: Pick<NextTrain, "train" | "folder" | "environment">,
  { start, window }: TrainTime,
): Promise<{ readonly files: readonly string[] }> {
  const hashes = new Map(train.events.map(({ seq, hash }) => [seq, hash]));
  const ended = (await readEvidence(folder, "train", environment.name)).flatMap(({ data }) => {
    const head = parseTrainRecord(data)?.head ?? null;
    // a record of another journal, or a forged one, ends nothing
    return head !== null && hashes.get(head.seq) === head.hash ? [head.seq] : [];
  });
  const from = window?.opens ?? new Date(start.getTime() - dayMs).toISOString();
  // before the first train only what is of this window is its own
  const last = ended.length === 0 ? null : Math.max(...ended);
  const files = new Map<string, string>();
  for (const { event, seq, at, file, version } of ownEvents(train.events)) {
    if (version === null) continue;
    if (event === "rolled-back") files.delete(version);
    const isOwn = last === null ? Date.parse(at) >= Date.parse(from) : seq > last;
    if (event === "applied" && file !== null && isOwn) files.set(version, file);
  }
  return { files: [...files.values()] };
}
