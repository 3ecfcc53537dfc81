/** Two catalogs → the plan that turns one into the other. */

import type { Catalog } from "../catalog/catalog.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import type { ServerVersion } from "../catalog/server-version.ts";
import type { Change } from "../diff/change.ts";
import { kinds } from "../kinds/registry.ts";
import { dependencyIndex } from "./dependency-index.ts";
import { disposeOf } from "./dispositions.ts";
import { foreseeFailures } from "./foresee-failures.ts";
import { groupStatements } from "./group-statements.ts";
import { orderSteps } from "./order-steps.ts";
import type { Plan } from "./plan.ts";
import { ddlContext } from "./plan-context.ts";
import { planSteps } from "./plan-steps.ts";
import { settleRights } from "./settle-rights.ts";

/** What to plan. */
export interface PlanRequest {
  readonly start: Catalog;
  readonly goal: Catalog;
  /** Those that lead from `start` to `goal`. */
  readonly changes: readonly Change[];
  /** Of the server that will run the plan. */
  readonly version: ServerVersion;
  /** The role that owns the database in which the plan will run; null: whoever runs it. */
  readonly owner: string | null;
  /** Statements say IF [NOT] EXISTS or OR REPLACE where SQL has that, as is right for a file that somebody may run twice. */
  readonly isGuarded?: boolean;
}

const orderOfKinds = new Map(kinds.map((kind, i) => [kind.kind, kind.ddl.comesFirst === true ? -1 : i]));

/** Plans. Both catalogs must have been read with their dependencies. @throws AppError PLAN_CYCLE */
export function makePlan({ start, goal, changes, version, owner, isGuarded = false }: PlanRequest): Plan {
  const dependencies = dependencyIndex(start, goal);
  const made = new Set<ObjectId>();
  const context = ddlContext(start, goal, version, (id) => id !== null && made.has(id), owner);
  const dispositions = disposeOf(changes, dependencies, context);
  for (const [id, { kind }] of dispositions.byId) if (kind === "create" || kind === "replace") made.add(id);
  const steps = planSteps(dispositions, dependencies, context);
  const ordered = orderSteps(steps, {
    orderOfKinds: (kind) => orderOfKinds.get(kind) ?? kinds.length,
    isWithin: dependencies.isWithin,
  });
  const groups = groupStatements(settleRights(ordered, context), isGuarded);
  return { groups: foreseeFailures(groups, dispositions, dependencies) };
}
