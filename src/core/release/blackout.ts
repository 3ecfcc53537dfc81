/** Days without migrations. They are days of the team's calendar and no instants, so they compare as text. */

/** Whether a day (YYYY-MM-DD) is one of them; both ends of a range are included. */
export function isBlackout(day: string, blackout: readonly string[]): boolean {
  return blackout.some((range) => {
    const [first = "", last = first] = range.split("/");
    return first <= day && day <= last;
  });
}
