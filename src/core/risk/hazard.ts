/** What a statement can do to people who use the database while it runs, or to what they stored. */

/** The sorts of harm, as the JSON of a plan names them. */
export const hazards = [
  "deletes-data",
  "rewrites-table",
  "blocks-reads",
  "blocks-writes",
  "scans-table",
  "breaks-old-code",
  "irreversible",
  "needs-privilege",
  "may-fail",
] as const;

/** One sort of harm. */
export type HazardKind = (typeof hazards)[number];

/** A harm and what it means here, in one clause. */
export interface Hazard {
  readonly hazard: HazardKind;
  readonly detail: string;
  /** A query that counts the rows of the start on which the statement fails; it runs in the schema as it is before the plan. */
  readonly rows?: string;
}
