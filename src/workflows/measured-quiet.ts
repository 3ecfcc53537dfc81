/** Whether the hours of a window are quiet, as far as they were sampled. */

import type { Cadence } from "../core/release/cadence.ts";
import type { TrafficFacts } from "../core/release/items/low-traffic.ts";
import { quietHours, windowTraffic } from "../core/release/quiet-hours.ts";
import { readSamples } from "./read-samples.ts";

/** Looks at the window that is open or comes next; null where traffic was not measured for seven days. */
export async function measuredQuiet(
  { folder, environment, cadence }: { readonly folder: string; readonly environment: string; readonly cadence: Cadence },
  { open, next }: NonNullable<TrafficFacts["windows"]>,
  now: Date,
): Promise<TrafficFacts["quiet"]> {
  const window = open ?? next;
  const hours = quietHours(await readSamples(folder, environment), cadence.zone, now);
  if (window === null || hours === null) return null;
  const traffic = windowTraffic(hours, window, cadence.zone);
  if (traffic === null) return null;
  const { isQuiet, perSecond, rank, of } = traffic;
  const rate = perSecond < 10 ? perSecond.toFixed(1) : String(Math.round(perSecond));
  return {
    isQuiet,
    why: `measured over ${hours.days} days it sees ${rate} transactions a second, and ${rank} of ${of} hours of the week are quieter`,
  };
}
