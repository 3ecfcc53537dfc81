/** What went past the window and the checklist is told again and again until somebody else has looked at it. */

import type { EventSummary } from "../journal/journal-event.ts";

/** Data of evidence of the kind `attestation` that is a review. */
export interface ReviewRecord {
  readonly item: "break-glass";
  /** Who has looked. */
  readonly name: string;
  /** What they say to it. */
  readonly reason: string;
  /** Hashes of the events. */
  readonly events: readonly string[];
}

/** The record in evidence; null for what is none. */
export function reviewRecord(data: unknown): ReviewRecord | null {
  if (typeof data !== "object" || data === null) return null;
  const { item, name, reason, events }: Partial<Record<keyof ReviewRecord, unknown>> = data;
  if (item !== "break-glass" || typeof name !== "string" || typeof reason !== "string" || !Array.isArray(events)) return null;
  return { item, name, reason, events: events.map(String) };
}

/** The events past the gate that nobody but their own runner has reviewed, oldest first. */
export function unreviewed(events: readonly EventSummary[], reviews: readonly ReviewRecord[]): readonly EventSummary[] {
  return events.filter(
    ({ hash, actor, payload }) =>
      payload.breakGlass !== undefined &&
      !reviews.some((review) => review.name.toLowerCase() !== actor.toLowerCase() && review.events.includes(hash)),
  );
}
