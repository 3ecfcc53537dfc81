/** Looks before a job's first row whether its target can take it, and settles which triggers fire. */

import { decideTriggers, type TriggerChoices, type TriggerDecision } from "../core/backfill/firing-triggers.ts";
import { refuseTarget, type TargetFinding } from "../core/backfill/judge-target.ts";
import { readFiringTriggers } from "../postgres/firing-triggers.ts";
import type { Session } from "../postgres/session.ts";
import { type JobReach, readTargetAbilities } from "../postgres/target-abilities.ts";

/** A target that a job may run on. */
export interface ExaminedTarget {
  /** What its author has to know. */
  readonly warnings: readonly TargetFinding[];
  readonly triggers: TriggerDecision;
}

/**
 * Examines it. `choices` is what the job's file says about triggers; nothing fires where nothing is written.
 *
 * @param origin what to call the job's file
 * @throws AppError JOB_REFUSED, TRIGGER_UNDECIDED, and as `Session.query`
 */
export async function examineTarget(
  session: Session,
  reach: JobReach,
  choices: TriggerChoices,
  origin: string,
): Promise<ExaminedTarget> {
  const findings = await readTargetAbilities(session, reach);
  refuseTarget(findings, origin);
  const triggers: TriggerDecision =
    reach.writes.length === 0
      ? { setting: null, kept: [], skipped: [] }
      : decideTriggers(await readFiringTriggers(session, reach.relation, reach.writes), choices, origin);
  return { warnings: findings, triggers };
}
