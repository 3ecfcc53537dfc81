/** The freezes of an environment, as git and its journal know them. */

import type { EventSummary } from "../core/journal/journal-event.ts";
import { freezesOfEvidence, freezesOfJournal, type StoredFreeze } from "../core/release/freeze-record.ts";
import { readEvidence } from "../project/evidence.ts";

/** Every act, in no order. */
export async function readFreezes(
  folder: string,
  environment: string,
  events: readonly EventSummary[],
): Promise<readonly StoredFreeze[]> {
  return [...freezesOfEvidence(await readEvidence(folder, "freeze", environment)), ...freezesOfJournal(events)];
}
