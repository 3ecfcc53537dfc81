/**
 * What the clocks on the wall of a zone say, as instants. A time that a clock change leaves out is the moment of the change; of a time
 * that comes twice there are two instants, and the caller says which one it means.
 */

import type { Temporal } from "temporal-polyfill";

/**
 * The instant at which the clocks on the wall reach a time. Where they reach it twice, something opens at the first one, and closes at the
 * last one, so that what lies between two readings of the clock holds every moment whose reading lies between them.
 */
export function instantOf(wall: Temporal.PlainDateTime, zone: string, edge: "opens" | "closes"): Temporal.Instant {
  const earlier = wall.toZonedDateTime(zone, { disambiguation: "earlier" });
  const change = () => earlier.getTimeZoneTransition("next")?.toInstant() ?? earlier.toInstant();
  // in a gap: read by the offset before it, the time lies before the change
  if (!earlier.toPlainDateTime().equals(wall)) return change();
  const later = wall.toZonedDateTime(zone, { disambiguation: "later" }).toInstant();
  if (edge === "opens" || later.equals(earlier.toInstant())) return earlier.toInstant();
  // clocks that went back to this very time have not been before it again
  return change().equals(later) ? earlier.toInstant() : later;
}

/** An instant as a text with UTC's `Z` and milliseconds, as `Date` writes it. */
export function isoOf(instant: Temporal.Instant): string {
  return new Date(instant.epochMilliseconds).toISOString();
}
