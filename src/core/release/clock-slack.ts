/** How far two machines' clocks may be apart. What is dated later than that was forged, or made by a clock that is wrong. */

/** Minutes by which clocks differ without anybody having touched them. */
const clockSlackMs = 5 * 60_000;

/** Whether a moment (ISO 8601) has not come yet, whoever's clock is right. */
export function isStillToCome(at: string, now: Date): boolean {
  return Date.parse(at) > now.getTime() + clockSlackMs;
}
