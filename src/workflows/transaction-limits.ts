/** The limits under which whatever a migration does in a transaction runs. */

import type { TransactionLimits } from "../postgres/compose-transaction.ts";
import type { Patience } from "./apply-migration.ts";
import type { Migrating } from "./migrating.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** As patient as the batch, and as the environment's owner. */
export function transactionLimits(
  { lockBudgetMs }: Patience,
  { target, environment }: Pick<Migrating, "target" | "environment">,
  context: WorkflowContext,
): TransactionLimits {
  return {
    lockBudgetMs,
    statementTimeoutMs: context.timeoutMs ?? 0,
    owner: environment.owner,
    canNoticeDeadClient: target.canNoticeDeadClient,
  };
}
