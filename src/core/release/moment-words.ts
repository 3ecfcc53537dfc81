/** A moment as a team says it: `Fri 27 Nov 17:00 (Europe/London)`. */

/** The words of a zone, for instants in ISO 8601. */
export function inWordsOf(zone: string): (instant: string) => string {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return (instant) => `${format.format(new Date(instant)).replace(", ", " ").replace(",", "")} (${zone})`;
}
