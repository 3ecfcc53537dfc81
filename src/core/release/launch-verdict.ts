/** What looking at one item of the road to launch gave, before anybody's word or waiver. */

/** A verdict. */
export interface LaunchVerdict {
  readonly state: "proven" | "open" | "not-applicable";
  /** One sentence without its full stop. */
  readonly why: string;
  /** In place of what the item's evidence leaves open by its nature; absent: that. */
  readonly doesNotProve?: string;
  /** What closes it; null where it is closed, or nothing but a waiver does. */
  readonly fix: string | null;
}

/** Minutes by which clocks differ without anybody having touched them. */
const clockSlackMs = 5 * 60_000;

/** Whether evidence of a moment can be known at `now`: what is dated later was forged, or made by a clock that is wrong. */
export function isKnown(at: string, now: Date): boolean {
  return Date.parse(at) <= now.getTime() + clockSlackMs;
}

/** An open item. */
export function openVerdict(why: string, fix: string | null): LaunchVerdict {
  return { state: "open", why, fix };
}

/** A closed one; `doesNotProve` only where there is more to say than the item says of itself. */
export function provenVerdict(why: string, doesNotProve?: string): LaunchVerdict {
  return { state: "proven", why, fix: null, ...(doesNotProve === undefined ? {} : { doesNotProve }) };
}

/** The first few of many names. */
export function someOf(names: readonly string[]): string {
  return names.length <= 3 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
}
