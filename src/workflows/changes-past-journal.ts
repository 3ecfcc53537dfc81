/** What somebody has changed in a database past its journal. */

import { AppError } from "../core/app-error.ts";
import { verify } from "./verify.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** Ids of what is not as the journal's migrations leave it; none where there is no journal yet. @throws as `verify` */
export async function changesPastJournal(environment: string, context: WorkflowContext): Promise<readonly string[]> {
  try {
    const { holds, report } = await verify(environment, context);
    if (holds) return [];
    // owners, rights and settings are no migration's: there is no object to name
    return report === null || report.changes.length === 0 ? ["schema"] : report.changes.map(({ id }) => id);
  } catch (error) {
    if (error instanceof AppError && error.code === "JOURNAL_MISSING") return [];
    throw error;
  }
}
