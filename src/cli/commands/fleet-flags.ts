/** The flags of `apply` that mean something only where an environment is a fleet of databases. */

import { AppError } from "../../core/app-error.ts";
import { usualWaves } from "../../core/journal/fleet-waves.ts";
import type { CommandFlag, Invocation } from "../command.ts";
import { durationOf, numberOf } from "../flag-values.ts";

/** In the order of help. */
export const fleetFlags: readonly CommandFlag[] = [
  { long: "--waves", value: "LIST", description: `a fleet: databases per wave, before the rest (default ${usualWaves})` },
  { long: "--jobs", value: "N", description: "a fleet: databases at a time (default 4; of a queue as many as its workers take)" },
  { long: "--max-failures", value: "N", description: "a fleet: when so many have failed no other one begins (default 1)" },
  { long: "--queue", value: "SECRET", description: "a fleet: hand it out to `lockstep work` by a queue in that database" },
  { long: "--lease", value: "TIME", description: "a worker that is silent for so long is taken for dead (default 60s)" },
];

/** What was said. @throws AppError USAGE */
export function fleetPaceOf(invocation: Invocation) {
  const { value } = invocation;
  return {
    waves: value("--waves") ?? usualWaves,
    jobs: numberOf(invocation, "--jobs"),
    maxFailures: numberOf(invocation, "--max-failures") ?? 1,
    queue: value("--queue"),
    leaseMs: durationOf(invocation, "--lease") ?? 60_000,
  };
}

/** Refuses them where there is one database. @throws AppError USAGE */
export function refuseFleetFlags({ value }: Invocation, environment: string): void {
  const [flag] = fleetFlags.filter(({ long }) => value(long) !== null);
  if (flag === undefined) return;
  throw new AppError({
    code: "USAGE",
    message: `${flag.long} is for a fleet, and ${environment} is one database.`,
    hint: "A fleet has urls or tenants in the configuration, in place of url.",
  });
}
