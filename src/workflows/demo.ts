/** Stands for the workflow until it is written. */

import { AppError } from "../core/app-error.ts";
import type { AuditOutcome } from "./audit.ts";
import type { WorkflowContext } from "./workflow-context.ts";

export function demo(_context: WorkflowContext): Promise<AuditOutcome> {
  return Promise.reject(new AppError({ code: "INTERNAL", message: "This workflow is not written yet." }));
}
