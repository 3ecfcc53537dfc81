/** What a journal offers to verify a database by: the fingerprint that was recorded last, and what to replay where there is none. */

import type { EventName, EventSummary } from "./journal-event.ts";
import { journalState } from "./journal-state.ts";

/** What to read of the journal. */
export interface VerifyBasis {
  /** Events that may carry the fingerprint of the schema as it must be now, the latest first. */
  readonly fingerprints: readonly number[];
  /** Events that may carry the snapshot of the schema that was taken over, the first of each adoption first. */
  readonly snapshots: readonly number[];
  /** The applied migrations that stand, and the hooks around them, in the order in which they ran. */
  readonly ran: readonly EventSummary[];
  /** Files that have begun and not ended. */
  readonly underWay: readonly string[];
}

const changesSchema: ReadonlySet<EventName> = new Set(["step", "applied", "rolled-back", "baselined", "imported"]);
/** A hook may change it, and its event says to what; it said nothing in earlier versions. */
const looksAtSchema: ReadonlySet<EventName> = new Set(["verified", "hook"]);
const takesOver: ReadonlySet<EventName> = new Set(["baselined", "imported"]);

/** Chooses from all events, oldest first. */
export function verifyBasis(events: readonly EventSummary[]): VerifyBasis {
  const { versions } = journalState(events);
  const last = events.findLast(({ event }) => changesSchema.has(event));
  const since = last === undefined ? [] : events.filter(({ event, seq }) => looksAtSchema.has(event) && seq > last.seq);
  const standing = new Set([...versions].flatMap(([version, { kind }]) => (kind === "applied" ? [version] : [])));
  const ran = new Map<string, EventSummary>();
  for (const event of events) {
    if (event.event === "hook") ran.set(`hook ${event.seq}`, event);
    if (event.event !== "applied" || event.version === null || !standing.has(event.version)) continue;
    // applied again after it was undone, it stands at its new place
    ran.delete(event.version);
    ran.set(event.version, event);
  }
  return {
    fingerprints: [...since.map(({ seq }) => seq).reverse(), ...(last === undefined ? [] : [last.seq])],
    snapshots: events.filter(({ event }) => takesOver.has(event)).map(({ seq }) => seq),
    ran: [...ran.values()],
    underWay: [...versions].flatMap(([version, { kind }]) => (kind === "under-way" ? [version] : [])),
  };
}
