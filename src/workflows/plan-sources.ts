/** `diff` as SQL: the plan that turns one source into another, proven on a scratch copy before anybody sees it. */

import { AppError } from "../core/app-error.ts";
import { makePlan } from "../core/plan/make-plan.ts";
import type { Plan } from "../core/plan/plan.ts";
import { compareReadings } from "./compare-readings.ts";
import type { DiffOutcome, DiffRequest } from "./diff-sources.ts";
import { openProject } from "./open-project.ts";
import { readPendingMigrations } from "./pending-causes.ts";
import { versionOf } from "./plan-dump.ts";
import { type Proof, provePlan } from "./prove-plan.ts";
import { withSources } from "./read-sources.ts";
import type { WorkflowContext } from "./workflow-context.ts";

/** A report with the plan that closes it; a plan that its proof refuted is thrown and not returned. */
export interface PlanOutcome extends DiffOutcome {
  readonly plan: Plan;
  readonly proof: Exclude<Proof, { readonly kind: "refuted" }>;
  /** The role that the plan is meant to run as; null where that is not known. */
  readonly runAs: string | null;
}

/** Plans and proves. Reads only, but for a scratch database of its own. @throws AppError PLAN_REFUTED, PLAN_CYCLE, as `diffSources` */
export async function planSources(request: DiffRequest, context: WorkflowContext): Promise<PlanOutcome> {
  const project = await openProject(context);
  const { config } = project;
  return withSources(
    [request.from, request.to],
    project,
    context,
    async (readings) => {
      const [from, to] = readings;
      if (from === undefined || to === undefined) throw new Error("two names gave fewer readings");
      const { report, findings, changes, ignoredChanges } = await compareReadings(to, from, {
        columnOrder: request.columnOrder ?? config.compare.columnOrder,
        ignore: [...config.ignore, ...(request.ignore ?? [])],
        pending: () => readPendingMigrations(config, from.name, from.catalog),
        checks: [],
      });
      const [start, goal] = [from.catalog, to.catalog];
      const runAs = start.server?.owner ?? null;
      const plan = makePlan({ start, goal, changes, version: versionOf(start, goal), owner: runAs });
      const proof: Proof =
        plan.groups.length === 0
          ? { kind: "proven" }
          : await provePlan({ plan, start, goal, ignored: ignoredChanges }, project, context);
      if (proof.kind === "refuted")
        throw new AppError({
          code: "PLAN_REFUTED",
          message: `The plan from ${from.name} to ${to.name} did not hold on a scratch copy: ${proof.why}`,
          hint: `lockstep diff ${from.name} ${to.name} lists the differences; leave one out with --ignore ID.`,
        });
      return { report, findings: [...from.findings, ...to.findings, ...findings], plan, proof, runAs };
    },
    { dependencies: true },
  );
}
