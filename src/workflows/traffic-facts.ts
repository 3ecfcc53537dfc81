/** Where a moment lies among the windows of the cadence, and how quiet those hours were as far as they were sampled. */

import type { TrafficFacts } from "../core/release/items/low-traffic.ts";
import type { Migrating } from "./migrating.ts";

/** Looks. @throws AppError CONFIG_INVALID for a cadence that is none */
export async function trafficFacts({ project, environment, folder }: Migrating, now: Date): Promise<TrafficFacts> {
  const { cadence } = project.config;
  if (cadence === null) return { windows: null, quiet: null, inWords: (instant) => instant };
  // brings the calendar along
  const [{ windowAt }, { inWordsOf }, { measuredQuiet }] = await Promise.all([
    import("../core/release/train-windows.ts"),
    import("../core/release/moment-words.ts"),
    import("./measured-quiet.ts"),
  ]);
  const windows = windowAt(cadence, now);
  return {
    windows,
    quiet: await measuredQuiet({ folder, environment: environment.name, cadence }, windows, now),
    inWords: inWordsOf(cadence.zone),
  };
}
