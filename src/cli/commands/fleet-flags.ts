/** The flags of `apply` that mean something only where an environment is a fleet of databases. */

import { AppError } from "../../core/app-error.ts";
import type { CommandFlag, Invocation } from "../command.ts";
import { parseDuration } from "../parse-duration.ts";

/** In the order of help. */
export const fleetFlags: readonly CommandFlag[] = [
  { long: "--waves", value: "LIST", description: "a fleet: databases per wave, before the rest (default 1,5%)" },
  { long: "--jobs", value: "N", description: "a fleet: databases at a time (default 4; of a queue as many as its workers take)" },
  { long: "--max-failures", value: "N", description: "a fleet: when so many have failed no other one begins (default 1)" },
  { long: "--queue", value: "SECRET", description: "a fleet: hand it out to `lockstep work` by a queue in that database" },
  { long: "--lease", value: "TIME", description: "a worker that is silent for so long is taken for dead (default 60s)" },
];

/** What was said. @throws AppError USAGE */
export function fleetPaceOf(invocation: Invocation) {
  const { value } = invocation;
  const lease = value("--lease");
  return {
    waves: value("--waves") ?? "1,5%",
    jobs: numberOf(invocation, "--jobs"),
    maxFailures: numberOf(invocation, "--max-failures") ?? 1,
    queue: value("--queue"),
    leaseMs: lease === null ? 60_000 : parseDuration(lease),
  };
}

/** Refuses them where there is one database. @throws AppError USAGE */
export function refuseFleetFlags({ value }: Invocation, environment: string): void {
  const [flag] = fleetFlags.filter(({ long }) => value(long) !== null);
  if (flag === undefined) return;
  throw new AppError({
    code: "USAGE",
    message: `${flag.long} is for a fleet, and ${environment} is one database.`,
    hint: `A fleet has urls or tenants in the configuration, in place of url.`,
  });
}

/** A number from 1, or null. @throws AppError USAGE */
export function numberOf({ value }: Invocation, flag: string): number | null {
  const text = value(flag);
  if (text === null) return null;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new AppError({ code: "USAGE", message: `${flag} takes a number from 1, not "${text}".` });
}
