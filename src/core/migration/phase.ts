/**
 * Changes that take several migrations: schema first, then code that handles both, then the rows, then the clean-up with a later train. The
 * header of each file says which part of which change it is: `-- lockstep: phase = backfill of email-type`.
 */

/** The parts, in their order. */
export const phaseNames = ["schema", "backfill", "cleanup"] as const;
export type PhaseName = (typeof phaseNames)[number];

/** A file's part in such a change. */
export interface Phase {
  readonly name: PhaseName;
  /** The change's name, whatever the team calls it. */
  readonly of: string;
}

/** Reads `backfill of email-type`; null for anything else. */
export function parsePhase(text: string): Phase | null {
  const match = /^(\S+)\s+of\s+([\w.-]{1,100})$/.exec(text.trim());
  const name = phaseNames.find((one) => one === match?.[1]?.toLowerCase());
  return name === undefined || match?.[2] === undefined ? null : { name, of: match[2] };
}

/** True where `one` has to be done before `other` may be. */
export function comesBefore(one: PhaseName, other: PhaseName): boolean {
  return phaseNames.indexOf(one) < phaseNames.indexOf(other);
}
