/** A difference that no plan closes: an AppError that also says which object it is, so that a plan of the rest can be made. */

import { AppError } from "../app-error.ts";
import type { ObjectId } from "../catalog/object-id.ts";

/** PLAN_UNSUPPORTED, with the object. */
export class UnplannableError extends AppError {
  readonly object: ObjectId;

  constructor(object: ObjectId, fields: { readonly message: string; readonly hint?: string; readonly cause?: unknown }) {
    super({ code: "PLAN_UNSUPPORTED", ...fields });
    this.object = object;
  }
}

/** Runs `work` for one object; what a kind refuses there is thrown with the object's id. @throws UnplannableError, what `work` throws */
export function namingObject<T>(object: ObjectId, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "PLAN_UNSUPPORTED" || error instanceof UnplannableError) throw error;
    const { message, hint } = error;
    throw new UnplannableError(object, { message, cause: error, ...(hint === undefined ? {} : { hint }) });
  }
}
