/** A data job that has not come to its end in an environment, as whoever looks at that environment should know it. */

/**
 * `running`: a worker holds it · `stopped`: nobody does, and the same command goes on · `paused` by somebody · `blocked`: it went through, and rows
 * that were refused wait for a decision.
 */
export const openJobStandings = ["running", "stopped", "paused", "blocked"] as const;
export type OpenJobStanding = (typeof openJobStandings)[number];

/** The job. */
export interface OpenJob {
  readonly name: string;
  /** `backfill`, `verify`, `encryption` and the like. */
  readonly kind: string;
  readonly standing: OpenJobStanding;
  /** Why it was paused. */
  readonly reason: string | null;
  readonly actor: string;
  /** ISO 8601 in UTC. */
  readonly startedAt: string;
  /** Rows that were refused and that nobody has accepted. */
  readonly openQuarantine: number;
}
