/** The first train to a database marks it before anything is kept of it: a backup of a database without a mark is nobody's. */

import { beforeMarking } from "../before-marking.ts";
import { migrating } from "../migrating.ts";
import type { Ride } from "./ride.ts";

/** Marks it, unless it has its mark. @throws AppError HISTORY_DIFFERS, CONFIRMATION_MISSING, PERMISSION_DENIED, RUNNER_BUSY */
export async function markFirst({ request, place, context }: Ride): Promise<void> {
  const { environment, project, train } = place;
  if (train.state.identity !== null) return;
  const { waitMs, tool, consent } = request;
  const options = { environment: environment.name, place: { project, environment }, waitMs, tool };
  await migrating({ ...options, beforeMarking: beforeMarking({ isDryRun: false, consent }) }, context, async () => {});
}
