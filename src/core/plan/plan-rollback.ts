/**
 * The way back of a plan: the plan from its goal to its start, and for each object what that brings back. SQL undoes structure;
 * what was stored in something that was dropped, on the way there or back, stays lost, and that is said before anybody needs it.
 */

import { AppError } from "../app-error.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { ObjectId } from "../catalog/object-id.ts";
import type { Change } from "../diff/change.ts";
import type { HazardKind } from "../risk/hazard.ts";
import type { StatementForm } from "../risk/statement-form.ts";
import { invertChanges } from "./invert-changes.ts";
import { makePlan, type PlanRequest } from "./make-plan.ts";
import type { Plan, PlannedStatement } from "./plan.ts";
import { schemaAfter } from "./schema-after.ts";
import { UnplannableError } from "./unplannable-error.ts";

/** What undoing the change of one object gives back. */
export interface RollbackVerdict {
  readonly change: ObjectId;
  readonly verdict: "lossless" | "lossy" | "impossible";
  /** What is lost, or why it cannot be undone; empty for lossless. */
  readonly detail: string;
}

/** The way back. */
export interface Rollback {
  readonly plan: Plan;
  /** One for each object that the plan or its rollback changes, in the order of the plan. */
  readonly verdicts: readonly RollbackVerdict[];
  /** What the rollback leads to: the start, but for what is impossible. */
  readonly goal: Catalog;
}

/** Plans the way back of `plan`, which was made for this request. Never throws for what cannot be undone: it is a verdict. */
export function planRollback(request: PlanRequest, plan: Plan): Rollback {
  const { start, goal, version, owner, isGuarded = false } = request;
  let changes = invertChanges(request.changes, start);
  const impossible = new Map<ObjectId, string>();
  for (;;) {
    const reached = changes.length === request.changes.length ? start : schemaAfter(goal, start, changes);
    try {
      const back = makePlan({ start: goal, goal: reached, changes, version, owner, isGuarded });
      return { plan: back, verdicts: verdicts(plan, back, impossible), goal: reached };
    } catch (error) {
      const left = withoutCulprit(changes, error, impossible);
      if (left.length === changes.length) throw error;
      changes = left;
    }
  }
}

function withoutCulprit(changes: readonly Change[], error: unknown, impossible: Map<ObjectId, string>): readonly Change[] {
  const isPlanners = error instanceof UnplannableError || (error instanceof AppError && error.code === "PLAN_CYCLE");
  if (!isPlanners) return changes;
  const left = error instanceof UnplannableError ? changes.filter(({ id }) => id !== error.object) : changes;
  if (left.length < changes.length && error instanceof UnplannableError) {
    impossible.set(error.object, error.message);
    return left;
  }
  // an object that none of the changes is about, or a circle: nothing tells which of them to leave out
  for (const { id } of changes) impossible.set(id, error.message);
  return [];
}

/** Forms that take away what no statement brings back, whatever hazards they declare. */
const emptying: ReadonlySet<StatementForm> = new Set(["drop-table", "drop-sequence", "drop-extension", "change-subscription"]);

const losing: ReadonlySet<HazardKind> = new Set(["deletes-data", "irreversible"]);

function verdicts(plan: Plan, back: Plan, impossible: ReadonlyMap<ObjectId, string>): readonly RollbackVerdict[] {
  const byObject = new Map<ObjectId, { gone: Set<string>; since: Set<string> }>();
  const of = (id: ObjectId) => {
    const known = byObject.get(id) ?? { gone: new Set<string>(), since: new Set<string>() };
    byObject.set(id, known);
    return known;
  };
  for (const statement of statementsOf(plan)) for (const loss of losses(statement)) of(statement.change).gone.add(loss);
  for (const statement of statementsOf(back)) for (const loss of losses(statement)) of(statement.change).since.add(loss);
  for (const { change } of [...statementsOf(plan), ...statementsOf(back)]) of(change);
  for (const id of impossible.keys()) of(id);
  return [...byObject].map(([change, { gone, since }]): RollbackVerdict => {
    const reason = impossible.get(change);
    if (reason !== undefined) return { change, verdict: "impossible", detail: reason };
    const parts = [
      ...(gone.size === 0 ? [] : [`does not bring back ${[...gone].join(", ")}`]),
      ...(since.size === 0 ? [] : [`deletes ${[...since].join(", ")} written since`]),
    ];
    return { change, verdict: parts.length === 0 ? "lossless" : "lossy", detail: parts.join("; ") };
  });
}

function statementsOf({ groups }: Plan): readonly PlannedStatement[] {
  return groups.flatMap(({ statements }) => statements);
}

function losses({ form, hazards, change }: PlannedStatement): readonly string[] {
  const told = hazards.filter(({ hazard }) => losing.has(hazard)).map(({ detail }) => detail);
  return told.length > 0 || !emptying.has(form) ? told : [`what ${change} held`];
}
