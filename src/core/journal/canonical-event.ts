/**
 * The text of an event that is hashed. The server adds number, time and durations in front while the event is written, so that one round
 * trip is enough; the rest is made here. Its keys are in one order, and it is kept as it was hashed.
 */

import { createHash } from "node:crypto";
import type { NewEvent } from "./journal-event.ts";

/** The part of the canonical text that is known before: a JSON object without its opening brace. */
export function canonicalTail({ attempt, event, version, file, checksum, actor, database, payload }: NewEvent): string {
  const sorted = Object.fromEntries(Object.entries(payload).sort(([one], [other]) => (one < other ? -1 : 1)));
  const whole = JSON.stringify({ attempt, event, version, file, checksum, actor, database, payload: sorted });
  return whole.slice(1);
}

/** `sha256:` and 64 hex digits over the hash before and the canonical text. */
export function eventHash(previousHash: string, canonical: string): string {
  return `sha256:${createHash("sha256").update(previousHash, "utf8").update(canonical, "utf8").digest("hex")}`;
}
