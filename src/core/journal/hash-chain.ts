/**
 * Whether a journal is as it was written: each event's hash covers the event and the hash before it. Edits, deletions and reorderings by
 * others show. Whoever may append may also append a new end; that the end was cut off shows only against a copy of the last hash, such as
 * the applied log in git.
 */

import { eventHash } from "./canonical-event.ts";
import type { JournalEvent } from "./journal-event.ts";

/** One place where the chain does not hold. */
export interface ChainBreak {
  readonly seq: number;
  readonly what: "edited" | "missing" | "reordered" | "truncated";
  /** One sentence. */
  readonly message: string;
}

/** A hash that was written down elsewhere. */
export interface Anchor {
  readonly seq: number;
  readonly hash: string;
  /** Where it stands: `applied_to_prod.log:12`. */
  readonly where: string;
}

/** Every break, in the order of the events; none: the chain holds and has all anchors. */
export function verifyChain(events: readonly JournalEvent[], anchors: readonly Anchor[] = []): readonly ChainBreak[] {
  const breaks: ChainBreak[] = [];
  let previous: JournalEvent | null = null;
  for (const event of events) {
    const gap = linkBreak(previous, event);
    if (gap !== null) breaks.push(gap);
    const edit = contentBreak(event);
    if (edit !== null) breaks.push({ seq: event.seq, what: "edited", message: edit });
    previous = event;
  }
  return [...breaks, ...anchors.flatMap((anchor) => anchorBreak(anchor, events))];
}

function linkBreak(previous: JournalEvent | null, event: JournalEvent): ChainBreak | null {
  const expected = (previous?.seq ?? 0) + 1;
  const { seq } = event;
  if (seq > expected) {
    const lost = seq - expected === 1 ? `event #${expected} is` : `events #${expected} to #${seq - 1} are`;
    return { seq, what: "missing", message: `${lost} missing before #${seq}` };
  }
  if (seq < expected) return { seq, what: "reordered", message: `#${seq} stands after #${expected - 1}` };
  if (event.previousHash === (previous?.hash ?? "")) return null;
  return { seq, what: "edited", message: `#${seq} does not follow the event that stands before it` };
}

function contentBreak({ seq, hash, previousHash, canonical, ...event }: JournalEvent): string | null {
  if (eventHash(previousHash, canonical) !== hash)
    return `the text of #${seq} is not the one that was hashed${canonical.includes("***") ? " (it has *** in it: an export leaves secrets out)" : ""}`;
  let hashed: Readonly<Record<string, unknown>>;
  try {
    hashed = JSON.parse(canonical); // checked column by column below
  } catch {
    return `the text of #${seq} is no event`;
  }
  const own: Readonly<Record<string, unknown>> = { seq, ...event };
  const columns = ["seq", "at", "attempt", "event", "version", "file", "checksum", "actor"];
  const differing = columns.find((column) => (hashed[column] ?? null) !== (own[column] ?? null));
  if (differing !== undefined) return `${differing} of #${seq} is not the one that was hashed`;
  const payload = { ...(hashed.payload as object), durationsMs: hashed.durationsMs }; // an object, or nothing that a payload equals
  return text(payload) === text(event.payload) ? null : `the payload of #${seq} is not the one that was hashed`;
}

/** JSON with sorted keys: a database keeps them in an order of its own. */
function text(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}

function anchorBreak({ seq, hash, where }: Anchor, events: readonly JournalEvent[]): readonly ChainBreak[] {
  const event = events.find((one) => one.seq === seq);
  if (event === undefined)
    return [{ seq, what: "truncated", message: `${where} names event #${seq}, which the journal does not have` }];
  if (event.hash === hash) return [];
  return [{ seq, what: "edited", message: `${where} names another hash for #${seq} than the journal has` }];
}
