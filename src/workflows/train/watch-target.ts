/** The watch period of a train: the signals of the target, compared with what was usual right before the apply. */

import { AppError } from "../../core/app-error.ts";
import type { Baseline } from "../../core/release/signal.ts";
import type { Ride } from "./ride.ts";

/** Few and quick: the window is open. */
const looks = 3;
const betweenLooksMs = 1_000;

/** What is usual now; null where nothing is to be watched. @throws AppError CONNECT_*, SECRET_* */
export async function usualSignals(ride: Ride): Promise<Baseline | null> {
  const { place, context, clock } = ride;
  if (watchMs(ride) === 0) return null;
  const { takeBaseline } = await import("../watch.ts");
  const time = { clock, sleep: sleepFor, looks, everyMs: betweenLooksMs };
  return takeBaseline(place.environment, place.project, time, context);
}

/** Watches. @throws AppError WATCH_STOPPED as soon as a signal says so */
export async function watchTarget(ride: Ride, baseline: Baseline | null): Promise<void> {
  const { place, context, log, clock } = ride;
  const { environment, project } = place;
  const forMs = watchMs(ride);
  if (forMs === 0) {
    log.skip("watch", `not asked for: --watch TIME, or lockstep launch watch ${environment.name}`);
    return;
  }
  const { watchEnvironment } = await import("../watch.ts");
  await log.step(
    "watch",
    async () => {
      const everyMs = Math.min(project.config.watch.every * 1_000, forMs / 4);
      const seen = await watchEnvironment(environment, project, { forMs, everyMs, baseline, clock, sleep: sleepFor }, context);
      if (seen.kind === "stop")
        throw new AppError({
          code: "WATCH_STOPPED",
          message: `${environment.name}: ${seen.reasons.map(({ message }) => message).join("; ")}`,
          hint: `lockstep launch watch ${environment.name}`,
        });
      return seen;
    },
    ({ looks: count }) => ({ state: "done", detail: `${count} looks, and every signal stayed within its limit` }),
  );
}

// Without a word in the configuration nobody waits a quarter of an hour unasked.
function watchMs({ request, place }: Ride): number {
  const { config } = place.project;
  return request.watchMs ?? (config.written?.watch === undefined ? 0 : config.watch.minutes * 60_000);
}

function sleepFor(ms: number): Promise<void> {
  return new Promise((done) => void setTimeout(done, ms));
}
