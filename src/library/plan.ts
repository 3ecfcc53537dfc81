/** The library's `plan`: what turns one source into another, proven, as SQL and as data. */

import type { PlanData } from "../core/plan/plan-json.ts";
import type { ComparedSources } from "./audit.ts";
import type { ComparisonOptions } from "./library-options.ts";
import { runWorkflow } from "./run-workflow.ts";

/** How a plan is made. */
export interface PlanOptions extends ComparisonOptions {
  /** Only these tables and what they cannot do without. */
  readonly tables?: readonly string[] | undefined;
  /** Old and new names of what is one object: `{ "users.mail": "email" }`. */
  readonly renames?: Readonly<Record<string, string>> | undefined;
}

/** A report with the plan that closes it; `sql` runs in psql as it is, and is empty where there is nothing to do. */
export interface PlannedSources extends ComparedSources, PlanData {
  readonly sql: string;
}

/**
 * Plans what turns `from` into `to`, and proves it on a scratch copy. Reads only, but for that copy.
 *
 * @throws AppError PLAN_REFUTED, PLAN_UNSUPPORTED, PLAN_CYCLE, USAGE for names that fit nothing, and as `diff`
 */
export async function plan(from: string, to: string, options: PlanOptions = {}): Promise<PlannedSources> {
  const { ignore, columnOrder, tables, renames } = options;
  return runWorkflow(options, async (context) => {
    const [{ planSources }, { planData }, { planSql }] = await Promise.all([
      import("../workflows/plan-sources.ts"),
      import("../core/plan/plan-json.ts"),
      import("../core/report/plan-sql.ts"),
    ]);
    const request = {
      from,
      to,
      ...(ignore === undefined ? {} : { ignore }),
      ...(columnOrder === undefined ? {} : { columnOrder }),
      ...(tables === undefined ? {} : { tables }),
      ...(renames === undefined ? {} : { renames: Object.entries(renames).map(([old, now]) => ({ from: old, to: now })) }),
    };
    const { report, findings, plan: made, proof, stages, runAs, notChosen } = await planSources(request, context);
    const rollback = stages[0]?.rollback;
    const heading = { from, to, proof, runAs, notChosen, ...(rollback === undefined ? {} : { rollback }) };
    return { ...report, ...planData({ plan: made, proof, rollback }), findings, sql: planSql(made, heading) };
  });
}
