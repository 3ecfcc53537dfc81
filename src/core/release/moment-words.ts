/** Moments as a team says them: `Fri 27 Nov 17:00 (Europe/London)`. The parts are put together here, as Node's versions join them differently. */

/** A day without its year, the year, and a time, on the clocks of a zone. */
export interface MomentParts {
  /** `Fri 27 Nov`, long `Friday 27 November`. */
  readonly day: string;
  readonly year: string;
  /** `17:00` */
  readonly time: string;
}

/** Of an instant in ISO 8601, in an IANA zone. */
export function momentParts(instant: string, zone: string, names: "short" | "long" = "short"): MomentParts {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: names,
    day: "numeric",
    month: names,
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(new Date(instant));
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.find(({ type }) => type === name)?.value ?? "";
  const month = names === "short" ? part("month").slice(0, 3) : part("month"); // "Sept" where others have three letters
  return {
    day: `${part("weekday")} ${part("day")} ${month}`,
    year: part("year"),
    time: `${part("hour")}:${part("minute")}`,
  };
}

/** The words of a zone, for instants in ISO 8601. */
export function inWordsOf(zone: string): (instant: string) => string {
  return (instant) => {
    const { day, time } = momentParts(instant, zone);
    return `${day} ${time} (${zone})`;
  };
}
