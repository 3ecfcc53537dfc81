/** When migrations go to production: the rhythm that a team has agreed on, before any calendar is looked at. */

/** A schedule in cron's five fields. */
export interface CronReference {
  readonly kind: "cron";
  readonly expression: string;
  /** How long the window stays open. */
  readonly minutes: number;
}

/** When migrations go to production. */
export interface Cadence {
  readonly every: "week" | "month" | CronReference;
  /** A weekday; monthly also `last friday`, `first monday`. A monthly weekday alone is the last one of the month. */
  readonly on: string;
  /** `HH:MM-HH:MM` on the clocks of `zone`; may end at 24:00. */
  readonly window: string;
  /** An IANA time zone. */
  readonly zone: string;
  /** Null: no limit. */
  readonly batch: { readonly tables: number | null; readonly migrations: number | null };
  /** Days in `zone`, `2026-12-18` or `2026-12-18/2027-01-04` (both included). */
  readonly blackout: readonly string[];
}
