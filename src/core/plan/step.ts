/** Statements that stay together, and their place among others. */

import type { ObjectId } from "../catalog/object-id.ts";
import type { Statement } from "../recipes/statement.ts";

/** When a step comes where nothing else decides: drops, then what is made and changed, then what can wait. */
export type Phase = "drop" | "make" | "late";

/** One step. Its lists grow while steps are built and are only read afterwards. */
export interface Step {
  /** The object that the statements are about. */
  readonly subject: ObjectId;
  readonly phase: Phase;
  readonly statements: readonly Statement[];
  /** Changes an object that is there before and after. */
  readonly isAlteration: boolean;
  /** Objects that this step brings into their final form. */
  readonly makes: ObjectId[];
  /** Objects of the start that are gone, or no longer use what they used, after this step. */
  readonly frees: ObjectId[];
  /** Objects of the start that cannot be dropped before this step. */
  readonly releases: readonly ObjectId[];
  /** Objects of the goal that must be in their final form before. */
  readonly needs: ObjectId[];
  /** Steps that must come before. */
  readonly after: Step[];
}

/** A step; its lists are empty unless told otherwise. */
export function newStep(
  subject: ObjectId,
  phase: Phase,
  statements: readonly Statement[],
  rest: Partial<Pick<Step, "makes" | "frees" | "releases" | "needs" | "after" | "isAlteration">> = {},
): Step {
  return { subject, phase, statements, isAlteration: false, makes: [], frees: [], releases: [], needs: [], after: [], ...rest };
}
