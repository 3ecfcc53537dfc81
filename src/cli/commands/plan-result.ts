/** A plan as a command's result: the report of an audit, with the plan, its way back and its batches. */

import { planData } from "../../core/plan/plan-json.ts";
import { batchText } from "../../core/report/batch-text.ts";
import { countOf } from "../../core/report/count-words.ts";
import { planSql } from "../../core/report/plan-sql.ts";
import type { RiskLevel } from "../../core/risk/risk-level.ts";
import type { PlanOutcome } from "../../workflows/plan-sources.ts";
import type { CommandResult } from "../command.ts";
import { auditResult } from "./audit-result.ts";

/** The result; its SQL names both sides as they were typed. */
export function planResult(
  outcome: PlanOutcome,
  { from, to, failOn }: { readonly from: string; readonly to: string; readonly failOn: RiskLevel | null },
): CommandResult {
  const { report, findings, plan, proof, stages, runAs, notChosen, batches } = outcome;
  const rollback = stages[0]?.rollback;
  const audited = auditResult([report], findings, failOn, "diff");
  const others = notChosen === 0 ? "" : `\n${countOf(notChosen, "other difference")} left: other tables were asked for.\n`;
  const listed = others + (batches === undefined ? "" : `\n${batchText(batches)}`);
  return {
    ...audited,
    data: { ...report, ...planData({ plan, proof, rollback, ...(batches === undefined ? {} : { batches }) }) },
    text: (style) => audited.text(style) + listed,
    sql: () =>
      planSql(plan, {
        from,
        to,
        proof,
        runAs,
        notChosen,
        renameCandidates: report.renameCandidates,
        ...(rollback === undefined ? {} : { rollback }),
      }),
  };
}
